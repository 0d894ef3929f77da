"""Addresses and forms as nobody should send them: an answer for people, never a 500."""

import pytest
import time_machine

from tests.people import NOW, fix_day, make_member, make_partner, make_person, make_project
from trainings.models import Registration

PROJECT = "/projects/ppi4test/"
HUGE = "9" * 20
ODD_ADDRESSES = {
    f"{PROJECT}plan/?from_month=abc&to_month={HUGE}&page=-1&partner=x&sort=;drop": 200,
    f"{PROJECT}plan/?text=%00&page=99999": 200,
    f"{PROJECT}people/?q=%00": 200,
    f"{PROJECT}people/{HUGE}/": 404,
    f"{PROJECT}wp{HUGE}/": 404,
    f"{PROJECT}d4.1/files/new/?of=%00": 200,
    f"{PROJECT}d4.1/files/{HUGE}/{HUGE}/": 404,
    f"{PROJECT}d4.1/comment/{HUGE}/change/": 404,
    f"{PROJECT}meetings/{'x' * 200}/comment/": 404,
    f"{PROJECT}trainings/zagreb/registrations/?q=%00": 200,
    f"{PROJECT}reminders/?weeks=%00": 200,
    f"{PROJECT}reminders/ledger/?person=%00&q=%00": 200,
    "/calendar/?month=%00&project=%00": 200,
    f"/outbox/{HUGE}/": 404,
    "/feeds/%00.ics": 404,
    "/invitations/%00/": 404,
    "/unsubscribe/x/": 404,
    "/reminders/why/x/": 404,
}
ODD_FORMS = {
    f"{PROJECT}plan/new-work-package/": {"number": "x" * 9999, "first_month": HUGE, "lead": HUGE},
    f"{PROJECT}wp4/new-deliverable/": {
        "number": "4.9",
        "due_month": "M99",
        "due_day": "0001-01-01",
    },
    f"{PROJECT}d4.1/comment/": {"text": "\0", "mentioned": [HUGE, "x"]},
    f"{PROJECT}d4.1/files/new/": {"note": "\0" * 999, "file": HUGE, "upload": "x"},
    f"{PROJECT}edit/": {"acronym": "\0", "title": "\0", "zone": "Mars/Base"},
    f"{PROJECT}plan/timetable/": {"start": "9999-12-31", "duration": HUGE},
    f"{PROJECT}partners/5/invite/": {"email": "a@b", "name": "x" * 9999},
    f"{PROJECT}trainings/zagreb/edit/": {"title": "", "capacity": "-5", "zone": "x"},
    f"{PROJECT}trainings/zagreb/move/": {"day_1": "9999-12-31", "starts_1": "25:00", "ends_1": "x"},
    "/profile/": {"name": "\0", "zone": "Mars", "preferred_hour": HUGE, "language": "xx"},
    "/reminders/preferences/": {"rhythm": "x", "weekday": "99"},
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.mark.parametrize(("address", "status"), ODD_ADDRESSES.items())
def test_an_odd_address_has_a_plain_answer(world, login, address, status):
    assert login(world.coordinator).get(address).status_code == status


@pytest.mark.parametrize(("address", "typed"), ODD_FORMS.items())
def test_an_odd_form_comes_back_with_its_errors(world, login, address, typed):
    fix_day(world.training)
    page = login(world.coordinator).post(address, typed)
    assert page.status_code == 200
    assert page.context["form"].errors


@pytest.mark.parametrize(
    "path", ["wp4/", "t4.2/", "d4.1/submit/", "trainings/zagreb/", "people/{}/", "places/{}/"]
)
def test_one_projects_things_are_not_reached_through_another(world, login, path):
    other = make_project("Other", slug="other")
    boss = make_person("Boss")
    make_member(boss, make_partner(other, world.iat.organisation, 1, "coordinator"))
    client = login(boss)
    for slug in ("other", "ppi4test"):
        address = f"/projects/{slug}/{path}".format(world.partner.places.get().pk)
        assert client.get(address).status_code == 404


def test_two_clicks_take_one_seat_and_give_one_back(world, login):
    fix_day(world.training)
    client = login(world.buyer)
    address = f"{PROJECT}trainings/zagreb/"
    for _click in range(2):
        assert client.post(f"{address}register/").status_code == 302
    assert Registration.objects.count() == 1
    assert client.post(f"{address}withdraw/", {"reason": "ill"}).status_code == 302
    assert client.post(f"{address}withdraw/", {"reason": "ill"}).status_code == 404

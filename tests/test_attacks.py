"""Addresses and forms as nobody should send them: an answer for people, never a 500."""

from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse

from partners.models import Project
from tests.access import DOORS
from tests.addresses import prepare
from tests.people import (
    NOW,
    fix_day,
    make_member,
    make_partner,
    make_person,
    make_programme,
    make_project,
    make_training,
)
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
    # Needs and code lists
    f"{PROJECT}groups/waste-buyers/needs/?q=%00&state=x&page={HUGE}": 200,
    f"{PROJECT}groups/waste-buyers/needs/{HUGE}/": 404,
    f"{PROJECT}groups/waste-buyers/needs/{HUGE}/answers/{HUGE}/": 404,
    f"/codes/?list=CPV&q=%00{HUGE}": 200,
    "/codes/?list=%00": 404,
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
    # Needs and code lists
    f"{PROJECT}groups/waste-buyers/needs/new/": {
        "title": "\0",
        "priority": HUGE,
        "cpv": [HUGE, "\0"],
        "row_1": HUGE,
        "indicator_1": "x" * 9999,
        "target_1": "Infinity",
    },
    f"{PROJECT}trainings/zagreb/edit/": {"title": "", "capacity": "-5", "zone": "x"},
    f"{PROJECT}trainings/zagreb/move/": {"day_1": "9999-12-31", "starts_1": "25:00", "ends_1": "x"},
    "/profile/": {"name": "\0", "zone": "Mars", "preferred_hour": HUGE, "language": "xx"},
    "/reminders/preferences/": {"rhythm": "x", "weekday": "99"},
}


CLOSED_DOORS = [name for name, door in DOORS.items() if door.may and not door.open]
ODD_VALUES = [HUGE, "-1", "\0", "x" * 9999, "9999-12-31", "NaN", "\ud7ff"]


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


class Forms(HTMLParser):
    """The forms of a page: each its address, its method and the names of its fields."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self.found.append((attrs.get("action", ""), attrs.get("method", "get"), set()))
        if self.found and tag in {"input", "select", "textarea", "button"} and "name" in attrs:
            self.found[-1][2].add(attrs["name"])


@pytest.mark.parametrize(
    "name", [name for name in DOORS if DOORS[name].may and not DOORS[name].open]
)
def test_no_form_breaks_whatever_its_fields_hold(world, login, name):
    door = DOORS[name]
    prepare(world)
    url = reverse(name, args=door.values(world))
    role = "coordinator" if "coordinator" in door.may else min(door.may)
    client = login(world.person(role))
    with transaction.atomic():
        page = client.get(url)
        transaction.set_rollback(True)
    if not page.get("Content-Type", "").startswith("text/html"):
        page.close()
        return
    for action, method, names in Forms(page.content.decode().partition("<main")[2]).found:
        for value in ODD_VALUES:
            with transaction.atomic():
                answer = getattr(client, method)(urljoin(url, action), dict.fromkeys(names, value))
                transaction.set_rollback(True)
            assert answer.status_code < 500


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


TRAININGS = [name for name in DOORS if name.startswith("trainings:")]
IDS = {"registration", "message", "prepared", "invited", "asked", "asked_there", "agenda_item"} | {
    *("trainer", "cohost", "module", "material", "for_all")
}
WITH_ID = [name for name in TRAININGS if IDS & set(DOORS[name].args.split())]


def elsewhere(world, args) -> list:
    """The same row, through the address of another programme or training of the project."""
    other = make_programme(world.programme.task, title="Other", slug="other", is_public=True)
    training = make_training(other, world.zagreb, "Other")
    swapped = {world.programme.slug: other.slug, world.training.slug: training.slug}
    return [swapped.get(arg, arg) for arg in args]


@pytest.mark.parametrize("name", WITH_ID)
def test_a_row_of_a_training_is_not_reached_through_another(world, login, name):
    """By whoever may do everything to both; nor is there a row with a number of 25 digits."""
    door = DOORS[name]
    prepare(world)
    args = door.values(world)
    client = login(world.coordinator)
    huge = [int("9" * 25) if isinstance(arg, int) else arg for arg in args]
    others = [huge] if door.open and "seat" in name else [elsewhere(world, args), huge]
    for found in others:
        assert found != args
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse(name, args=found))
            assert answer.status_code in ({404} if method == door.method else {404, 405})


# The history is read as before; whom one could name is shown, and naming them is refused.
STAYS_OPEN = {"trainings:history", "trainings:nominate"}
RUNS = [name for name in TRAININGS if DOORS[name].refused and name not in STAYS_OPEN]


@pytest.mark.parametrize("name", RUNS)
def test_in_a_closed_project_nobody_runs_a_training(world, login, name):
    door = DOORS[name]
    prepare(world)
    url = reverse(name, args=door.values(world))
    Project.objects.filter(pk=world.project.pk).update(closed_on=NOW.date())
    for person in (world.coordinator, world.task_lead, world.organiser):
        client = login(person)
        for method in ("get", "post"):
            answer = getattr(client, method)(url, {"reason": "-"})
            assert answer.status_code in {403, 404, 405}


def test_two_clicks_take_one_seat_and_give_one_back(world, login):
    fix_day(world.training)
    client = login(world.buyer)
    address = f"{PROJECT}trainings/zagreb/"
    for _click in range(2):
        assert client.post(f"{address}register/").status_code == 302
    assert Registration.objects.count() == 1
    assert client.post(f"{address}withdraw/", {"reason": "ill"}).status_code == 302
    assert client.post(f"{address}withdraw/", {"reason": "ill"}).status_code == 404

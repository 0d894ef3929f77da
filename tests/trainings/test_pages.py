"""The pages, as each person meets them: what they see, what they may do, what comes back."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from icalendar import Calendar

from tests.people import NOW, fix_day, make_training
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import calendar, last_mail, states
from trainings.models import Registration, Training, TrainingDay


def page(name, *more):
    return reverse(f"trainings:{name}", args=["ppi4test", "zagreb", *more])


DAYS = {"day_1": "2027-10-05", "starts_1": "09:00", "ends_1": "17:00", "sequence": "0"}


# --- Who gets in: tests/test_access.py; here, that what is refused changes nothing ----------------


@pytest.mark.parametrize("name", ["schedule", "move", "cancel", "close", "add", "confirm"])
def test_a_forced_post_changes_nothing(world, training, login, name):
    assert login(world.partner).post(page(name), DAYS | {"confirmed": "yes"}).status_code == 403
    assert login(world.stranger).post(page(name), DAYS).status_code == 404
    row = Training.objects.get()
    assert (row.state, row.first_day, row.registration_switch) == (
        "scheduled",
        date(2027, 9, 22),
        True,
    )


# --- Overview -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "statements"), [("task_lead", 5), ("buyer", 5)])
def test_the_overview_takes_few_statements(
    world, training, login, django_assert_num_queries, rows, role, statements
):
    for number in range(1, rows):
        fix_day(make_training(world.programme, world.zagreb, f"Number{number}"))
    client = login(world.person(role))
    with django_assert_num_queries(statements + FRAME):
        response = client.get(reverse("trainings:list", args=["ppi4test"]))
    assert [len(p.rows) for p in response.context["programmes"]] == [rows]


def test_the_overview_offers_each_their_next_act(world, login):
    url = reverse("trainings:list", args=["ppi4test"])
    assert "Fix days" in login(world.task_lead).get(url).content.decode()
    assert "Fix days" not in login(world.organiser).get(url).content.decode()
    fix_day(world.training)
    assert ">Register<span" in login(world.buyer).get(url).content.decode()
    buyer, partner = (
        login(world.person(role)).get(url).content.decode() for role in ("buyer", "partner")
    )
    assert ("meter" in buyer, "meter" in partner) == (False, True)


# --- A training, for who wants to come ------------------------------------------------------------


def test_a_buyer_reads_why_they_may_come_and_registers_with_one_press(world, training, login):
    client = login(world.buyer)
    text = client.get(page("training")).content.decode()
    assert "City of Split is a contracting authority in Waste buyers." in text
    assert "Wed 22 Sep 2027 (M21), 09:00–17:00 (Zagreb)" in text
    response = client.post(page("register"), follow=True)
    assert notes(response) == ["You have a seat. A mail with all details is on its way."]
    assert "You have seat 1 of 25." in response.content.decode()
    assert states(training) == ["confirmed"]


def test_who_waits_reads_where_they_stand(world, training, buyers, enter, login):
    Training.objects.update(capacity=1)
    enter(training, [*buyers(2), world.buyer])
    text = login(world.buyer).get(page("training")).content.decode()
    assert "You are on the waiting list, 1 before you." in text


def test_who_may_not_come_is_told_and_has_no_button(world, training, login):
    client = login(world.partner)
    text = client.get(page("training")).content.decode()
    assert "You cannot register yourself." in text
    assert page("register") not in text
    response = client.post(page("register"), follow=True)
    assert notes(response) == [
        "It is for members of Waste buyers (core buyer, contracting authority)."
    ]
    assert not Registration.objects.exists()


def test_registering_twice_says_so(world, training, login):
    client = login(world.buyer)
    client.post(page("register"))
    response = client.post(page("register"), follow=True)
    assert notes(response)[-1] == "Buyer is already registered."
    assert states(training) == ["confirmed"]


def test_giving_the_seat_back_asks_first(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.buyer)
    assert "The first in line gets it." in client.get(page("withdraw")).content.decode()
    assert states(training) == ["confirmed"]
    response = client.post(page("withdraw"), {"reason": "Ill"}, follow=True)
    assert notes(response) == ["Done. Thank you for making room."]
    assert states(training) == ["withdrawn"]
    assert client.get(page("withdraw")).status_code == 404


@pytest.mark.parametrize(("answer", "state"), [("accept", "confirmed"), ("decline", "declined")])
def test_an_offer_is_answered_on_the_page(world, training, enter, login, answer, state):
    (row,) = enter(training, [world.buyer])
    Registration.objects.filter(pk=row.pk).update(
        state="offered", offered_until=NOW.replace(hour=20)
    )
    client = login(world.buyer)
    text = client.get(page("training")).content.decode()
    assert "Answer by Mon 6 Sep 2027, 20:00 (Zagreb)." in text
    client.post(page("answer"), {"answer": answer})
    assert states(training) == [state]


def test_a_wrong_answer_to_an_offer_is_no_answer(world, training, enter, login):
    enter(training, [world.buyer])
    assert login(world.buyer).post(page("answer"), {"answer": "maybe"}).status_code == 404
    response = login(world.buyer).post(page("answer"), {"answer": "accept"}, follow=True)
    assert notes(response) == ["This offer has ended."]


def test_colleagues_are_registered_together(world, training, buyers, login):
    one, two = buyers(2)
    client = login(world.buyer)
    response = client.get(page("nominate"))
    assert "Register colleagues" in client.get(page("training")).content.decode()
    assert [p.name for p in response.context["form"].fields["people"].queryset] == [
        "Buyer",
        "Buyer 1",
        "Buyer 2",
    ]
    response = client.post(page("nominate"), {"people": [one.pk, two.pk]}, follow=True)
    assert notes(response) == ["Buyer 1 has a seat.", "Buyer 2 has a seat."]
    assert client.post(page("nominate"), {}).status_code == 200
    assert states(training) == ["confirmed", "confirmed"]


def test_nobody_nominates_people_of_another_organisation(world, training, login):
    response = login(world.buyer).post(page("nominate"), {"people": [world.organiser.pk]})
    assert list(field_errors(response)) == ["people"]
    assert not Registration.objects.exists()


def test_the_calendar_file_carries_the_uid_of_the_mails(world, training, enter, login):
    Training.objects.update(venue="Town hall", agenda="Welcome", sequence=3)
    enter(training, [world.buyer])
    ((_method, uid, *_rest),) = calendar(last_mail(world.buyer))
    response = login(world.buyer).get(page("ics"))
    assert response["Content-Type"].startswith("text/calendar")
    file = Calendar.from_ical(response.content)
    (event,) = file.walk("VEVENT")
    assert (str(file["METHOD"]), str(event["UID"])) == ("PUBLISH", uid)
    said = [str(event[name]) for name in ("SUMMARY", "LOCATION", "DESCRIPTION", "SEQUENCE")]
    assert said == [training.title, "Town hall, Main Street 1, Zagreb", "Welcome", "3"]
    TrainingDay.objects.create(
        training=training, position=2, day=date(2027, 9, 23), starts=time(9), ends=time(12)
    )
    both = Calendar.from_ical(login(world.buyer).get(page("ics")).content)
    assert [event["DTSTART"].dt for event in both.walk("VEVENT")] == [
        datetime(2027, 9, day, 9, tzinfo=ZoneInfo("Europe/Zagreb")) for day in (22, 23)
    ]


@pytest.mark.parametrize(("role", "statements"), [("buyer", 6), ("partner", 8), ("organiser", 8)])
def test_the_page_of_a_training_takes_few_statements(
    world, training, buyers, enter, login, django_assert_num_queries, role, statements
):
    enter(training, buyers(3))
    client = login(world.person(role))
    with django_assert_num_queries(statements + FRAME):
        client.get(page("training"))


def test_registering_takes_twelve_statements(world, training, login, django_assert_num_queries):
    client = login(world.buyer)
    with django_assert_num_queries(12 + FRAME):
        client.post(page("register"))

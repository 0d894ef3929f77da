"""Days fixed and moved, trainings postponed, cancelled and held, on their pages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests.reading import errors as field_errors
from tests.reading import notes
from tests.trainings.conftest import last_mail, subjects
from tests.trainings.test_pages import DAYS, page
from trainings.models import Training, TrainingDay


def test_fixing_days_nobody_waits_for_is_one_step(world, login):
    client = login(world.task_lead)
    response = client.post(page("schedule"), DAYS | {"open_registration": "on"}, follow=True)
    assert notes(response) == ["The days are fixed."]
    row = Training.objects.get()
    assert (row.first_day, row.registration_switch) == (date(2027, 10, 5), True)


def test_a_day_with_a_warning_is_looked_at_twice(world, login):
    Training.objects.update(country="HR")
    client = login(world.task_lead)
    holiday = DAYS | {"day_1": "2027-11-01"}
    response = client.post(page("schedule"), holiday)
    assert "Mon 1 Nov 2027 is a public holiday in Croatia." in response.content.decode()
    assert Training.objects.get().state == "planned"
    client.post(page("schedule"), holiday | {"confirmed": "yes"})
    assert Training.objects.get().state == "scheduled"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"day_1": ""}, {"day_1": ["This field is required."]}),
        ({"day_1": "31.31.2027"}, {"day_1": ["Enter a valid date."]}),
        ({"starts_1": "25:00"}, {"starts_1": ["Enter a valid time."]}),
        ({"ends_1": "08:00"}, {"ends_1": ["It ends before it starts."]}),
        ({"day_2": "2027-10-06"}, {"starts_2": ["Enter the hour."], "ends_2": ["Enter the hour."]}),
        (
            {"day_2": "2027-10-05", "starts_2": "18:00", "ends_2": "19:00"},
            {"day_2": ["The same day stands here twice."]},
        ),
        (
            {"day_1": "2028-10-01", "reason": "-"},
            {
                "day_1": [
                    "This day lies outside the project: PPI4Test runs from "
                    "01 Jan 2026 to 30 Sep 2028."
                ]
            },
        ),
        (
            {"day_1": "2028-01-18"},
            {
                "reason": [
                    "Tue 18 Jan 2028 lies outside the planned window, Wed 15 Sep 2027 to "
                    "Tue 30 Nov 2027. Say why."
                ]
            },
        ),
    ],
)
def test_days_that_cannot_be_come_back_with_what_was_typed(world, login, typed, errors):
    response = login(world.task_lead).post(page("schedule"), DAYS | typed)
    assert field_errors(response) == errors
    for value in typed.values():
        assert f'value="{value}"' in response.content.decode() or not value or value == "-"
    assert Training.objects.get().state == "planned"
    assert not TrainingDay.objects.exists()


def test_a_move_shows_everything_before_it_happens(world, training, enter, login):
    enter(training, [world.buyer])
    client = login(world.task_lead)
    typed = DAYS | {"reason": "Venue double booked"}
    response = client.post(page("move"), typed)
    review = response.context["review"]
    assert review.changes == [
        {
            "label": "When",
            "old": "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
            "new": "Tue 5 Oct 2027, 09:00–17:00 (Zagreb)",
        },
        {"label": "Go/no-go day", "old": "Wed 8 Sep 2027", "new": "Tue 21 Sep 2027"},
    ]
    assert review.people.names == ["Buyer, City of Split"]
    assert subjects() == ["You have a seat: Zagreb, Wed 22 Sep 2027"]
    assert Training.objects.get().first_day == date(2027, 9, 22)
    assert TrainingDay.objects.get().day == date(2027, 9, 22)

    response = client.post(page("move"), typed | {"confirmed": "yes"}, follow=True)
    assert notes(response) == ["The training has moved. 1 person was told."]
    mail = last_mail(world.buyer)
    ((_position, letter),) = review.letters
    assert (mail.subject, mail.text) == (letter.subject, letter.text)
    assert Training.objects.get().first_day == date(2027, 10, 5)


def test_from_the_review_one_can_go_back_with_what_was_typed(world, training, login):
    typed = DAYS | {"reason": "Venue double booked", "back": "yes"}
    response = login(world.task_lead).post(page("move"), typed)
    text = response.content.decode()
    assert 'value="2027-10-05"' in text
    assert "Venue double booked" in text
    assert Training.objects.get().sequence == 0


def test_a_move_needs_its_reason_at_the_field(world, training, login):
    response = login(world.task_lead).post(page("move"), DAYS)
    assert field_errors(response) == {"reason": ["Say why: everybody registered reads it."]}


def test_two_who_move_at_the_same_time_do_not_overwrite_each_other(world, training, login):
    typed = DAYS | {"reason": "Venue double booked", "confirmed": "yes"}
    login(world.task_lead).post(page("move"), typed)
    response = login(world.coordinator).post(page("move"), typed | {"day_1": "2027-10-07"})
    assert field_errors(response) == {
        "__all__": [
            "Somebody has changed this training since you opened the page. Look at it again."
        ]
    }
    assert Training.objects.get().first_day == date(2027, 10, 5)


@pytest.mark.parametrize(("name", "state"), [("postpone", "postponed"), ("cancel", "cancelled")])
def test_postponing_and_cancelling_show_the_mail_first(world, training, enter, login, name, state):
    enter(training, [world.buyer])
    client = login(world.task_lead)
    response = client.get(page(name))
    assert ">See who is told</button>" in response.text
    assert "btn-danger" not in response.text
    response = client.post(page(name), {"reason": "Strike", "sequence": "0"})
    assert response.text.count("btn-danger") == 1
    ((_position, letter),) = response.context["review"].letters
    assert "Reason: Strike" in letter.text
    assert Training.objects.get().state == "scheduled"
    client.post(page(name), {"reason": "Strike", "sequence": "0", "confirmed": "yes"})
    assert Training.objects.get().state == state
    assert last_mail(world.buyer).text == letter.text


def test_an_act_whose_time_is_over_says_so(world, login):
    response = login(world.task_lead).get(page("move"), follow=True)
    assert notes(response) == ["This training is planned: this cannot be done now."]


def test_go_shows_how_many_are_registered(world, training, login):
    client = login(world.organiser)
    assert "of at least 15." in client.get(page("confirm")).content.decode()
    client.post(page("confirm"), {"sequence": "0"})
    assert Training.objects.get().state == "confirmed"


def test_held_only_when_it_is_over(world, training, login):
    client = login(world.organiser)
    assert notes(client.post(page("held"), follow=True)) == ["It is not over yet."]
    with time_machine.travel(datetime(2027, 9, 22, 18, tzinfo=ZoneInfo("Europe/Zagreb"))):
        login(world.organiser).post(page("held"))
    assert Training.objects.get().state == "held"

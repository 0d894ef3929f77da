"""Planning trainings and changing what they are."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from tests.people import NOW, make_partner, make_project
from tests.trainings.conftest import calendar, last_mail, states
from trainings import planning, registration, tasks
from trainings.days import Slot, outside_window
from trainings.models import Programme, Registration, Training


def plan(world, **details):
    details = {"title": "Zagreb", "organiser": world.zagreb, "zone": "Europe/Zagreb"} | details
    return planning.plan(programme=world.programme, by=world.task_lead, **details)


def change(world, training, **details):
    return planning.change_details(
        training=training, by=world.organiser, details=details, now=NOW, reason="Because"
    )


def test_a_planned_training_gets_an_address_of_its_own(world):
    assert [plan(world).slug for _nth in range(2)] == ["zagreb-2", "zagreb-3"]
    assert plan(world, title="Škola, Łódź!").slug == "skola-odz"
    assert plan(world, title="北京").slug == "training"
    assert plan(world, title="Programmes").slug == "programmes-2"
    assert plan(world, title="x" * 200).slug == "x" * 57


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"zone": "Europe/Atlantis"}, "zone"),
        ({"capacity": 0}, "capacity"),
        ({"title": ""}, "title"),
        ({"contact_email": "nonsense"}, "contact_email"),
        ({"slug": "zagreb"}, "__all__"),
    ],
)
def test_what_cannot_be_planned(world, details, field):
    with pytest.raises(ValidationError) as refused:
        plan(world, **details)
    assert list(refused.value.message_dict) == [field]
    assert Training.objects.count() == 1


def test_the_organiser_has_to_be_a_partner_of_the_project(world):
    stranger = make_partner(make_project("Other"), world.acr.organisation, 1)
    with pytest.raises(ValidationError, match="no partner of this project"):
        plan(world, organiser=stranger)


def test_what_nobody_needs_to_know_is_not_told(world, training, enter):
    enter(training, [world.buyer])
    change(world, training, nuts="HR05", language="Croatian", map_url="https://m.example/")
    training.refresh_from_db()
    assert (training.nuts, training.sequence, Mail.objects.count()) == ("HR05", 0, 1)
    newest = training.history.first()
    assert (newest.history_user, newest.history_change_reason) == (world.organiser, "Because")


@pytest.mark.parametrize(
    ("details", "line"),
    [
        ({"title": "Split"}, "Title: Split (before: Zagreb)"),
        ({"venue": "Old Hall"}, "Venue: Old Hall (before: Tower)"),
        ({"address": ""}, "Address of the venue: – (before: Main Street 1)"),
        ({"online_url": "https://meet.example/"}, "Online link: https://meet.example/"),
    ],
)
def test_another_name_or_place_is_told_with_an_update(world, training, enter, details, line):
    enter(training, [world.buyer])
    change(world, training, **details)
    mail = last_mail(world.buyer)
    assert line in mail.text.splitlines()
    assert "Reason: Because" in mail.text.splitlines()
    assert [part[2] for part in calendar(mail)] == [1]


def test_another_zone_is_another_moment(world, training, enter):
    enter(training, [world.buyer])
    change(world, training, zone="Europe/Lisbon")
    training.refresh_from_db()
    start = datetime(2027, 9, 22, 9, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert training.starts_at == start
    assert [part[4] for part in calendar(last_mail(world.buyer))] == [start]
    assert "09:00–17:00 (Lisbon)" in last_mail(world.buyer).text


def test_before_the_days_are_fixed_nothing_is_told(world):
    change(world, world.training, venue="Old Hall")
    world.training.refresh_from_db()
    assert (world.training.venue, world.training.sequence) == ("Old Hall", 0)


def test_nothing_changed_writes_nothing(world, training):
    before = training.history.count()
    change(world, training, venue="Tower")
    assert training.history.count() == before


def test_capacity_never_falls_below_the_seats_taken(world, training, buyers, enter):
    enter(training, buyers(3))
    with pytest.raises(ValidationError) as refused:
        change(world, training, capacity=2)
    assert refused.value.message_dict == {
        "capacity": ["3 seats are taken. A smaller capacity needs withdrawals first."]
    }
    change(world, training, capacity=3)
    training.refresh_from_db()
    assert (training.capacity, training.seats_taken) == (3, 3)


def test_more_seats_go_to_the_first_in_line(world, training, buyers, enter):
    Training.objects.update(capacity=1)
    enter(training, buyers(4))
    change(world, training, capacity=3)
    assert states(training) == ["confirmed", "confirmed", "confirmed", "waiting"]
    training.refresh_from_db()
    assert (training.seats_taken, training.counting) == (3, 3)


def test_registration_closed_keeps_the_line_moving(world, training, buyers, enter):
    Training.objects.update(capacity=1)
    first, _second = enter(training, buyers(2))
    planning.close_registration(training=training, by=world.organiser)
    registration.withdraw(registration=first, by=first.person, now=NOW)
    assert states(training) == ["withdrawn", "confirmed"]


def test_a_programme_keeps_its_audience_and_history(world):
    programme = Programme(
        project=world.project, task=world.t42, title="Trainers", first_month=15, last_month=16
    )
    planning.save_programme(programme=programme, buyer_groups=[world.group], by=world.coordinator)
    assert (programme.slug, list(programme.buyer_groups.all())) == ("trainers", [world.group])
    programme.minimum = 4
    planning.save_programme(programme=programme, buyer_groups=[], by=world.task_lead)
    programme.refresh_from_db()
    assert (programme.minimum, list(programme.buyer_groups.all())) == (4, [])
    assert {row.history_user for row in programme.history.all()} == {
        world.coordinator,
        world.task_lead,
    }


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"first_month": 34, "last_month": 34}, "first_month"),
        ({"first_month": 16, "last_month": 15}, "__all__"),
        ({"window_opens": "2027-01-01"}, "window_opens"),
        ({"tiers": ["king"]}, "tiers"),
    ],
)
def test_a_programme_that_cannot_be(world, fields, field):
    fields = {"first_month": 15, "last_month": 16} | fields
    programme = Programme(project=world.project, task=world.t42, title="Trainers", **fields)
    with pytest.raises(ValidationError) as refused:
        planning.save_programme(programme=programme, buyer_groups=[], by=world.coordinator)
    assert list(refused.value.message_dict) == [field]
    assert Programme.objects.count() == 1


def test_the_sweep_ends_offers_of_the_past(world, training, enter):
    (row,) = enter(training, [world.buyer])
    Registration.objects.filter(pk=row.pk).update(
        state="offered", offered_until="2020-01-01T00:00Z"
    )
    tasks.expire_offers()
    assert states(training) == ["declined"]


# --- A window of its own -------------------------------------------------------------------------


def window(opens=None, closes=None) -> dict:
    return {"window_opens": opens, "window_closes": closes}


def test_a_training_has_the_window_of_its_programme_or_its_own(world):
    assert (plan(world).opens, plan(world).closes) == (date(2027, 9, 15), date(2027, 11, 30))
    own = plan(world, **window(date(2027, 10, 1), date(2027, 10, 31)))
    assert (own.opens, own.closes) == (date(2027, 10, 1), date(2027, 10, 31))
    assert plan(world, **window(date(2027, 10, 1))).closes == date(2027, 11, 30)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            window(date(2027, 9, 1)),
            {"reason": ["The programme's window is Wed 15 Sep 2027 to Tue 30 Nov 2027. Say why."]},
        ),
        (
            window(closes=date(2028, 1, 31)),
            {"reason": ["The programme's window is Wed 15 Sep 2027 to Tue 30 Nov 2027. Say why."]},
        ),
        (
            window(date(2027, 10, 2), date(2027, 10, 1)),
            {"__all__": ["The last day lies before the first."]},
        ),
        (
            window(closes=date(2027, 9, 14)),
            {"window_closes": ["The window ends before it begins."]},
        ),
        (window(date(2027, 12, 1)), {"window_opens": ["The window ends before it begins."]}),
        (
            window(date(9999, 1, 1)),
            {
                "window_opens": [
                    "This day lies outside the project: PPI4Test runs from 01 Jan 2026 to "
                    "30 Sep 2028."
                ]
            },
        ),
    ],
)
def test_a_window_that_cannot_be(world, training, fields, told):
    for act in (plan, change_silently):
        with pytest.raises(ValidationError) as refused:
            act(world, **fields)
        assert refused.value.message_dict == told
    row = Training.objects.get()
    assert (row.window_opens, row.window_closes) == (None, None)


def change_silently(world, **details):
    return planning.change_details(
        training=world.training, by=world.task_lead, details=details, now=NOW
    )


def test_with_a_reason_it_may_lie_outside(world):
    late = window(date(2027, 12, 1), date(2028, 1, 31))
    planned = plan(world, **late, reason="The hall is free then")
    changed = change(world, world.training, **late)
    for row, why in ((planned, "The hall is free then"), (changed, "Because")):
        assert (row.opens, row.closes) == (date(2027, 12, 1), date(2028, 1, 31))
        assert row.history.first().history_change_reason == why


def test_days_are_measured_by_the_window_of_the_training(world):
    row = plan(world, **window(date(2027, 10, 1), date(2027, 10, 31)))
    told = "Thu 30 Sep 2027 lies outside the planned window, Fri 1 Oct 2027 to Sun 31 Oct 2027."
    assert outside_window(row, [Slot(date(2027, 9, 30), time(9), time(17))]) == told
    assert outside_window(row, [Slot(date(2027, 10, 1), time(9), time(17))]) == ""

"""What reminders, calendars and desks get from trainings."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from buyers.places import remember_places
from core.dates import DatedItem, key_of
from tests.people import (
    NOW,
    TODAY,
    fix_day,
    make_invitation,
    make_member,
    make_person,
    make_training,
)
from trainings import dates
from trainings.models import Registration, Training

MONTH = (date(2027, 9, 1), date(2027, 9, 30))


@pytest.fixture
def training(world):
    closes = datetime(2027, 9, 20, 22, 30, tzinfo=ZoneInfo("Europe/Zagreb"))
    return fix_day(world.training, registration_closes=closes, venue="Tower", counting=11)


def found(*window, person=None):
    return {item.kind: item for item in dates.items(*window, person=person)}


def test_a_scheduled_training_has_its_day_and_the_days_before_it(world, training):
    items = found(*MONTH)
    assert {kind: item.day for kind, item in items.items()} == {
        "training_day": date(2027, 9, 22),
        "registration_closes": date(2027, 9, 20),
        "go_no_go": date(2027, 9, 8),
        "registrations_lag": date(2027, 9, 8),
    }
    assert {item.key for item in items.values()} == {key_of(training)}
    assert all(item.open for item in items.values())
    day = items["training_day"]
    assert (day.moment, day.ends, day.zone, day.place) == (
        datetime(2027, 9, 22, 9, tzinfo=ZoneInfo("Europe/Zagreb")),
        datetime(2027, 9, 22, 17, tzinfo=ZoneInfo("Europe/Zagreb")),
        "Europe/Zagreb",
        "Tower, Zagreb",
    )
    assert day.url == "/projects/ppi4test/trainings/zagreb/"
    assert items["registrations_lag"].label == "Zagreb: 11 of at least 15 registered"


def test_a_window_gives_only_what_lies_in_it(world, training):
    assert set(found(date(2027, 9, 9), date(2027, 9, 21))) == {"registration_closes"}
    assert set(found(date(2027, 9, 22), date(2027, 9, 22))) == {"training_day"}
    assert found(date(2027, 9, 23), date(2027, 12, 31)) == {}


def test_what_is_settled_is_no_longer_open(world, training):
    Training.objects.update(counting=15)
    assert not found(*MONTH)["registrations_lag"].open
    Training.objects.update(state="confirmed")
    items = found(*MONTH)
    assert (items["training_day"].open, items["go_no_go"].open) == (True, False)
    Training.objects.update(state="held")
    assert not any(item.open for item in found(*MONTH).values())


def test_a_cancelled_training_stays_in_calendars(world, training):
    Training.objects.update(state="cancelled", sequence=2)
    day = found(*MONTH)["training_day"]
    assert (day.cancelled, day.open, day.sequence) == (True, False, 2)


def test_a_training_without_days_has_no_dates(world):
    assert found(date(2026, 1, 1), date(2028, 12, 31)) == {}


def test_nothing_is_open_in_a_closed_project(world, training):
    world.project.closed_on = TODAY
    world.project.save()
    assert not any(item.open for item in found(*MONTH).values())


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("organiser", {"training_day", "registration_closes", "go_no_go", "registrations_lag"}),
        ("task_lead", {"training_day", "registration_closes", "go_no_go", "registrations_lag"}),
        ("partner", {"training_day", "registration_closes"}),
        ("buyer", {"training_day", "registration_closes"}),
        ("stranger", set()),
    ],
)
def test_a_person_gets_what_they_may_see(world, training, role, kinds):
    assert set(found(*MONTH, person=world.person(role))) == kinds


@pytest.mark.parametrize("rows", [1, 3])
def test_items_take_three_statements_whatever_the_rows(
    world, training, django_assert_num_queries, rows
):
    for number in range(1, rows):
        fix_day(make_training(world.programme, world.zagreb, f"Number{number}"))
    remember_places(world.organiser)
    with django_assert_num_queries(3 + 1):  # and the places, once for the whole page
        assert len([*dates.items(*MONTH, person=world.organiser)]) == 3 * rows + 1


def test_who_has_a_confirmed_seat_is_answerable_as_participant(world, training):
    for role, state in (("buyer", "confirmed"), ("partner", "waiting"), ("organiser", "offered")):
        person = world.person(role)
        Registration.objects.create(
            training=training,
            person=person,
            organisation=world.city.organisation,
            state=state,
            why="-",
            registered_at=NOW,
            registered_by=person,
        )
    key = key_of(training)
    assert list(dates.answerable("participant", [key])) == [(key, world.buyer.pk)]


def test_the_organisers_editors_of_today_are_answerable(world, training):
    key = key_of(training)
    day = timezone.localdate()
    world.zagreb.entry = date(2020, 1, 1)
    world.zagreb.save()
    world.organiser.places.update(since=date(2020, 1, 1))
    make_member(make_person("Reader"), world.zagreb, access="reader", since=date(2020, 1, 1))
    make_member(make_person("Gone"), world.zagreb, since=date(2020, 1, 1), until=date(2020, 2, 1))
    assert day > date(2020, 2, 1)
    assert list(dates.answerable("organiser", [key])) == [(key, world.organiser.pk)]


def test_answerable_takes_one_statement(world, training, django_assert_num_queries):
    other = fix_day(make_training(world.programme, world.acr, "Brussels"))
    for role in ("participant", "organiser"):
        with django_assert_num_queries(1):
            list(dates.answerable(role, [key_of(training), key_of(other)]))


def test_an_invitation_as_a_dated_item(world, training):
    """Its page is the link of its person for them, and the training's for who asks for nobody."""
    guest = make_person("Guest", account="none")
    invitation = make_invitation(training, world.city.organisation, guest, state="sent")
    day = invitation.answer_by
    asked = {
        person: next(
            item for item in dates.items(day, day, person) if item.kind == "training_invitation"
        )
        for person in (None, guest)
    }
    assert asked[None] == DatedItem(
        key=key_of(invitation),
        kind="training_invitation",
        label=f"{training.title}: answer the invitation",
        moment=day,
        url=training.get_absolute_url(),
        project_id=world.project.pk,
        project="PPI4Test",
        open=True,
        state=invitation.get_state_display(),
    )
    assert asked[guest] == replace(asked[None], url=invitation.answer_page)

"""Seats and the line: every act, every refusal, and what people are told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from outbox.models import Mail
from tests.people import NOW, TODAY, make_person
from tests.trainings.conftest import calendar, last_mail, states, subjects
from trainings import registration
from trainings.models import Registration, Training

ZAGREB = ZoneInfo("Europe/Zagreb")
START = datetime(2027, 9, 22, 9, tzinfo=ZAGREB)
LATE = START - timedelta(days=2)  # inside the three days in which seats are offered


def counters(training):
    row = Training.objects.get(pk=training.pk)
    return row.seats_taken, row.counting


def small(training, capacity):
    training.capacity = capacity
    training.save()
    return training


# --- Registering --------------------------------------------------------------------------------


def test_who_may_come_gets_a_seat_with_the_reason_kept(world, training):
    row = registration.register(training=training, person=world.buyer, by=world.buyer, now=NOW)
    assert (row.state, row.organisation, row.why, row.counts) == (
        "confirmed",
        world.city.organisation,
        "City of Split is a contracting authority in Waste buyers.",
        True,
    )
    assert (row.registered_at, row.registered_by) == (NOW, world.buyer)
    assert counters(training) == (1, 1)
    assert subjects(world.buyer) == ["You have a seat: Zagreb, Wed 22 Sep 2027"]


def test_the_next_stands_in_line_when_the_seats_are_taken(training, buyers, enter):
    small(training, 2)
    people = buyers(4)
    enter(training, people)
    assert states(training) == ["confirmed", "confirmed", "waiting", "waiting"]
    assert counters(training) == (2, 2)
    assert subjects(people[2]) == ["On the waiting list: Zagreb, Wed 22 Sep 2027"]
    assert calendar(last_mail(people[2])) == []


def refusal(training, person, now=NOW, **fields):
    with pytest.raises(ValidationError) as refused:
        registration.register(training=training, person=person, by=person, now=now, **fields)
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()
    return refused.value.messages


def test_who_may_not_come_reads_why(world, training):
    assert refusal(training, world.partner) == [
        "It is for members of Waste buyers (core buyer, contracting authority)."
    ]


@pytest.mark.parametrize(
    ("fields", "now"),
    [
        ({"registration_switch": False}, NOW),
        ({"registration_opens": NOW + timedelta(hours=1)}, NOW),
        ({"registration_closes": NOW - timedelta(hours=1)}, NOW),
        ({"state": "planned"}, NOW),
        ({"state": "postponed"}, NOW),
        ({"state": "cancelled"}, NOW),
        ({"state": "held"}, NOW),
    ],
)
def test_nobody_registers_while_registration_is_not_open(world, training, fields, now):
    Training.objects.update(**fields)
    assert refusal(training, world.buyer, now) == ["Registration is not open now."]


def test_nobody_registers_once_it_has_begun(world, training):
    assert refusal(training, world.buyer, START) == ["This training has begun."]
    assert refusal(training, world.buyer, START, override="He is here") == [
        "This training has begun."
    ]


def test_nobody_registers_twice(world, training, enter):
    enter(training, [world.buyer])
    with pytest.raises(ValidationError, match="Buyer is already registered"):
        enter(training, [world.buyer])
    assert counters(training) == (1, 1)


def test_who_gave_the_seat_back_may_come_again_behind_the_others(world, training, buyers, enter):
    small(training, 1)
    (first,) = enter(training, [world.buyer])
    enter(training, buyers(1))
    registration.withdraw(registration=first, by=world.buyer, now=NOW)
    enter(training, [world.buyer])
    assert states(training) == ["withdrawn", "confirmed", "waiting"]


def test_who_runs_it_may_take_somebody_else_for_a_reason(world, training):
    row = registration.register(
        training=training, person=world.partner, by=world.organiser, now=NOW, override="Speaks"
    )
    assert (row.state, row.why, row.counts, row.organisation) == (
        "confirmed",
        "Admitted by Organiser: Speaks",
        False,
        world.acr.organisation,
    )
    assert counters(training) == (1, 0)


def test_an_override_reaches_past_the_end_of_registration(world, training):
    Training.objects.update(registration_switch=False)
    row = registration.register(
        training=training, person=world.buyer, by=world.organiser, now=NOW, override="Phoned in"
    )
    assert (row.state, row.counts) == ("confirmed", True)


def test_an_override_needs_a_place_in_the_project_and_fixed_days(world, training):
    assert refusal(training, world.stranger, override="Friend") == [
        "This person has no place in the project."
    ]
    Training.objects.update(state="postponed")
    assert refusal(training, world.buyer, override="Friend") == [
        "This training is postponed: this cannot be done now."
    ]


def test_the_database_itself_never_oversells(training, buyers, enter):
    enter(training, buyers(2))
    with pytest.raises(IntegrityError, match="training_never_oversold"), transaction.atomic():
        Training.objects.update(capacity=1)


# --- Nominating ---------------------------------------------------------------------------------


def test_of_several_nominated_each_gets_an_answer(world, training, buyers, enter):
    small(training, 2)
    known, one, two = buyers(3)
    enter(training, [known])
    answers = registration.nominate(
        training=training, people=[known, one, world.partner, two], by=world.buyer, now=NOW
    )
    assert [(a.registration and a.registration.state, a.refusal) for a in answers] == [
        (None, "Buyer 1 is already registered."),
        ("confirmed", ""),
        (None, "It is for members of Waste buyers (core buyer, contracting authority)."),
        ("waiting", ""),
    ]
    assert states(training) == ["confirmed", "confirmed", "waiting"]
    assert [subjects(person) for person in (one, two)] == [
        ["You have a seat: Zagreb, Wed 22 Sep 2027"],
        ["On the waiting list: Zagreb, Wed 22 Sep 2027"],
    ]
    assert answers[1].registration.registered_by == world.buyer


# --- Giving back and moving up ------------------------------------------------------------------


def test_a_freed_seat_goes_to_the_first_in_line_at_once(training, buyers, enter):
    small(training, 1)
    people = buyers(3)
    rows = enter(training, people)
    registration.withdraw(registration=rows[0], by=people[0], now=NOW, reason="Ill")
    assert states(training) == ["withdrawn", "confirmed", "waiting"]
    assert counters(training) == (1, 1)
    assert subjects(people[0])[-1] == "You are no longer registered: Zagreb, Wed 22 Sep 2027"
    assert subjects(people[1])[-1] == "A seat for you: Zagreb, Wed 22 Sep 2027"
    assert [part[0] for part in calendar(last_mail(people[0]))] == ["CANCEL"]
    assert [part[0] for part in calendar(last_mail(people[1]))] == ["REQUEST"]
    rows[0].refresh_from_db()
    assert (rows[0].ended_at, rows[0].end_reason) == (NOW, "Ill")


def test_leaving_the_line_frees_no_seat(training, buyers, enter):
    small(training, 1)
    rows = enter(training, buyers(3))
    registration.withdraw(registration=rows[1], by=rows[1].person, now=NOW)
    assert states(training) == ["confirmed", "withdrawn", "waiting"]
    assert calendar(last_mail(rows[1].person)) == []


def test_the_organiser_rejects_with_a_reason_that_the_person_reads(world, training, buyers, enter):
    small(training, 1)
    rows = enter(training, buyers(2))
    with pytest.raises(ValidationError) as refused:
        registration.reject(registration=rows[0], by=world.organiser, now=NOW, reason=" ")
    assert refused.value.message_dict == {"reason": ["Say why: the person reads it."]}
    registration.reject(
        registration=rows[0], by=world.organiser, now=NOW, reason="Two from one desk"
    )
    assert states(training) == ["rejected", "confirmed"]
    assert "Reason: Two from one desk" in last_mail(rows[0].person).text


def test_what_has_ended_cannot_be_ended_again(training, buyers, enter):
    (row,) = enter(training, buyers(1))
    registration.withdraw(registration=row, by=row.person, now=NOW)
    with pytest.raises(ValidationError, match="already ended"):
        registration.withdraw(registration=row, by=row.person, now=NOW)
    assert counters(training) == (0, 0)


@pytest.mark.parametrize(
    ("state", "now", "refused"),
    [("scheduled", START, "This training has begun."), ("cancelled", NOW, "is cancelled")],
)
def test_no_seat_is_given_back_when_it_is_over(training, buyers, enter, state, now, refused):
    (row,) = enter(training, buyers(1))
    Training.objects.update(state=state)
    with pytest.raises(ValidationError, match=refused):
        registration.withdraw(registration=row, by=row.person, now=now)
    assert states(training) == ["confirmed"]


def test_mail_that_still_waits_about_an_ended_registration_is_withdrawn(
    settings, training, buyers, enter
):
    settings.MAIL_IS_SENT = True
    (row,) = enter(training, buyers(1))
    registration.withdraw(registration=row, by=row.person, now=NOW)
    assert list(Mail.objects.order_by("pk").values_list("state", flat=True)) == [
        "withdrawn",
        "queued",
    ]


# --- Offers close to the training ---------------------------------------------------------------


@pytest.fixture
def offered(training, buyers, enter):
    """One seat, given back two days before the start: the second in line has the offer."""
    small(training, 1)
    rows = enter(training, buyers(3))
    registration.withdraw(registration=rows[0], by=rows[0].person, now=LATE)
    rows[1].refresh_from_db()
    return rows


def test_close_to_the_training_a_freed_seat_is_offered(training, offered):
    assert states(training) == ["withdrawn", "offered", "waiting"]
    assert offered[1].offered_until == LATE + timedelta(hours=24)
    assert counters(training) == (1, 1)
    mail = last_mail(offered[1].person)
    assert mail.subject == "Do you want this seat? Zagreb, Wed 22 Sep 2027"
    assert "Answer by Tue 21 Sep 2027, 09:00 (Zagreb)." in mail.text
    assert calendar(mail) == []


def test_from_how_many_days_on_is_the_programmes_choice(world, training, buyers, enter):
    world.programme.offer_days = 1
    world.programme.save()
    small(training, 1)
    rows = enter(training, buyers(2))
    registration.withdraw(registration=rows[0], by=rows[0].person, now=LATE)
    assert states(training) == ["withdrawn", "confirmed"]


def test_an_offer_ends_when_the_training_starts(training, buyers, enter):
    small(training, 1)
    rows = enter(training, buyers(2))
    registration.withdraw(registration=rows[0], by=rows[0].person, now=START - timedelta(hours=3))
    rows[1].refresh_from_db()
    assert rows[1].offered_until == START


def test_an_accepted_offer_is_a_seat_with_its_calendar_entry(training, offered):
    person = offered[1].person
    registration.accept(registration=offered[1], by=person, now=LATE + timedelta(hours=1))
    assert states(training) == ["withdrawn", "confirmed", "waiting"]
    assert counters(training) == (1, 1)
    assert last_mail(person).subject == "You have a seat: Zagreb, Wed 22 Sep 2027"
    assert [part[0] for part in calendar(last_mail(person))] == ["REQUEST"]


def test_a_declined_offer_passes_on(training, offered):
    registration.decline(registration=offered[1], by=offered[1].person, now=LATE)
    assert states(training) == ["withdrawn", "declined", "offered"]
    assert counters(training) == (1, 1)


def test_an_offer_that_ran_out_passes_on_once(training, offered):
    end = LATE + timedelta(hours=24)
    assert registration.expire_offers(now=end - timedelta(seconds=1)) == 0
    assert registration.expire_offers(now=end) == 1
    assert registration.expire_offers(now=end) == 0
    assert states(training) == ["withdrawn", "declined", "offered"]
    assert subjects(offered[1].person)[-1] == (
        "The offer of a seat has ended: Zagreb, Wed 22 Sep 2027"
    )
    assert last_mail(offered[2].person).subject.startswith("Do you want this seat?")


def test_after_the_start_an_offer_ends_and_nobody_is_asked_any_more(training, offered):
    Registration.objects.filter(pk=offered[1].pk).update(offered_until=START)
    assert registration.expire_offers(now=START) == 1
    assert states(training) == ["withdrawn", "declined", "waiting"]
    assert counters(training) == (0, 0)


@pytest.mark.parametrize("act", [registration.accept, registration.decline])
def test_an_offer_that_has_ended_is_ended(training, offered, act):
    registration.expire_offers(now=LATE + timedelta(hours=24))
    with pytest.raises(ValidationError, match="This offer has ended"):
        act(registration=offered[1], by=offered[1].person, now=LATE + timedelta(hours=25))


def test_an_offer_cannot_be_accepted_after_its_time_even_before_the_sweep(training, offered):
    with pytest.raises(ValidationError, match="This offer has ended"):
        registration.accept(
            registration=offered[1], by=offered[1].person, now=LATE + timedelta(hours=24)
        )
    assert states(training) == ["withdrawn", "offered", "waiting"]


# --- Cost ---------------------------------------------------------------------------------------


def test_a_registration_takes_eleven_statements(world, training, django_assert_num_queries):
    with django_assert_num_queries(11):  # two of them begin and end the transaction
        registration.register(training=training, person=world.buyer, by=world.buyer, now=NOW)


def test_history_says_who_did_what(world, training, enter):
    (row,) = enter(training, [world.buyer])
    registration.reject(registration=row, by=world.organiser, now=NOW, reason="Full house")
    newest, oldest = row.history.all()
    assert (oldest.history_user, oldest.state) == (world.buyer, "confirmed")
    assert (newest.history_user, newest.history_change_reason, newest.state) == (
        world.organiser,
        "Full house",
        "rejected",
    )


def test_a_person_may_wait_in_line_only_once_in_the_database(world, training, enter):
    enter(training, [world.buyer])
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            training=training,
            person=world.buyer,
            organisation=world.city.organisation,
            state="waiting",
            why="-",
            registered_at=NOW,
            registered_by=make_person("Other"),
        )
    assert NOW.date() == TODAY

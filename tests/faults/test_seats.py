"""Fifty people want fifteen seats at the same moment, on a real PostgreSQL."""

import threading
from collections import Counter

import pytest

from outbox.models import Mail
from partners.models import Person
from tests.faults.racing import at_once
from tests.people import NOW, fix_day, make_buyer, make_person, make_world
from trainings import registration
from trainings.models import Registration

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SEATS, PEOPLE = 15, 50


@pytest.fixture
def training():
    world = make_world()
    for number in range(PEOPLE):
        make_buyer(make_person(f"Buyer {number}"), world.city)
    return fix_day(world.training, capacity=SEATS)


def people():
    return list(Person.objects.filter(name__startswith="Buyer ").order_by("pk"))


def register(training):
    return lambda person: registration.register(
        training=training, person=person, by=person, now=NOW
    )


def in_line(training):
    return list(training.registrations.order_by("pk").values_list("state", flat=True))


def test_fifty_people_for_fifteen_seats(training):
    assert at_once(register(training), people()) == []
    # Who came through the lock first is seated, the others wait in that order.
    assert in_line(training) == ["confirmed"] * SEATS + ["waiting"] * (PEOPLE - SEATS)
    training.refresh_from_db()
    assert training.seats_taken == SEATS
    subjects = Mail.objects.values_list("subject", flat=True)
    assert Counter(subject.split(":")[0] for subject in subjects) == {
        "You have a seat": SEATS,
        "On the waiting list": PEOPLE - SEATS,
    }


def test_without_the_lock_the_same_race_oversells(training):
    """The proof that the race above is one: look first, insert then."""
    looked = threading.Barrier(PEOPLE)

    def naive(person):
        taken = Registration.objects.filter(training=training, state="confirmed").count()
        looked.wait()
        Registration.objects.create(
            training=training,
            person=person,
            organisation_id=training.organiser.organisation_id,
            state="confirmed" if taken < SEATS else "waiting",
            why="-",
            registered_at=NOW,
            registered_by=person,
        )

    at_once(naive, people())
    assert in_line(training).count("confirmed") > SEATS


def test_one_person_pressing_ten_times_gets_one_seat(training):
    person = people()[0]
    errors = at_once(register(training), [person] * 10)
    assert in_line(training) == ["confirmed"]
    assert errors == [f"{person} is already registered."] * 9


def test_seats_given_back_while_others_register(training):
    everyone = people()
    first, others = everyone[:SEATS], everyone[SEATS:]
    for person in first:
        register(training)(person)
    seated = {row.person_id: row for row in training.registrations.all()}

    def act(person):
        if person.pk in seated:
            registration.withdraw(registration=seated[person.pk], by=person, now=NOW)
        else:
            register(training)(person)

    assert at_once(act, everyone) == []
    assert in_line(training)[:SEATS] == ["withdrawn"] * SEATS
    # The first fifteen of the line have the seats, whatever the order in which it all happened.
    assert in_line(training)[SEATS:] == ["confirmed"] * SEATS + ["waiting"] * (len(others) - SEATS)
    training.refresh_from_db()
    assert (training.seats_taken, training.counting) == (SEATS, SEATS)


def test_two_sweeps_pass_an_offer_on_once(training):
    for person in people()[: SEATS + 3]:
        register(training)(person)
    Registration.objects.filter(training=training, state="confirmed").update(
        state="offered", offered_until=NOW
    )
    at_once(lambda _nth: registration.expire_offers(now=NOW), [1, 2])
    assert in_line(training) == ["declined"] * SEATS + ["confirmed"] * 3
    training.refresh_from_db()
    assert training.seats_taken == 3

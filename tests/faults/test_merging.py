"""A merge while people register, leave and merge the other way round, on a real PostgreSQL."""

import pytest

from outbox.models import Mail
from partners.models import Person
from tests.faults.racing import at_once
from tests.people import NOW, fix_day, make_buyer, make_person, make_training, make_world
from trainings import merging, registration
from trainings.models import Registration, Training

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

SEATS, COMING, NEW = 10, 6, 12


@pytest.fixture
def world():
    world = make_world()
    for number in range(COMING + NEW):
        make_buyer(make_person(f"Buyer {number}"), world.city)
    fix_day(world.training, capacity=SEATS)
    return world


@pytest.fixture
def other(world):
    return fix_day(make_training(world.programme, world.zagreb, "Rijeka"), capacity=SEATS)


def people():
    return list(Person.objects.filter(name__startswith="Buyer ").order_by("pk"))


def register(training, person):
    return registration.register(training=training, person=person, by=person, now=NOW)


def merge(world, training, into):
    return merging.merge(training=training, into=into, by=world.task_lead, reason="-", now=NOW)


def counts_are_right(training):
    row = Training.objects.get(pk=training.pk)
    seated = training.registrations.seated()
    assert (row.seats_taken, row.counting) == (seated.count(), seated.filter(counts=True).count())
    assert row.seats_taken <= row.capacity


def test_merging_while_people_register_for_both(world, other):
    everyone = people()
    coming, new = everyone[:COMING], everyone[COMING:]
    for person in coming:
        register(world.training, person)

    def act(who):
        if who is None:
            merge(world, world.training, other)
        else:
            register(world.training if who.pk % 2 else other, who)

    told = at_once(act, [None, *new])
    # Who came too late for the merged one was told so; everybody else is in the other one, once.
    assert set(told) <= {"Registration is not open now."}
    assert not world.training.registrations.active().exists()
    active = other.registrations.active()
    assert active.count() == COMING + NEW - len(told)
    assert active.values("person").distinct().count() == active.count()
    assert active.filter(state="confirmed").count() == SEATS
    assert set(active.values_list("person", flat=True)) >= {person.pk for person in coming}
    counts_are_right(other)
    counts_are_right(world.training)


def test_two_merges_that_cross_end_one_training_and_lock_nobody_out(world, other):
    everyone = people()
    for person in everyone[:COMING]:
        register(world.training, person)
    for person in everyone[COMING : COMING + 3]:
        register(other, person)
    pairs = [(world.training, other), (other, world.training)]
    told = at_once(lambda pair: merge(world, *pair), pairs)
    assert told == ["This training is merged into another: this cannot be done now."] or (
        len(told) == 1
        and told[0].endswith("is merged into another: choose one whose days are fixed.")
    )
    states = set(Training.objects.values_list("state", flat=True))
    assert states == {"scheduled", "merged"}
    left = Training.objects.get(state="scheduled")
    assert left.registrations.active().count() == COMING + 3
    for training in (world.training, other):
        counts_are_right(training)


def test_the_same_merge_twice_tells_everybody_once(world, other):
    for person in people()[:COMING]:
        register(world.training, person)
    told = at_once(lambda _nth: merge(world, world.training, other), [1, 2])
    assert told == ["This training is merged into another: this cannot be done now."]
    assert Mail.objects.filter(purpose_key__endswith="/merged").count() == COMING
    assert Registration.objects.filter(training=other).count() == COMING


def test_merging_while_seats_are_given_back(world, other):
    everyone = people()[:COMING]
    rows = {person.pk: register(world.training, person) for person in everyone}
    leaving = everyone[:3]

    def act(who):
        if who is None:
            merge(world, world.training, other)
        else:
            registration.withdraw(registration=rows[who.pk], by=who, now=NOW)

    told = at_once(act, [None, *leaving])
    assert set(told) <= {"This training is merged into another: this cannot be done now."}
    assert other.registrations.active().count() == COMING - 3 + len(told)
    counts_are_right(other)
    counts_are_right(world.training)

"""Five thousand recipients: nobody lost, nobody twice; times are printed (-s), not asserted."""

import time
from collections import Counter

import pytest
import time_machine
from django.db import connection

from outbox.models import Mail
from partners.models import Person
from reminders import planning, sending
from reminders.models import Entry
from tests.people import fix_day
from tests.reminders.conftest import at
from trainings.models import Registration

PEOPLE = 5000


@pytest.fixture
def crowd(world):
    """A training with five thousand confirmed seats, on Wed 22 September 2027."""
    training = fix_day(world.training, capacity=PEOPLE, seats_taken=PEOPLE)
    # Rows as the acts leave them; this many acts would take minutes.
    people = Person.objects.bulk_create(
        Person(email=f"p{n}@example.org", name=f"Participant {n}", zone="Europe/Zagreb")
        for n in range(PEOPLE)
    )
    Registration.objects.bulk_create(
        Registration(
            training=training,
            person=person,
            organisation=world.city.organisation,
            state="confirmed",
            why="named by a contracting authority",
            registered_at=at("2027-08-01 12:00"),
            registered_by=person,
        )
        for person in people
    )
    return training


def test_five_thousand_are_told_once(crowd):
    with time_machine.travel(at("2027-09-20 12:00"), tick=False):
        planning.plan(at("2027-09-20 12:00"))
    now = at("2027-09-21 08:00", "Europe/Zagreb")
    with time_machine.travel(now, tick=True):
        start = time.perf_counter()
        planning.plan(now)
        planned = time.perf_counter()
        sending.send_all(now)
        written = time.perf_counter()
        planning.plan(now)
        again = time.perf_counter()
    entries = Entry.objects.filter(kind="training_day", rule__role="participant", step=-1)
    assert Counter(entries.values_list("state", flat=True)) == {"queued": PEOPLE}
    to = Counter(Mail.objects.filter(category="training").values_list("to", flat=True))
    assert len(to) == PEOPLE
    assert set(to.values()) == {1}
    print(
        f"\n{connection.vendor}: {PEOPLE} planned in {planned - start:.2f} s, "
        f"written in {written - planned:.2f} s ({PEOPLE / (written - planned):.0f}/s), "
        f"a run with nothing to do {again - written:.2f} s"
    )

"""Buyers in numbers, and what they were told."""

from collections import Counter
from datetime import date

import pytest
import time_machine
from icalendar import Calendar

from outbox.models import Mail
from tests.people import NOW, fix_day, make_buyer, make_person, make_training
from trainings import merging, registration
from trainings.models import Programme

ONE_ROOM = "One room is enough"


@pytest.fixture(autouse=True)
def now():
    """Trainings are planned from Mon 6 Sep 2027, nine o'clock in Brussels."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def training(world):
    """Scheduled for Wed 22 Sep 2027 in Zagreb, with registration open."""
    return fix_day(
        world.training,
        venue="Tower",
        address="Main Street 1",
        country="HR",
        contact_name="Ana",
        contact_email="ana@zgh.example",
    )


@pytest.fixture
def buyers(world):
    """buyers(3) -> three new people of the City of Split, who may register."""

    def make(count, start=1):
        people = [make_person(f"Buyer {number}") for number in range(start, start + count)]
        for person in people:
            make_buyer(person, world.city)
        return people

    return make


@pytest.fixture
def enter(world):
    """enter(training, people) -> their registrations, in this order."""

    def register(training, people, now=NOW):
        return [
            registration.register(training=training, person=person, by=person, now=now)
            for person in people
        ]

    return register


@pytest.fixture
def other(world):
    """Rijeka, Wed 29 Sep 2027, of the same programme."""
    rijeka = make_training(world.programme, world.zagreb, "Rijeka", venue="Harbour")
    return fix_day(rijeka, date(2027, 9, 29))


@pytest.fixture
def merge(world, training, other):
    def act(**given):
        given = {"training": training, "into": other, "reason": ONE_ROOM} | given
        return merging.merge(by=world.task_lead, now=NOW, **given)

    return act


@pytest.fixture
def public(world, training):
    """The training, its programme public."""
    Programme.objects.update(is_public=True)
    return training


def states(training) -> list[str]:
    """The states of all registrations in the order of the line."""
    return list(training.registrations.order_by("pk").values_list("state", flat=True))


def subjects(person=None) -> list[str]:
    """The subjects of the mails, oldest first."""
    mails = Mail.objects.order_by("pk")
    if person:
        mails = mails.filter(to=person.email)
    return list(mails.values_list("subject", flat=True))


def mail_states() -> Counter:
    return Counter(Mail.objects.values_list("state", flat=True))


def last_mail(person) -> Mail:
    return Mail.objects.filter(to=person.email).latest("pk")


def calendar(mail) -> list[tuple]:
    """(method, UID, SEQUENCE, STATUS, start, end) of each calendar part of a mail."""
    found = []
    for part in mail.attachments:
        content = Calendar.from_ical(part["text"])
        (event,) = content.walk("VEVENT")
        method = str(content["METHOD"])
        assert part["type"] == f"text/calendar; method={method}"
        found.append(
            (
                method,
                str(event["UID"]),
                event["SEQUENCE"],
                str(event["STATUS"]),
                event["DTSTART"].dt,
                event["DTEND"].dt,
            )
        )
    return found

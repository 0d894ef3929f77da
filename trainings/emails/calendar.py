"""The days of a training for calendars, as parts of mails and as files."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from functools import cache

from django.conf import settings
from django.urls import reverse

from core.calendars import Event, event_file
from trainings.models import Training, TrainingDay


def active_days(training: Training) -> list[TrainingDay]:
    return list(training.days.active())


def event(training: Training, day: TrainingDay) -> Event:
    """One training day for a calendar; `training` has its project."""
    starts, ends = day.span(training.zone)
    path = reverse("trainings:training", args=[training.project.slug, training.slug])
    return Event(
        uid=f"{day.uid}@{settings.MAIL_DOMAIN}",
        summary=training.title,
        starts=starts,
        ends=ends,
        zone=training.zone,
        location=training.place,
        description=training.agenda,
        url=settings.BASE_URL + path,
        sequence=training.sequence,
        cancelled=training.is_off,
    )


def organiser_address() -> tuple[str, str]:
    """(name, address) that stands as the organiser in calendars: where the mail comes from."""
    return _name_and_address(settings.MAIL_FROM)


@cache
def _name_and_address(sender: str) -> tuple[str, str]:
    name, address = parseaddr(sender)
    return name or address, address


def calendar_entries(
    training: Training, days: Iterable[TrainingDay], gone: Iterable[TrainingDay] = ()
) -> list[tuple[str, str, Event]]:
    """(name of the file, METHOD, event) of each day, and the end of those that are `gone`.

    The same for everybody: whoever sends many mails about a training makes them once. `training`
    has its project.
    """
    rows = [("REQUEST", day) for day in days] + [("CANCEL", day) for day in gone]
    return [
        (f"{training.slug}-{day.position}.ics", method, event(training, day))
        for method, day in rows
    ]


def calendar_parts(entries, person, now: datetime, shift: int = 0) -> list[dict]:
    """Attachments for a mail to `person`, one for each of `calendar_entries`.

    `shift` is the `calendar_shift` of the person's registration.
    """
    return [
        {
            "name": name,
            "type": f"text/calendar; method={method}",
            "text": event_file(
                replace(entry, sequence=entry.sequence + shift) if shift else entry,
                method=method,
                organiser=organiser_address(),
                attendee=(str(person), person.email),
                now=now,
            ),
        }
        for name, method, entry in entries
    ]

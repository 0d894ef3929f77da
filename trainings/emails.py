"""The mails about a training: one letter for all in the same position, a calendar part for each.

A letter names nobody, so a move of 2,000 registered people renders it once per language and state.
Each mail carries all facts as they are now; who has a seat gets one calendar part per training day.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from email.utils import parseaddr
from functools import cache, lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from core.calendars import Event, event_file
from core.dates import key_of
from outbox.letters import Letter, compose
from outbox.models import Category
from outbox.posting import Draft, write
from trainings.days import Slot
from trainings.models import Registration, Training, TrainingDay

State = Registration.State

# Subject and first sentence of each letter; the facts follow in templates/trainings/mail/letter.*.
WORDS = {
    "confirmed": (
        gettext_lazy("You have a seat: %(training)s, %(day)s"),
        gettext_lazy("You have a seat at this training."),
    ),
    "waiting": (
        gettext_lazy("On the waiting list: %(training)s, %(day)s"),
        gettext_lazy(
            "All seats are taken. You are on the waiting list, and get a mail when a seat is free."
        ),
    ),
    "promoted": (
        gettext_lazy("A seat for you: %(training)s, %(day)s"),
        gettext_lazy("A seat has become free, and it is yours."),
    ),
    "offered": (
        gettext_lazy("Do you want this seat? %(training)s, %(day)s"),
        gettext_lazy("A seat has become free. It is yours if you accept it in time."),
    ),
    "expired": (
        gettext_lazy("The offer of a seat has ended: %(training)s, %(day)s"),
        gettext_lazy("You did not answer in time, so the seat went to the next in line."),
    ),
    "withdrawn": (
        gettext_lazy("You are no longer registered: %(training)s, %(day)s"),
        gettext_lazy("Your registration has been taken back. Thank you for making room."),
    ),
    "rejected": (
        gettext_lazy("Your registration was declined: %(training)s, %(day)s"),
        gettext_lazy("The organiser has declined your registration."),
    ),
    "scheduled": (
        gettext_lazy("New date: %(training)s, %(day)s"),
        gettext_lazy("The date of this training is fixed. Your registration holds."),
    ),
    "moved": (
        gettext_lazy("Moved to %(day)s: %(training)s"),
        gettext_lazy("This training has moved. Your registration holds for the new date."),
    ),
    "postponed": (
        gettext_lazy("Postponed: %(training)s"),
        gettext_lazy(
            "This training does not take place on the planned date. Your registration holds; "
            "the new date follows by mail."
        ),
    ),
    "cancelled": (
        gettext_lazy("Cancelled: %(training)s"),
        gettext_lazy("This training does not take place."),
    ),
    "changed": (
        gettext_lazy("Changed: %(training)s, %(day)s"),
        gettext_lazy("Something about this training has changed. Your registration holds."),
    ),
    "goes_ahead": (
        gettext_lazy("It takes place: %(training)s, %(day)s"),
        gettext_lazy("It is decided: this training takes place."),
    ),
}

# The letter that tells what somebody got by registering.
OF_STATE = {State.CONFIRMED: "confirmed", State.WAITING: "waiting"}


def tell_one(registration, training, name: str, *, now: datetime, before: str = "") -> None:
    """A letter to one person about their own registration; `before`: the state that has ended."""
    write(_own_drafts([registration], training, name, now=now, before=before), now=now)


def tell(registrations: Iterable[Registration], training, name: str, *, now: datetime) -> None:
    """A letter about their own registration to each of them."""
    registrations = list(registrations)
    if registrations:
        write(_own_drafts(registrations, training, name, now=now), now=now)


def tell_all(
    training: Training,
    name: str,
    *,
    days: list[TrainingDay],
    gone: Iterable[TrainingDay] = (),
    now: datetime,
    **context,
) -> int:
    """What changed, to everybody registered, by position; returns how many were told.

    `days` are the days after the change, `gone` those whose calendar entries end with it; the
    letter may show a `reason`, the slots `before` and `changes` (label, old, new) of other facts.
    """
    registrations = list(
        training.registrations.active().select_related("person").order_by("state", "pk")
    )
    drafts = _drafts(
        registrations,
        training,
        name,
        days=days,
        gone=gone,
        now=now,
        purpose=lambda registration: f"{key_of(training)}/{training.sequence}/{registration.pk}",
        subject_key=lambda registration: key_of(training),
        announcement=True,
        **context,
    )
    write(drafts, now=now)
    return len(registrations)


def letter(
    training: Training,
    name: str,
    *,
    state: str,
    language: str,
    days: Iterable = (),
    gone: Iterable = (),
    before: Iterable = (),
    changes: Iterable[dict] = (),
    reason: str = "",
    end_reason: str = "",
    offer_ends: datetime | None = None,
    announcement: bool = False,
) -> Letter:
    """The letter `name` as people in `state` read it.

    `days`, `gone` and `before` are training days or slots; `offer_ends` is as clocks show it at the
    place of the training, `end_reason` why the reader's own registration ended. An `announcement`
    is about the training and goes to everybody.
    """
    with override(language):
        words = {
            "training": training.title,
            "day": date_format(training.first_day) if training.first_day else _("no date yet"),
        }
        subject, opening = (str(text) % words for text in WORDS[name])
        facts = Facts(
            subject_line=subject,
            opening=opening,
            why=_("You get this mail because you registered for this training."),
            **facts_of(training),
            state=str(state),
            days=_slots(days),
            gone=_slots(gone),
            before=_slots(before),
            changes=tuple((str(c["label"]), c["old"], c["new"]) for c in changes),
            reason=reason,
            end_reason=end_reason,
            offer_ends=offer_ends,
            announcement=announcement,
        )
    return _written(facts, language)


def facts_of(training: Training) -> dict[str, str]:
    """What the template of the letters says of a training itself."""
    path = reverse("trainings:training", args=[training.project.slug, training.slug])
    return {
        "url": settings.BASE_URL + path,
        "title": training.title,
        "acronym": training.project.acronym,
        "organiser": training.organiser.organisation.name,
        "cohosts": training.cohosts,
        "place": training.place,
        "zone": training.zone,
        "map_url": training.map_url,
        "online_url": training.online_url,
        "spoken": training.language,
        "contact_name": training.contact_name,
        "contact_email": training.contact_email,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a letter says, in plain values: letters of equal facts are the same letter."""

    subject_line: str
    opening: str
    why: str
    url: str
    title: str
    acronym: str
    organiser: str
    cohosts: str
    place: str
    zone: str
    map_url: str
    online_url: str
    spoken: str
    contact_name: str
    contact_email: str
    state: str
    days: tuple[Slot, ...]
    gone: tuple[Slot, ...]
    before: tuple[Slot, ...]
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    end_reason: str
    offer_ends: datetime | None
    announcement: bool


@lru_cache(maxsize=128)
def _written(facts: Facts, language: str) -> Letter:
    """Kept: when registration opens, hundreds get the same letter one after the other."""
    context = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return compose("trainings/letter", context, language=language)


def _slots(days: Iterable) -> tuple[Slot, ...]:
    return tuple(Slot(row.day, row.starts, row.ends) for row in days)


def calendar_parts(
    training: Training,
    person,
    *,
    days: Iterable[TrainingDay],
    gone: Iterable[TrainingDay] = (),
    now: datetime,
) -> list[dict]:
    """Attachments for a mail to `person`: one entry per day, and the end of those that are `gone`.

    `training` has its project. Whoever sends many mails about a training reads its
    `active_days` once.
    """
    return _parts(_entries(training, days, gone), person, now)


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
        cancelled=training.state == Training.State.CANCELLED,
    )


def organiser_address() -> tuple[str, str]:
    """(name, address) that stands as the organiser in calendars: where the mail comes from."""
    return _name_and_address(settings.MAIL_FROM)


@cache
def _name_and_address(sender: str) -> tuple[str, str]:
    name, address = parseaddr(sender)
    return name or address, address


def _own_drafts(registrations, training, name, *, now, before=""):
    days = active_days(training)
    return _drafts(
        registrations,
        training,
        name,
        days=days,
        gone=days if before == State.CONFIRMED else (),
        now=now,
        purpose=lambda registration: f"{key_of(registration)}/{name}",
        subject_key=key_of,
    )


def _drafts(registrations, training, name, *, days, gone, now, purpose, subject_key, **context):
    letters = {}
    seat, end = _entries(training, days, gone), _entries(training, (), gone)
    entries = {State.WAITING: (), State.OFFERED: (), State.CONFIRMED: seat}
    not_after = training.starts_at if training.starts_at and training.starts_at > now else None
    for registration in registrations:
        person = registration.person
        position = (person.language, registration.state, registration.offered_until)
        if position not in letters:
            letters[position] = letter(
                training,
                name,
                state=registration.state,
                language=person.language,
                days=days,
                gone=gone,
                end_reason=registration.end_reason,
                offer_ends=on_the_wall(registration.offered_until, training.zone),
                **context,
            )
        written = letters[position]
        yield Draft(
            to=person.email,
            subject=written.subject,
            text=written.text,
            html=written.html,
            language=person.language,
            category=Category.SERVICE,
            purpose_key=purpose(registration),
            subject_key=subject_key(registration),
            not_after=not_after,
            attachments=_parts(entries.get(registration.state, end), person, now),
        )


def on_the_wall(moment: datetime | None, zone: str) -> datetime | None:
    """What clocks in `zone` show, for templates to print as it is."""
    return moment and moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _entries(training, days, gone) -> list[tuple[str, str, Event]]:
    """(name of the file, METHOD, event) of each day: the same for everybody."""
    rows = [("REQUEST", day) for day in days] + [("CANCEL", day) for day in gone]
    return [
        (f"{training.slug}-{day.position}.ics", method, event(training, day))
        for method, day in rows
    ]


def _parts(entries, person, now) -> list[dict]:
    return [
        {
            "name": name,
            "type": f"text/calendar; method={method}",
            "text": event_file(
                entry,
                method=method,
                organiser=organiser_address(),
                attendee=(str(person), person.email),
                now=now,
            ),
        }
        for name, method, entry in entries
    ]

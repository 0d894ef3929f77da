"""Telling registered people: a letter for each position, a calendar part for each training day."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from core.dates import key_of
from outbox.models import Category
from outbox.posting import Draft, write
from trainings import links
from trainings.emails.calendar import active_days, calendar_entries, calendar_parts
from trainings.emails.letters import letter
from trainings.models import Registration, Training, TrainingDay

State = Registration.State
SEAT_PAGE = "trainings:seat"

# The letter that tells what somebody got by registering.
OF_STATE = {
    State.APPLIED: "applied",
    State.CONFIRMED: "confirmed",
    State.WAITING: "waiting",
}


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
        purpose=lambda registration: f"{told_of(training, registration)}{name}",
        subject_key=lambda registration: key_of(training),
        announcement=True,
        **context,
    )
    write(drafts, now=now)
    return len(registrations)


def told_of(training, registration) -> str:
    """How the purpose begins of what this registration is told of the training as it is now."""
    return f"{key_of(training)}/{training.sequence}/{registration.pk}/"


def own_purpose(registration, name: str) -> str:
    """A seat may be offered more than once: an offer is taken back when the days are."""
    until = registration.offered_until
    return f"{key_of(registration)}/{name}{f'/{until:%Y%m%dT%H%M%S}' if until else ''}"


def _own_drafts(registrations, training, name, *, now, before=""):
    days = active_days(training)
    return _drafts(
        registrations,
        training,
        name,
        days=days,
        gone=days if before == State.CONFIRMED else (),
        now=now,
        purpose=lambda registration: own_purpose(registration, name),
        subject_key=key_of,
    )


def _drafts(registrations, training, name, *, days, gone, now, purpose, subject_key, **context):
    letters = {}
    seat, end = calendar_entries(training, days, gone), calendar_entries(training, (), gone)
    entries = {State.APPLIED: (), State.WAITING: (), State.OFFERED: (), State.CONFIRMED: seat}
    not_after = training.starts_at if training.starts_at and training.starts_at > now else None
    for registration in registrations:
        person = registration.person
        own_page = links.address(registration, SEAT_PAGE) if registration.link_nonce else ""
        position = (person.language, registration.state, registration.offered_until, own_page)
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
                own_page=own_page,
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
            secret=bool(own_page),
            attachments=calendar_parts(
                entries.get(registration.state, end), person, now, registration.calendar_shift
            ),
        )


def on_the_wall(moment: datetime | None, zone: str) -> datetime | None:
    """What clocks in `zone` show, for templates to print as it is."""
    return moment and moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)

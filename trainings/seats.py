"""The seats of one training: who gets one, who ends, who moves up. For the acts that hold its row.

Everything here wants the training locked: the seats are counted inside the lock, and written to
`seats_taken` in the same transaction. See trainings.registration, planning, scheduling, merging.
"""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection
from django.utils.translation import gettext_lazy as _  # lazy: rows keep them in English

from core.dates import key_of
from core.history import record
from core.languages import kept
from outbox.posting import withdraw as withdraw_mail_about
from outbox.posting import withdraw_purposes
from trainings import emails, links, retention
from trainings.models import Registration, Training

OFFER_LASTS = timedelta(hours=24)
LINK_HOLDS = timedelta(days=365)  # of people without an account; a training may slip by months

State = Registration.State

# By hand, for it is asked under the lock, where everybody else waits.
COUNT = """
    SELECT COUNT(*) FILTER (WHERE state IN ({seated})),
           COUNT(*) FILTER (WHERE state IN ({seated}) AND counts),
           COUNT(*) FILTER (WHERE state IN ({active}) AND person_id = %(person)s),
           MAX(calendar_shift) FILTER (WHERE person_id = %(person)s)
      FROM trainings_registration
     WHERE training_id = %(training)s AND (state IN ({active}) OR person_id = %(person)s)
"""
COUNTED = COUNT.format(
    seated=", ".join(f"'{state}'" for state in Registration.SEATED),
    active=", ".join(f"'{state}'" for state in Registration.ACTIVE),
)
KEEP = "UPDATE trainings_training SET seats_taken = %s, counting = %s WHERE id = %s"


def fill_seats(training: Training, *, now: datetime) -> None:
    """Count the seats of a locked training, give what is free to the first in line, keep the count.

    Within the programme's `offer_days` of the start a seat is offered and has to be accepted in a
    day, for people may have made other plans; earlier it is confirmed at once.
    """
    count(training)
    if training.state in Training.AHEAD and not training.has_begun(now):
        _promote(training, now)
    keep_count(training)


def take_back_offers(training: Training, *, by, reason: str) -> None:
    """Put who has an offer back into the line of a locked training, where their row stands.

    For acts that take its days away: an offer is for a day. They fill the seats afterwards.
    """
    for registration in training.registrations.filter(state=State.OFFERED).order_by("pk"):
        registration.state, registration.offered_until = State.WAITING, None
        record(registration, reason, "state", "offered_until", by=by)


def shorten_offers(training: Training, *, by, reason: str) -> None:
    """No offer of a locked training lasts beyond its start, which may have become earlier."""
    late = training.registrations.filter(
        state=State.OFFERED, offered_until__gt=training.starts_at
    ).order_by("pk")
    for registration in late:
        registration.offered_until = training.starts_at
        record(registration, reason, "offered_until", by=by)


def enter(training, person, verdict, registered, by, now, *, approved, shift=0) -> Registration:
    if not verdict.eligible:
        raise ValidationError(verdict.why, code="audience")
    if registered:
        raise ValidationError(
            _("%(person)s is already registered.") % {"person": person}, code="already"
        )
    state = State.APPLIED
    if approved:
        state = State.CONFIRMED if training.seats_free > 0 else State.WAITING
    registration = Registration(
        training=training,
        person=person,
        organisation=verdict.organisation,
        state=state,
        why=kept(verdict.why),
        counts=verdict.counts,
        registered_at=now,
        registered_by=by,
        calendar_shift=shift,
    )
    if not person.is_active:
        links.give(registration, ends=now + LINK_HOLDS)
    record(registration, "", by=by)
    if registration.state == State.CONFIRMED:
        take_seat(training, registration)
    return registration


def close(registration, training, state, reason, *, by, now, keeps_needs=False) -> None:
    if registration.state == State.CONFIRMED:
        registration.calendar_shift += 1  # for the end of the calendar entries
    registration.state, registration.ended_at, registration.offered_until = state, now, None
    registration.end_reason = kept(reason)[:300]
    columns = ("state", "ended_at", "offered_until", "end_reason", "calendar_shift")
    record(registration, reason, *columns, by=by)
    if not keeps_needs:
        retention.forget_needs_of([registration])
    reason = _("The registration has ended.")
    withdraw_mail_about(subject_key=key_of(registration), reason=reason)
    withdraw_purposes(emails.told_of(training, registration), reason=reason)


def _promote(training, now) -> None:
    close_by = timedelta(days=training.programme.offer_days)
    offer = training.starts_at is not None and training.starts_at - now <= close_by
    line = training.registrations.waiting().select_related("person", "organisation")
    promoted = list(line[: max(training.seats_free, 0)])
    for registration in promoted:
        if offer:
            registration.state = State.OFFERED
            registration.offered_until = min(now + OFFER_LASTS, training.starts_at)
        else:
            registration.state = State.CONFIRMED
        record(registration, _("First in line"), "state", "offered_until")
        take_seat(training, registration)
    emails.tell(promoted, training, "offered" if offer else "promoted", now=now)


def reread(registration) -> Registration:
    return Registration.objects.select_related("person", "organisation").get(pk=registration.pk)


def take_seat(training, registration) -> None:
    training.seats_taken += 1
    training.counting += registration.counts


def count(training, person=None) -> tuple[bool, int]:
    """Count the seats of a locked training.

    Returns whether the person is registered, and the `calendar_shift` of a new registration.
    """
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"training": training.pk, "person": person and person.pk})
        training.seats_taken, training.counting, own, shift = cursor.fetchone()
    return own > 0, 0 if shift is None else shift + 1


def keep_count(training) -> None:
    # Counters are no part of the history, so they are written without it.
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [training.seats_taken, training.counting, training.pk])

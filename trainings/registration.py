"""Registering, giving back, promoting: every change of a seat happens here.

Each act locks the training's row first, counts the seats inside the lock and writes them to
`seats_taken` in the same transaction; the mails that tell of it are rows of that transaction too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _  # lazy: rows keep them in English

from core.clock import local_day
from core.dates import key_of
from core.history import record
from core.languages import kept
from outbox.posting import withdraw as withdraw_mail_about
from trainings import eligibility, emails, links
from trainings.models import Registration, Training

OFFER_LASTS = timedelta(hours=24)
LINK_HOLDS = timedelta(days=365)  # of people without an account; a training may slip by months

State = Registration.State

# By hand, for it is asked under the lock, where everybody else waits.
COUNT = """
    SELECT COUNT(*) FILTER (WHERE state IN ({seated})),
           COUNT(*) FILTER (WHERE state IN ({seated}) AND counts),
           COUNT(*) FILTER (WHERE person_id = %(person)s)
      FROM trainings_registration
     WHERE training_id = %(training)s AND state IN ({active})
"""
COUNTED = COUNT.format(
    seated=", ".join(f"'{state}'" for state in Registration.SEATED),
    active=", ".join(f"'{state}'" for state in Registration.ACTIVE),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one nominated person: a registration, or the reason why there is none."""

    person: object
    registration: Registration | None
    refusal: str = ""


@transaction.atomic
def register(
    *, training, person, by, now: datetime, override: str = "", verdict=None
) -> Registration:
    """A seat, or the next place in the line; an application where registrations are approved.

    `override` is the reason for which who runs the training takes somebody whom the rule leaves
    out, or after registration has closed. `verdict` is that of the organisation that sends the
    person (eligibility.check_organisation), left out: the person's own. Raises ValidationError when
    the person may not come, is registered already, or registration is not open.
    """
    training = Training.objects.locked(training.pk)
    _refuse_unless_open(training, now, bypass=bool(override))
    today = local_day(now, training.zone)
    verdict = verdict or eligibility.check(programme=training.programme, person=person, today=today)
    if override:
        verdict = _overridden(verdict, override, by)
    registered = _count(training, person)
    approved = bool(override) or not training.needs_approval
    registration = _enter(training, person, verdict, registered, by, now, approved=approved)
    _keep_count(training)
    emails.tell_one(registration, training, emails.OF_STATE[registration.state], now=now)
    return registration


@transaction.atomic
def nominate(*, training, people: Iterable, by, now: datetime) -> list[Answer]:
    """Register several people of one organisation; who may not come is left out with the reason."""
    training = Training.objects.locked(training.pk)
    _refuse_unless_open(training, now)
    people = list(people)
    verdicts = eligibility.check_all(
        programme=training.programme, people=people, today=local_day(now, training.zone)
    )
    _count(training)
    active = training.registrations.active().filter(person__in=people)
    registered = set(active.values_list("person", flat=True))
    answers = []
    for person in people:
        try:
            registration = _enter(
                training,
                person,
                verdicts[person.pk],
                person.pk in registered,
                by,
                now,
                approved=not training.needs_approval,
            )
        except ValidationError as refusal:
            answers.append(Answer(person, None, " ".join(refusal.messages)))
        else:
            answers.append(Answer(person, registration))
    _keep_count(training)
    for state, name in emails.OF_STATE.items():
        told = [a.registration for a in answers if a.registration and a.registration.state == state]
        emails.tell(told, training, name, now=now)
    return answers


@transaction.atomic
def approve(*, registration, by, now: datetime) -> Registration:
    """Who runs the training takes an applicant: a seat, or the next place in the line."""
    training = Training.objects.locked(registration.training_id)
    registration = _reread(registration)
    training.refuse_unless(*Training.FIXED)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    if registration.state != State.APPLIED:
        raise ValidationError(_("This application has been answered."), code="ended")
    _count(training)
    registration.state = State.CONFIRMED if training.seats_free > 0 else State.WAITING
    record(registration, _("Approved"), "state", by=by)
    if registration.state == State.CONFIRMED:
        _take_seat(training, registration)
    _keep_count(training)
    emails.tell_one(registration, training, emails.OF_STATE[registration.state], now=now)
    return registration


@transaction.atomic
def withdraw(*, registration, by, now: datetime, reason: str = "") -> Registration:
    """Give the seat or the place in the line back; a freed seat goes to the first in line."""
    return _end(registration, State.WITHDRAWN, "withdrawn", by=by, now=now, reason=reason)


@transaction.atomic
def reject(*, registration, by, now: datetime, reason: str) -> Registration:
    """Who runs the training takes the seat or the place in the line back; the person reads why."""
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the person reads it.")})
    return _end(registration, State.REJECTED, "rejected", by=by, now=now, reason=reason)


@transaction.atomic
def accept(*, registration, by, now: datetime) -> Registration:
    """Take an offered seat, before the offer ends."""
    training = Training.objects.locked(registration.training_id)
    registration = _reread(registration)
    if registration.state != State.OFFERED or registration.offered_until <= now:
        raise ValidationError(_("This offer has ended."), code="ended")
    registration.state, registration.offered_until = State.CONFIRMED, None
    record(registration, _("Offer accepted"), "state", "offered_until", by=by)
    emails.tell_one(registration, training, "confirmed", now=now)
    return registration


@transaction.atomic
def decline(*, registration, by, now: datetime) -> Registration:
    """Let an offered seat pass on to the next in line."""
    training = Training.objects.locked(registration.training_id)
    registration = _reread(registration)
    if registration.state != State.OFFERED:
        raise ValidationError(_("This offer has ended."), code="ended")
    _close(registration, State.DECLINED, _("Offer declined"), by=by, now=now)
    fill_seats(training, now=now)
    return registration


def expire_offers(*, now: datetime) -> int:
    """End the offers whose time is over and pass their seats on; returns how many ended."""
    over = Registration.objects.filter(state=State.OFFERED, offered_until__lte=now)
    ended = 0
    for pk in over.values_list("training", flat=True).order_by("training").distinct():
        with transaction.atomic():
            training = Training.objects.locked(pk)
            rows = list(over.filter(training=pk).select_related("person", "organisation"))
            for registration in rows:
                _close(registration, State.DECLINED, _("The offer ended"), by=None, now=now)
            emails.tell(rows, training, "expired", now=now)
            fill_seats(training, now=now)
            ended += len(rows)
    return ended


def fill_seats(training: Training, *, now: datetime) -> None:
    """Count the seats of a locked training, give what is free to the first in line, keep the count.

    Within the programme's `offer_days` of the start a seat is offered and has to be accepted in a
    day, for people may have made other plans; earlier it is confirmed at once.
    """
    _count(training)
    if training.state in Training.AHEAD and not training.has_begun(now):
        _promote(training, now)
    _keep_count(training)


def _refuse_unless_open(training, now, bypass=False) -> None:
    if bypass:
        training.refuse_unless(*Training.FIXED)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    if not bypass and not training.takes_registrations(now):
        raise ValidationError(_("Registration is not open now."), code="closed")


def _overridden(verdict, reason, by):
    if verdict.organisation is None:
        raise ValidationError(_("This person has no place in the project."), code="stranger")
    why = _("Admitted by %(person)s: %(reason)s") % {"person": by, "reason": reason}
    return eligibility.Verdict(True, why[:300], verdict.organisation, counts=verdict.counts)


def _enter(training, person, verdict, registered, by, now, *, approved) -> Registration:
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
    )
    if not person.is_active:
        links.give(registration, ends=now + LINK_HOLDS)
    record(registration, "", by=by)
    if registration.state == State.CONFIRMED:
        _take_seat(training, registration)
    return registration


def _end(registration, state, mail, *, by, now, reason) -> Registration:
    training = Training.objects.locked(registration.training_id)
    registration = _reread(registration)
    training.refuse_unless(*Training.AHEAD)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    if not registration.is_active:
        raise ValidationError(_("This registration has already ended."), code="ended")
    before = registration.state
    _close(registration, state, reason, by=by, now=now)
    emails.tell_one(registration, training, mail, now=now, before=before)
    if before in Registration.SEATED:
        fill_seats(training, now=now)
    return registration


def _close(registration, state, reason, *, by, now) -> None:
    registration.state, registration.ended_at, registration.offered_until = state, now, None
    registration.end_reason = kept(reason)[:300]
    record(registration, reason, "state", "ended_at", "offered_until", "end_reason", by=by)
    withdraw_mail_about(subject_key=key_of(registration), reason=_("The registration has ended."))


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
        _take_seat(training, registration)
    emails.tell(promoted, training, "offered" if offer else "promoted", now=now)


def _reread(registration) -> Registration:
    return Registration.objects.select_related("person", "organisation").get(pk=registration.pk)


def _take_seat(training, registration) -> None:
    training.seats_taken += 1
    training.counting += registration.counts


def _count(training, person=None) -> bool:
    """Count the seats of a locked training; whether the person has one or waits for one."""
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"training": training.pk, "person": person and person.pk})
        training.seats_taken, training.counting, own = cursor.fetchone()
    return own > 0


def _keep_count(training) -> None:
    # Counters are no part of the history, so they are written without it.
    Training.objects.filter(pk=training.pk).update(
        seats_taken=training.seats_taken, counting=training.counting
    )

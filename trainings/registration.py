"""Registering, giving back, promoting: every change of a seat happens here.

Each act locks the training's row first, counts the seats inside the lock and writes them to
`seats_taken` in the same transaction; the mails that tell of it are rows of that transaction too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _  # lazy: rows keep them in English
from django.utils.translation import ngettext

from core.clock import local_day
from core.history import record
from trainings import answering, eligibility, emails, seats
from trainings.models import Registration, Training

State = Registration.State


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one nominated person: a registration, or the reason why there is none."""

    person: object
    registration: Registration | None
    refusal: str = ""


@transaction.atomic
def register(
    *, training, person, by, now: datetime, override: str = "", verdict=None, told=None
) -> Registration:
    """A seat, or the next place in the line; an application where registrations are approved.

    `override` is the reason for which who runs the training takes somebody whom the rule leaves
    out, or after registration has closed. `verdict` is that of the organisation that sends the
    person (eligibility.check_organisation), left out: the person's own. `told` is what the person
    says with it (answering.Told). Raises ValidationError when the person may not come, is
    registered already, or registration is not open.
    """
    training = Training.objects.locked(training.pk)
    _refuse_unless_open(training, now, bypass=bool(override))
    today = local_day(now, training.zone)
    verdict = verdict or eligibility.check(programme=training.programme, person=person, today=today)
    if override:
        verdict = _overridden(verdict, override, by)
    registered, shift = seats.count(training, person)
    approved = bool(override) or not training.needs_approval
    registration = seats.enter(
        training, person, verdict, registered, by, now, approved=approved, shift=shift
    )
    if told:
        answering.keep(registration, told, now=now, is_new=True)
    seats.keep_count(training)
    emails.tell_one(registration, training, emails.OF_STATE[registration.state], now=now)
    return registration


@transaction.atomic
def nominate(
    *, training, people: Iterable, by, now: datetime, verdicts: dict | None = None
) -> list[Answer]:
    """Register several people of one organisation; who may not come is left out with the reason.

    `verdicts` are those of the organisation that sends them, by person: see `register`.
    """
    training = Training.objects.locked(training.pk)
    _refuse_unless_open(training, now)
    people = list(people)
    verdicts = verdicts or eligibility.check_all(
        programme=training.programme, people=people, today=local_day(now, training.zone)
    )
    seats.count(training)
    registered, shifts = set(), {}
    before = training.registrations.filter(person__in=people).order_by("pk")
    for person, state, shift in before.values_list("person", "state", "calendar_shift"):
        shifts[person] = max(shifts.get(person, 0), shift + 1)
        if state in Registration.ACTIVE:
            registered.add(person)
    answers = []
    for person in people:
        try:
            registration = seats.enter(
                training,
                person,
                verdicts[person.pk],
                person.pk in registered,
                by,
                now,
                approved=not training.needs_approval,
                shift=shifts.get(person.pk, 0),
            )
        except ValidationError as refusal:
            answers.append(Answer(person, None, " ".join(refusal.messages)))
        else:
            registered.add(person.pk)
            answers.append(Answer(person, registration))
    seats.keep_count(training)
    _tell_outcomes(answers, training, now)
    return answers


@transaction.atomic
def approve(*, registration, by, now: datetime) -> Registration:
    """Who runs the training takes an applicant: a seat, or the next place in the line."""
    (answer,) = approve_several(
        training=registration.training, registrations=[registration], by=by, now=now
    )
    if answer.registration is None:
        raise ValidationError(answer.refusal, code="ended")
    return answer.registration


@transaction.atomic
def approve_several(*, training, registrations: Iterable, by, now: datetime) -> list[Answer]:
    """The same for several applicants, in the order in which they applied.

    Who has withdrawn since, or was answered by somebody else, is left out with the reason.
    """
    training = Training.objects.locked(training.pk)
    training.refuse_unless(*Training.FIXED)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    seats.count(training)
    related = Registration.objects.select_related("person", "organisation")
    rows = related.filter(training=training, pk__in=[row.pk for row in registrations])
    answers = []
    for registration in rows.order_by("pk"):
        if registration.state != State.APPLIED:
            refusal = _("This application has been answered.")
            answers.append(Answer(registration.person, None, refusal))
            continue
        registration.state = State.CONFIRMED if training.seats_free > 0 else State.WAITING
        record(registration, _("Approved"), "state", by=by)
        if registration.state == State.CONFIRMED:
            seats.take_seat(training, registration)
        answers.append(Answer(registration.person, registration))
    seats.keep_count(training)
    _tell_outcomes(answers, training, now)
    return answers


@transaction.atomic
def admit(*, training, person, by, now: datetime, reason: str) -> Registration:
    """A seat for somebody who came, from the first day on; who has one keeps it, in line or not.

    Nobody is told: they are in the room. The seats stay a limit: who runs the training raises its
    capacity first. Raises ValidationError.
    """
    training = Training.objects.locked(training.pk)
    training.refuse_unless(*Training.FIXED, *Training.OVER)
    today = local_day(now, training.zone)
    if today < training.first_day:
        raise ValidationError(_("The first day has not come: register them instead."), code="early")
    if not reason.strip():
        raise ValidationError({"reason": _("Say why they come without being registered.")})
    active = training.registrations.active().select_related("person", "organisation")
    registration = active.filter(person=person).first()
    if registration and registration.state == State.CONFIRMED:
        return registration
    _registered, shift = seats.count(training, person)
    holds_one = registration and registration.state == State.OFFERED
    if training.seats_free < 1 and not holds_one:
        raise ValidationError(_full(training.capacity), code="full")
    if registration:
        registration.state, registration.offered_until = State.CONFIRMED, None
        record(registration, reason, "state", "offered_until", by=by)
        if not holds_one:
            seats.take_seat(training, registration)
    else:
        verdict = eligibility.check(programme=training.programme, person=person, today=today)
        verdict = _overridden(verdict, reason, by)
        registration = seats.enter(
            training, person, verdict, False, by, now, approved=True, shift=shift
        )
    seats.keep_count(training)
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
    registration = seats.reread(registration)
    ended = registration.state != State.OFFERED or registration.offered_until <= now
    if ended or training.state not in Training.FIXED or training.has_begun(now):
        raise ValidationError(_("This offer has ended."), code="ended")
    registration.state, registration.offered_until = State.CONFIRMED, None
    record(registration, _("Offer accepted"), "state", "offered_until", by=by)
    emails.tell_one(registration, training, "confirmed", now=now)
    return registration


@transaction.atomic
def decline(*, registration, by, now: datetime) -> Registration:
    """Let an offered seat pass on to the next in line."""
    training = Training.objects.locked(registration.training_id)
    registration = seats.reread(registration)
    if registration.state != State.OFFERED:
        raise ValidationError(_("This offer has ended."), code="ended")
    seats.close(registration, training, State.DECLINED, _("Offer declined"), by=by, now=now)
    emails.tell_one(registration, training, "declined", now=now)
    seats.fill_seats(training, now=now)
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
                seats.close(
                    registration, training, State.DECLINED, _("The offer ended"), by=None, now=now
                )
            emails.tell(rows, training, "expired", now=now)
            seats.fill_seats(training, now=now)
            ended += len(rows)
    return ended


def _refuse_unless_open(training, now, bypass=False) -> None:
    if training.project.closed_on is not None:
        raise ValidationError(_("This project is closed: its records stay as they are."))
    if bypass:
        training.refuse_unless(*Training.FIXED)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    if not bypass and not training.takes_registrations(now):
        raise ValidationError(_("Registration is not open now."), code="closed")


def _full(seats: int) -> str:
    return ngettext(
        "The only seat is taken. Raise the capacity of the training, then add them.",
        "All %(seats)d seats are taken, also by those who have not come. Raise the capacity of the "
        "training, then add them.",
        seats,
    ) % {"seats": seats}


def _tell_outcomes(answers, training, now) -> None:
    for state, name in emails.OF_STATE.items():
        told = [a.registration for a in answers if a.registration and a.registration.state == state]
        emails.tell(told, training, name, now=now)


def _overridden(verdict, reason, by):
    if verdict.organisation is None:
        raise ValidationError(_("This person has no place in the project."), code="stranger")
    why = _("Admitted by %(person)s: %(reason)s") % {"person": by, "reason": reason}
    return eligibility.Verdict(True, why[:300], verdict.organisation, counts=verdict.counts)


def _end(registration, state, mail, *, by, now, reason) -> Registration:
    training = Training.objects.locked(registration.training_id)
    registration = seats.reread(registration)
    training.refuse_unless(*Training.AHEAD)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    if not registration.is_active:
        raise ValidationError(_("This registration has already ended."), code="ended")
    before = registration.state
    seats.close(registration, training, state, reason, by=by, now=now)
    emails.tell_one(registration, training, mail, now=now, before=before)
    if before in Registration.SEATED:
        seats.fill_seats(training, now=now)
    return registration

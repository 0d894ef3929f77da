"""Fixing and moving the days of a training, and what becomes of it: the acts of who schedules.

Each locks and re-reads the training, and writes days, calendar sequence and the mails to everybody
registered or invited in one transaction. `sequence` is the one the person looked at: when somebody
has changed the training since, the act is refused.
"""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.clock import local_day
from core.dates import key_of
from core.history import record
from outbox.posting import withdraw as withdraw_mail_about
from trainings import asked, attendance, emails, retention, seats
from trainings.days import Slot, check_slots, lay_out, outside_window, shift_deadlines, slots_of
from trainings.models import Registration, Training

State = Training.State
DATES = (
    "state",
    "first_day",
    "last_day",
    "starts_at",
    "ends_at",
    "decision_day",
    "registration_closes",
    "sequence",
)


@transaction.atomic
def schedule(
    *,
    training,
    by,
    slots: Iterable[Slot],
    now: datetime,
    reason: str = "",
    open_registration: bool = False,
    sequence: int | None = None,
) -> Training:
    """Fix the days: of a planned training, or again of a postponed or cancelled one.

    Raises ValidationError, at `slots` for days that cannot be, at `reason` when the days lie
    outside the training's window and no reason says why.
    """
    training = lock(training, sequence, State.PLANNED, State.POSTPONED, State.CANCELLED)
    before = asked.days_before(training) if training.state == State.POSTPONED else ()
    _lay(training, slots, by=by, reason=reason, now=now)
    training.state = State.SCHEDULED
    if open_registration:
        training.registration_switch = True
    _record(training, reason, "registration_switch", by=by)
    tell(training, "scheduled", reason=reason, now=now)
    asked.carry_on(training, "scheduled", by=by, reason=reason, now=now, before=before)
    seats.fill_seats(training, now=now)
    return training


@transaction.atomic
def move(
    *,
    training,
    by,
    slots: Iterable[Slot],
    reason: str,
    now: datetime,
    sequence: int | None = None,
) -> Training:
    """Other days or hours; everybody registered is told, with the change for their calendar, and
    who is invited has a new day to answer.

    A day keeps its calendar entry by its position: day 2 stays day 2. Days that the move takes
    away are cancelled in calendars. The end of registration moves along.
    """
    training = lock(training, sequence, *Training.FIXED)
    _require(reason)
    before, slots = slots_of(emails.active_days(training)), sorted(slots)
    if before == slots:
        raise ValidationError({"slots": _("These are the days it has now.")})
    gone = _lay(training, slots, by=by, reason=reason, now=now)
    _record(training, reason, by=by)
    seats.shorten_offers(training, by=by, reason=reason)
    tell(training, "moved", gone=gone, before=before, reason=reason, now=now)
    asked.carry_on(training, "moved", by=by, reason=reason, now=now, before=before)
    # One that had begun gave no seat to the line.
    seats.fill_seats(training, now=now)
    return training


@transaction.atomic
def postpone(*, training, by, reason: str, now: datetime, sequence: int | None = None) -> Training:
    """Take the days back; seats and line stay, invitations rest, and new days are told when they
    are fixed."""
    training = lock(training, sequence, *Training.FIXED)
    _require(reason)
    days = emails.active_days(training)
    for day in days:
        day.is_withdrawn = True
        record(day, reason, "is_withdrawn", by=by)
    training.state = State.POSTPONED
    training.first_day = training.last_day = training.decision_day = None
    training.starts_at = training.ends_at = training.registration_closes = None
    _record(training, reason, by=by)
    seats.take_back_offers(training, by=by, reason=reason)
    tell(training, "postponed", days=[], gone=days, reason=reason, now=now)
    asked.rest(training, gone=days, by=by, reason=reason, now=now)
    seats.fill_seats(training, now=now)
    return training


@transaction.atomic
def cancel(*, training, by, reason: str, now: datetime, sequence: int | None = None) -> Training:
    """It will not take place. It stays in lists and calendars, struck out; who was invited need
    answer no more."""
    training = lock(training, sequence, *Training.AHEAD)
    _require(reason)
    days = emails.active_days(training)
    training.state, training.registration_switch = State.CANCELLED, False
    _record(training, reason, "registration_switch", by=by)
    retention.forget_needs_of(training.registrations.all())
    seats.take_back_offers(training, by=by, reason=reason)
    tell(training, "cancelled", days=[], gone=days, reason=reason, now=now)
    asked.end(training, gone=days, by=by, reason=reason, now=now)
    seats.fill_seats(training, now=now)
    return training


@transaction.atomic
def confirm(*, training, by, now: datetime, reason: str = "", sequence: int | None = None):
    """Go: it takes place; everybody registered is told.

    Raises ValidationError at `reason` when no trainer of the organiser has attended the
    prerequisite programme and no reason says why it goes ahead all the same.
    """
    training = lock(training, sequence, State.SCHEDULED)
    unprepared = trainer_prepared(training) is False
    if unprepared and not reason.strip():
        raise ValidationError({"reason": _("Say why it goes ahead without a prepared trainer.")})
    training.state = State.CONFIRMED
    training.unprepared_because = reason[:300] if unprepared else ""
    _record(training, reason, "unprepared_because", by=by)
    tell(training, "goes_ahead", reason="", now=now)
    return training


@transaction.atomic
def mark_held(*, training, by, now: datetime, reason: str = "") -> Training:
    """It took place; possible once its last day has begun."""
    training = lock(training, None, *Training.FIXED)
    if local_day(now, training.zone) < training.last_day:
        raise ValidationError(_("It is not over yet."), code="early")
    training.state, training.registration_switch = State.HELD, False
    record(training, reason, "state", "registration_switch", by=by)
    return training


def trainer_prepared(training) -> bool | None:
    """Whether a trainer of the organiser was at the prerequisite programme: attendance.preparation.

    None when there is no prerequisite, or when nobody's attendance of it is recorded.
    """
    return attendance.preparation(training).prepared


def lock(training, sequence: int | None, *states: str) -> Training:
    """The training re-read and held; raises ValidationError for another state or sequence."""
    training = Training.objects.locked(training.pk)
    training.refuse_unless(*states)
    if sequence is not None and sequence != training.sequence:
        raise ValidationError(
            _("Somebody has changed this training since you opened the page. Look at it again."),
            code="stale",
        )
    return training


def _require(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: everybody registered reads it.")})


def _lay(training, slots, *, by, reason, now) -> list:
    """Fix the days and save their rows; returns the rows that were days and no longer are."""
    slots = check_slots(training, slots)
    outside = outside_window(training, slots)
    if outside and not reason.strip():
        raise ValidationError({"reason": _("%(outside)s Say why.") % {"outside": outside}})
    rows = list(training.days.all())
    before = training.first_day
    known = {row.pk: (row.day, row.starts, row.ends, row.is_withdrawn) for row in rows}
    laid = lay_out(training, rows, slots)
    shift_deadlines(training, before, local_day(now, training.zone))
    for row in laid:
        if (row.day, row.starts, row.ends, row.is_withdrawn) != known.get(row.pk):
            record(row, reason, "day", "starts", "ends", "is_withdrawn", by=by)
    return [row for row in laid if row.is_withdrawn and not known[row.pk][3]]


def _record(training, reason, *fields, by) -> None:
    training.sequence += 1
    record(training, reason, *DATES, *fields, by=by)


def tell(training, name, *, now, days=None, **context) -> None:
    """Mail everybody registered; what still waits about the training is void with it."""
    registrations = training.registrations.active().values_list("pk", flat=True)
    label = Registration._meta.label_lower
    keys = [key_of(training), *(f"{label}:{pk}" for pk in registrations)]
    withdraw_mail_about(subject_key=keys, reason=_("The training has changed since."))
    days = emails.active_days(training) if days is None else days
    emails.tell_all(training, name, days=days, now=now, **context)

"""Who was there: said by who runs the training, of each person with a seat, day by day.

From the morning of a day until the project closes. What was said once can be corrected, with a
reason, and not unsaid; its history keeps what stood there before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from core.clock import local_day
from trainings import registration
from trainings.models import Attendance, Registration, Training, TrainingDay

State = Registration.State
BATCH = 500


@dataclass(frozen=True, slots=True)
class Said:
    """What one press has changed."""

    new: int
    corrected: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Of those with a seat: how many came on at least one day, and of how many nobody has said."""

    seated: int
    came: int
    unsaid: int

    @property
    def known(self) -> bool:
        return self.unsaid < self.seated


@dataclass(frozen=True, slots=True)
class Preparation:
    """Whether the organiser has a trainer who was there on all days of the prerequisite.

    `prepared` None: nobody's attendance is recorded, so nobody knows; `unrecorded` are those
    trainings of the prerequisite, held, of which it is missing.
    """

    prepared: bool | None
    names: list[str]
    unrecorded: list[Training]


@transaction.atomic
def say(
    *,
    training,
    said: Mapping[tuple[int, int], bool],
    by,
    now: datetime,
    reason: str = "",
    others_on: int | None = None,
) -> Said:
    """Record who was there: {(registration, day): there}, by ids.

    `others_on` is a day on which everybody was there of whom nothing is said yet. Raises
    ValidationError, at `reason` when something recorded would change and no reason says why.
    """
    training = Training.objects.locked(training.pk)
    days = {day.pk: day for day in _days_to_record(training, now)}
    seated = set(training.registrations.filter(state=State.CONFIRMED).values_list("pk", flat=True))
    of_days = Attendance.objects.filter(registration__training=training, day__in=days)
    known = {(row.registration_id, row.day_id): row for row in of_days}
    said = dict(said)
    if others_on is not None:
        others = {(pk, others_on) for pk in seated} - known.keys()
        said = dict.fromkeys(others, True) | said
    if any(pk not in seated or day not in days for pk, day in said):
        raise ValidationError(
            _("The list has changed since you opened it. Look at it again."), code="stale"
        )
    new, corrected = [], []
    for (pk, day), there in said.items():
        row = known.get((pk, day))
        if row is None:
            row = Attendance(registration_id=pk, day=days[day])
            new.append(row)
        elif row.was_there == there:
            continue
        else:
            corrected.append(row)
        row.was_there, row.recorded_at, row.recorded_by = there, now, by
    if corrected and not reason.strip():
        raise ValidationError({"reason": _asked_why(len(corrected))})
    # The acts of everybody else write row by row; here a full room is one press.
    written = {"batch_size": BATCH, "default_user": by, "default_date": now}
    bulk_create_with_history(new, Attendance, **written)
    columns = ["was_there", "recorded_at", "recorded_by"]
    written["default_change_reason"] = reason
    bulk_update_with_history(corrected, Attendance, columns, **written)
    return Said(len(new), len(corrected))


@transaction.atomic
def add_who_came(
    *, training, person, by, now: datetime, reason: str, days: Iterable[TrainingDay]
) -> Registration:
    """Somebody who came without being registered: a seat, and that they were there on these days.

    A second time it changes nothing. Raises ValidationError as registration.admit does.
    """
    admitted = registration.admit(training=training, person=person, by=by, now=now, reason=reason)
    said = {(admitted.pk, day.pk): True for day in days}
    say(training=training, said=said, by=by, now=now, reason=reason)
    return admitted


def days_begun(training, today: date) -> list[TrainingDay]:
    """Those of which it can be said who was there; `today` at the place of the training."""
    return list(training.days.active().filter(day__lte=today))


def summary(training) -> Summary:
    """One statement."""
    said = Attendance.objects.filter(registration=OuterRef("pk"), day__is_withdrawn=False)
    seated = training.registrations.filter(state=State.CONFIRMED)
    return Summary(
        **seated.aggregate(
            seated=Count("pk"),
            came=Count("pk", filter=Exists(said.filter(was_there=True))),
            unsaid=Count("pk", filter=~Exists(said)),
        )
    )


def own(registration) -> list[Attendance]:
    """What is said of one person, in the order of the days."""
    rows = registration.attendances.filter(day__is_withdrawn=False).select_related("day")
    return list(rows.order_by("day__day"))


def by_day(training) -> list[dict]:
    """Of each day, and of those with a seat: how many were there and of how many it was said, as
    `pk`, `day`, `there`, `said`."""
    seated = Q(attendances__registration__state=State.CONFIRMED)
    there = seated & Q(attendances__was_there=True)
    days = training.days.active().annotate(
        there=Count("attendances", filter=there), said=Count("attendances", filter=seated)
    )
    return list(days.values("pk", "day", "there", "said"))


def preparation(training) -> Preparation:
    """Of the organiser's trainers: its own people, and whom the training names as its trainers.

    On all days: who heard half of a training for trainers gives half a training. A trainer who was
    there on fewer goes ahead for a reason that is kept, which costs one sentence.
    """
    programme = training.programme
    if programme.prerequisite_id is None:
        return Preparation(None, [], [])
    registrations = Registration.objects.filter(
        training__programme=programme.prerequisite_id,
        training__state__in=Training.OVER,
        state=State.CONFIRMED,
    )
    teach = training.trainers.filter(left_at=None, person__isnull=False).values("person")
    own = Q(organisation=training.organiser.organisation_id) | Q(person__in=teach)
    prepared = registrations.filter(own).throughout().select_related("person")
    names = sorted({str(row.person) for row in prepared})
    if names:
        return Preparation(True, names, [])
    held = Training.objects.filter(programme=programme.prerequisite_id, state__in=Training.OVER)
    recorded = Exists(Attendance.objects.filter(registration__training=OuterRef("pk")))
    held = list(held.select_related("project").annotate(recorded=recorded))
    known = any(row.recorded for row in held)
    return Preparation(False if known else None, [], [row for row in held if not row.recorded])


def _days_to_record(training, now) -> list[TrainingDay]:
    if training.project.closed_on is not None:
        raise ValidationError(_("This project is closed: its records stay as they are."))
    training.refuse_unless(*Training.FIXED, *Training.OVER)
    days = days_begun(training, local_day(now, training.zone))
    if not days:
        raise ValidationError(_("It can be said from the first day on."), code="early")
    return days


def _asked_why(count: int) -> str:
    return ngettext(
        "This changes %(count)d answer that was recorded: say why.",
        "This changes %(count)d answers that were recorded: say why.",
        count,
    ) % {"count": count}

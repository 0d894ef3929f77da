"""The days of a training to be: which days can be, which want a second look, and what they move."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import public_holidays, wall_moment
from trainings.models import TrainingDay

MOST_DAYS = 5
DECISION_DAYS = timedelta(days=14)  # go/no-go this long before the first day


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One day of a training to be, in wall time of its place."""

    day: date
    starts: time
    ends: time


def slots_of(rows: Iterable[TrainingDay]) -> list[Slot]:
    """The days that rows lie on now, apart from the rows: a move changes those."""
    return [Slot(row.day, row.starts, row.ends) for row in rows if not row.is_withdrawn]


def outside_window(training, slots: Iterable[Slot]) -> str:
    """Says that days lie outside the training's window; "" when none does."""
    opens, closes = training.opens, training.closes
    late = [s.day for s in slots if not opens <= s.day <= closes]
    if not late:
        return ""
    return ngettext(
        "%(days)s lies outside the planned window, %(opens)s to %(closes)s.",
        "%(days)s lie outside the planned window, %(opens)s to %(closes)s.",
        len(late),
    ) % {
        "days": ", ".join(date_format(day) for day in late),
        "opens": date_format(opens),
        "closes": date_format(closes),
    }


def warnings(training, slots: Iterable[Slot], today: date) -> list[str]:
    """What to look at twice before these days are fixed; none of it forbids them."""
    slots = sorted(slots)
    found = [outside_window(training, slots)] if outside_window(training, slots) else []
    for slot in slots:
        words = {"day": date_format(slot.day), "country": training.country.name}
        if slot.day < today:
            found.append(_("%(day)s lies in the past.") % words)
        if slot.day in public_holidays(training.country.code or "", slot.day.year):
            found.append(_("%(day)s is a public holiday in %(country)s.") % words)
        elif slot.day.weekday() > 4:
            found.append(_("%(day)s is at the weekend.") % words)
    return found


def check_slots(training, slots: Iterable[Slot]) -> list[Slot]:
    """The slots in order. Raises ValidationError at `slots` for days that cannot be."""
    slots = sorted(slots)
    if not slots:
        raise ValidationError({"slots": _("Name at least one day.")})
    for slot in slots:
        if slot.ends <= slot.starts:
            raise ValidationError({"slots": _("It ends before it starts.")})
        training.project.check_day(slot.day, "slots")
    if len({slot.day for slot in slots}) < len(slots):
        raise ValidationError({"slots": _("The same day stands here twice.")})
    return slots


def lay_out(training, rows: Iterable[TrainingDay], slots: list[Slot]) -> list[TrainingDay]:
    """Lay a training on its new days, in memory: the days it had, moved, and those it needs more.

    Used to carry an act out and to show beforehand what it will do.
    """
    rows = {row.position: row for row in rows}
    for position, slot in enumerate(slots, 1):
        row = rows.setdefault(position, TrainingDay(training=training, position=position))
        row.move_to(slot.day, slot.starts, slot.ends)
    for position, row in rows.items():
        row.is_withdrawn = position > len(slots)
    first, last = slots[0], slots[-1]
    training.first_day, training.last_day = first.day, last.day
    training.starts_at = wall_moment(first.day, first.starts, training.zone)
    training.ends_at = wall_moment(last.day, last.ends, training.zone)
    return sorted(rows.values(), key=lambda row: row.position)


def shift_deadlines(training, before: date | None, today: date) -> None:
    """Let go/no-go day and end of registration follow the first day; `before` is what it was.

    Go/no-go never lies in the past, for nobody would be reminded of it.
    """
    delta = training.first_day - before if before else timedelta(0)
    decision = training.first_day - DECISION_DAYS
    if before and training.decision_day:
        decision = training.decision_day + delta
    training.decision_day = min(max(decision, today), training.first_day)
    closes = training.registration_closes
    if closes and delta:
        wall = closes.astimezone(ZoneInfo(training.zone))
        closes = wall_moment(wall.date() + delta, wall.time(), training.zone)
        opens = training.registration_opens
        # What would close before it opens closes with the start of the training.
        training.registration_closes = closes if opens is None or opens < closes else None

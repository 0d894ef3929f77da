"""Where an item of the plan stood in a baseline and where it stands today."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import months
from core.templatetags.portal import day


class Place(NamedTuple):
    """Of an item in the plan; `due` is its due or last day."""

    first_month: int
    last_month: int
    due: date
    intervals: tuple = ()  # only of a task that pauses

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Its intervals; one of them where it never pauses."""
        return self.intervals or ((self.first_month, self.last_month),)

    @property
    def when(self) -> str:
        """M12–M18, or the intervals of a task that pauses."""
        return months.spans_text(self.spans)


@dataclass(frozen=True, slots=True)
class Move:
    """From one place in the plan to another."""

    old: str  # M18; where only the day has moved, that day
    new: str
    words: str  # by how much: "2 months later"
    way: str  # "later", "earlier" or "other"

    @property
    def was(self) -> str:
        return _("was %s") % self.old


def move(then: Place, now: Place, *, days_count: bool) -> Move | None:
    """How something got from one place to the other; None where it stayed.

    Days count as long as the project starts when it did: with another start each day is another
    one and nothing has moved in the plan.
    """
    later = now.last_month - then.last_month
    if (then.first_month, then.last_month) != (now.first_month, now.last_month):
        starts_later = now.first_month - then.first_month
        way = "later" if (later or starts_later) > 0 else "earlier"
        return Move(then.when, now.when, _months_words(starts_later, later), way)
    if then.intervals != now.intervals:
        return Move(then.when, now.when, _("other intervals"), "other")
    if days_count and then.due != now.due:
        days = (now.due - then.due).days
        way = "later" if days > 0 else "earlier"
        return Move(day(then.due), day(now.due), _days_words(days), way)
    return None


def _months_words(starts: int, ends: int) -> str:
    """ "2 months later"; of what has a start and an end, each where they differ."""
    if starts == ends:
        return _by_months(ends)
    parts = []
    if starts:
        parts.append(_("starts %s") % _by_months(starts))
    if ends:
        parts.append(_("ends %s") % _by_months(ends))
    return ", ".join(parts)


def _by_months(count: int) -> str:
    if count > 0:
        words = ngettext("%(n)d month later", "%(n)d months later", count)
    else:
        words = ngettext("%(n)d month earlier", "%(n)d months earlier", -count)
    return words % {"n": abs(count)}


def _days_words(count: int) -> str:
    if count > 0:
        words = ngettext("%(n)d day later", "%(n)d days later", count)
    else:
        words = ngettext("%(n)d day earlier", "%(n)d days earlier", -count)
    return words % {"n": abs(count)}

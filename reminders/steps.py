"""When a step tells a person: wall time at their preferred hour, on days on which they work.

Pure functions. "Before" steps count calendar days and only ever move earlier, late ones count
working days. A mail of its own stays on its day: the one on the day before a training is proof in
an audit.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from core.clock import (
    ONE_DAY,
    add_working_days,
    is_working_day,
    local_day,
    wall_moment,
    working_day_on_or_before,
)
from core.dates import DatedItem

SHIFT = 14  # days by which weekends, holidays and a weekly digest can move a step, at most


@dataclass(frozen=True, slots=True)
class Clock:
    """How a person's time runs."""

    zone: str
    hour: int
    country: str
    weekday: int | None  # of their weekly digest; None: a digest every day

    def at(self, day: date) -> datetime:
        return wall_moment(day, time(self.hour), self.zone)


@lru_cache(maxsize=16384)
def before(day: date, days: int, clock: Clock, own: bool) -> datetime:
    """The moment of the step `days` before `day`."""
    told = day - timedelta(days=days)
    if not own:
        if clock.weekday is not None:
            told -= timedelta(days=(told.weekday() - clock.weekday) % 7)
        told = working_day_on_or_before(told, clock.country)
    return clock.at(told)


@lru_cache(maxsize=16384)
def late(
    day: date, first: int, every: int, clock: Clock, own: bool, after: date, until: date
) -> tuple[tuple[int, datetime], ...]:
    """(working days late, moment) of the late steps of `day`, from `after` to `until` or so."""
    found = []
    count, told = first, add_working_days(day, first, clock.country)
    while told <= until + ONE_DAY:
        if told >= after - ONE_DAY:
            found.append((count, clock.at(_weekly(told, clock) if not own else told)))
        count, told = count + every, add_working_days(told, every, clock.country)
    return tuple(found)


def _weekly(day: date, clock: Clock) -> date:
    """What is late waits for the weekly digest."""
    if clock.weekday is None:
        return day
    day += timedelta(days=(clock.weekday - day.weekday()) % 7)
    while not is_working_day(day, clock.country):
        day += ONE_DAY
    return day


def too_late(item: DatedItem, zone: str) -> datetime:
    """From when on nothing that comes before it is told: its start, or the end of its day."""
    return item.moment if item.timed else item.over_at(zone)


def next_moment(now: datetime, clock: Clock, limit: datetime) -> datetime:
    """The next preferred hour on a working day; sooner, at worst now, when `limit` lies before."""
    day = local_day(now, clock.zone)
    coming = clock.at(day) if clock.at(day) > now else clock.at(day + ONE_DAY)
    working = local_day(coming, clock.zone)
    while not is_working_day(working, clock.country):
        working += ONE_DAY
    for moment in (clock.at(working), coming):
        if moment < limit:
            return moment
    return now

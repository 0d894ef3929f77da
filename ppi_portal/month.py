"""The weeks of a month with what happens on each day, and the days of an agenda."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.dates import DatedItem


@dataclass
class Day:
    """One cell of the month."""

    date: date
    in_month: bool
    items: list[DatedItem] = field(default_factory=list)


def bounds(first: date) -> tuple[date, date]:
    """The Monday and the Sunday around the month that begins on `first`."""
    last = next_month(first) - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)


def by_day(items: Iterable[DatedItem], first: date, last: date) -> dict[date, list[DatedItem]]:
    """Each item on each of its days within first..last, timed ones in the order of their hour."""
    days = defaultdict(list)
    for item in sorted(items, key=lambda each: (each.timed, str(each.moment), each.label)):
        day = max(item.day, first)
        while day <= min(item.last_day, last):
            days[day].append(item)
            day += timedelta(days=1)
    return days


def weeks(first: date, items: Iterable[DatedItem]) -> list[list[Day]]:
    """The weeks of the month that begins on `first`, Monday to Sunday."""
    start, end = bounds(first)
    found = by_day(items, start, end)
    days = [
        Day(day, day.month == first.month, found.get(day, []))
        for day in (start + timedelta(days=n) for n in range((end - start).days + 1))
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def agenda(items: Iterable[DatedItem], first: date, last: date) -> list[tuple[date, list]]:
    """The days that have something on them, in order."""
    return sorted(by_day(items, first, last).items())

"""Project months: the one place where M1, M2, ... become dates and back.

Rule (H2020 Annex 1, part A): month 1 begins on the project's start date and every date of the plan
is relative to it. By the field's convention a thing starts on the first day of its month and is due
or ends on the last day. Projects nearly always start on the first of a month; another day works
too: month n then runs from that day of the month to the day before it in the next one.

All functions take the project's start and count months from 1.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date, timedelta


def first_day(start: date, month: int) -> date:
    """The first day of project month `month` (1-based; 0 and below lie before the project)."""
    years, index = divmod(start.month - 1 + month - 1, 12)
    year = start.year + years
    days_in_month = calendar.monthrange(year, index + 1)[1]
    return date(year, index + 1, min(start.day, days_in_month))


def last_day(start: date, month: int) -> date:
    """The last day of project month `month`."""
    return first_day(start, month + 1) - timedelta(days=1)


def month_of(start: date, day: date) -> int:
    """The project month in which `day` lies: 1 is the first, 0 and below lie before the start."""
    month = (day.year - start.year) * 12 + day.month - start.month + 1
    return month if day >= first_day(start, month) else month - 1


def ending(start: date, first: date, last: date) -> tuple[int, int]:
    """The lowest and the highest month whose last day lies in first..last; no month: (n, n - 1)."""
    return month_of(start, first), month_of(start, last + timedelta(days=1)) - 1


def moved(start: date, day: date, count: int) -> date:
    """The same day of the project month that lies `count` months later (or earlier, below 0)."""
    month = month_of(start, day)
    into_month = day - first_day(start, month)
    return min(first_day(start, month + count) + into_month, last_day(start, month + count))


def label(month: int) -> str:
    """M21: how the plan writes a month."""
    return f"M{month}"


def span(first: int, last: int) -> str:
    """M21–M23, or M21 where both are the same."""
    return label(first) if first == last else f"{label(first)}–{label(last)}"


def parse_spans(text: str) -> tuple[tuple[int, int], ...]:
    """The intervals in "M1-M4, M10" or "1-4,10", in order: ((1, 4), (10, 10)).

    Those that touch or overlap become one. Raises ValueError for what is no list of months, for
    month 0 and for an interval that ends before it starts.
    """
    found = []
    for part in filter(str.strip, re.split(r"[,;]", text)):
        match = re.fullmatch(r"\s*[Mm]?\s*(\d{1,3})\s*(?:[-–]\s*[Mm]?\s*(\d{1,3})\s*)?", part)
        if not match:
            raise ValueError(part.strip())
        first = int(match[1])
        last = int(match[2] or first)
        if not 1 <= first <= last:
            raise ValueError(part.strip())
        found.append((first, last))
    return _merged(found)


def _merged(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged = []
    for first, last in sorted(spans):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def spans_text(spans: Iterable[tuple[int, int]]) -> str:
    """M1–M4, M10"""
    return ", ".join(span(first, last) for first, last in spans)

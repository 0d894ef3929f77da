"""The weeks of a month with what happens on each day, and the days of an agenda."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from core.dates import DatedItem
from core.templatetags import portal

SHOWN = 4  # things in a cell; the agenda has them all


@dataclass(frozen=True, slots=True)
class Day:
    """One cell of the month."""

    date: date
    number: str
    classes: str  # of parts.css
    items: list[tuple[str, DatedItem]]  # what is shown, each with its tone
    more: int  # what is not


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
        day, until = max(item.day, first), min(item.last_day, last)
        while day <= until:
            days[day].append(item)
            day += timedelta(days=1)
    return days


def weeks(first: date, items: Iterable[DatedItem], today: date) -> list[list[Day]]:
    """The weeks of the month that begins on `first`, Monday to Sunday."""
    start, end = bounds(first)
    found = by_day(items, start, end)
    days = [
        cell(day, first, found.get(day, []), today)
        for day in (start + timedelta(days=n) for n in range((end - start).days + 1))
    ]
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def cell(day: date, first: date, items: list[DatedItem], today: date) -> Day:
    marks = (("other", day.month != first.month), ("today", day == today), ("free", not items))
    return Day(
        date=day,
        number=str(day.day),
        classes=" ".join(name for name, holds in marks if holds),
        items=[(tone(item, today), item) for item in items[:SHOWN]],
        more=max(len(items) - SHOWN, 0),
    )


def tone(item: DatedItem, today: date) -> str:
    """The class of parts.css for how it stands."""
    if item.cancelled:
        return "tone-off"
    if not item.open:
        return "tone-good"
    if item.last_day < today:
        return "tone-bad"
    return "tone-info" if item.timed else "tone-warn"


def set_out(found: list[list[Day]], agenda_from: str) -> str:
    """The rows of the month's table; `agenda_from` is the agenda's address up to its day.

    By hand, for a month has forty cells and a hundred items: a template took as long for them as
    the database for all the dates.
    """
    rows = ("".join(_cell(each, agenda_from) for each in week) for week in found)
    return mark_safe("".join(f"<tr>{row}</tr>" for row in rows))  # noqa: S308 - escaped below


def _cell(cell: Day, agenda_from: str) -> str:
    if not cell.items:
        return f'<td class="{cell.classes}"><span class="day-number">{cell.number}</span></td>'
    iso, name = cell.date.isoformat(), portal.day(cell.date)
    items = "".join(_item(tone, item) for tone, item in cell.items)
    if cell.more:
        words = escape(_("+ %(n)d more") % {"n": cell.more})
        items += (
            f'<li><a class="more" href="{escape(agenda_from)}{iso}">{words}'
            f'<span class="visually-hidden">, {name}</span></a></li>'
        )
    return (
        f'<td class="{cell.classes}" data-label="{name}">'
        f'<time class="day-number" datetime="{iso}">{cell.number}</time><ul>{items}</ul></td>'
    )


def _item(tone: str, item: DatedItem) -> str:
    label = escape(item.label)
    label = f"<s>{label}</s>" if item.cancelled else label
    return (
        f'<li><a class="{tone}" href="{escape(item.url)}">{label}'
        f' <span class="muted">{escape(item.state)}</span></a></li>'
    )


def agenda(items: Iterable[DatedItem], first: date, last: date) -> list[tuple[date, list]]:
    """The days that have something on them, in order."""
    return sorted(by_day(items, first, last).items())

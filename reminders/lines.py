"""How the timeline shows what is to come: by day, and those together who are told the same."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import ngettext

from core.clock import local_day
from core.dates import DatedItem
from reminders.ahead import Fate, name_of, row_of
from reminders.crowds import Crowd
from reminders.models import Entry, Rule, in_days, step_words
from reminders.tellings import Telling

NAMES = 10  # of those who are held or do not want it
OPEN = 25  # lines that are shown without being asked for, at least those of the first day


@dataclass(slots=True)
class Line:
    """One step about one item on one day, with all whom it tells."""

    day: date  # on the calendars of those who are told
    item: DatedItem
    words: str  # "14 days before"
    how: str  # "in the digest"
    name: str  # in the address of a form
    kind: str
    roles: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # names of who will be told
    held: list[str] = field(default_factory=list)  # for whom it is held
    silent: list[str] = field(default_factory=list)  # who does not want such mail
    crowd: Counter = field(default_factory=Counter)  # as many more by fate, without names

    @property
    def told_count(self) -> int:
        return len(self.told) + self.crowd["told"]

    @property
    def summary(self) -> str:
        return people(self.told_count)

    @property
    def held_words(self) -> str:
        return _some(self.held, self.crowd["held"])

    @property
    def silent_words(self) -> str:
        return _some(self.silent, self.crowd["silent"])


def people(number: int) -> str:
    return ngettext("%(n)d person", "%(n)d people", number) % {"n": number}


def _some(names: list[str], more: int) -> str:
    """The first of the names, or how many there are without one."""
    words = " · ".join(names[:NAMES])
    return people(more) if more else f"{words} …" if len(names) > NAMES else words


@dataclass(slots=True)
class Day:
    """A day on which somebody is told of something."""

    day: date
    soon: str  # "in 3 days"
    names: set[str] = field(default_factory=set)  # of its lines
    reminders: int = 0  # people, once for each line
    lines: list[Line] = field(default_factory=list)  # none: folded

    @property
    def summary(self) -> str:
        """1034 reminders about 28 dates"""
        number = len(self.names)
        dates = ngettext("%(n)d date", "%(n)d dates", number) % {"n": number}
        words = ngettext(
            "%(n)d reminder about %(dates)s", "%(n)d reminders about %(dates)s", self.reminders
        )
        return words % {"n": self.reminders, "dates": dates}


def days(fates: Iterable[Fate], known: dict, today: date, chosen: str = "") -> list[Day]:
    """All days, the first ones and the one of this ISO date with their lines.

    `known`: see `ahead.decided`.
    """
    by_day = {}
    for telling, fate in fates:
        day = local_day(telling.due, telling.reader.clock.zone)
        by_day.setdefault(day, []).append((telling, fate))
    shown = 0
    found = []
    for day, of_day in sorted(by_day.items()):
        names = {name_of(telling) for telling, _fate in of_day}
        size = sum(getattr(telling.reader, "size", 1) for telling, _fate in of_day)
        each = Day(day, in_days((day - today).days), names, size)
        if not found or shown + len(names) <= OPEN or day.isoformat() == chosen:
            each.lines = lines(of_day, known)
            shown += len(names)
        found.append(each)
    return found


def lines(fates: Iterable[Fate], known: dict | None = None) -> list[Line]:
    """Of several days too; people by name."""
    grouped, rows = {}, {}
    for telling, fate in sorted(fates, key=lambda pair: getattr(pair[0].reader, "name", "")):
        day = local_day(telling.due, telling.reader.clock.zone)
        name = name_of(telling)
        if (day, name) not in grouped:
            grouped[day, name] = _line(telling, day, name)
        line = grouped[day, name]
        if isinstance(telling.reader, Crowd):
            line.crowd[fate] += telling.reader.size
            rows[row_of(telling)] = line
        else:
            getattr(line, fate).append(telling.reader.name)
        if telling.rule.role_label not in line.roles:
            line.roles.append(telling.rule.role_label)
    for row, line in rows.items():
        states = (known or {}).get(row, Counter())
        line.crowd["told"] -= states.total()
        line.crowd["held"] += states[Entry.State.HELD]
    return sorted(grouped.values(), key=lambda line: (line.day, line.item.day, line.item.label))


def name_all(shown: Iterable[Line], fates: Iterable[Fate]) -> None:
    """Put the people of these tellings by name into their lines, in place of the crowd."""
    exact = {(line.day, line.name): line for line in lines(fates)}
    for line in shown:
        if each := exact.get((line.day, line.name)):
            line.told, line.held, line.silent = each.told, each.held, each.silent
            line.crowd.clear()


def _line(telling: Telling, day: date, name: str) -> Line:
    return Line(
        day=day,
        item=telling.item,
        words=step_words(telling.step),
        how=str(Rule.Delivery(telling.rule.delivery).label),
        name=name,
        kind=telling.rule.kind_label,
    )

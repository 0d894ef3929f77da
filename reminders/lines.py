"""How the timeline shows what is to come: by day, and those together who are told the same."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from html import escape
from urllib.parse import quote

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import local_day
from core.dates import DatedItem
from core.templatetags import portal
from partners.models import Project
from reminders.ahead import Fate, name_of, row_of
from reminders.crowds import Crowd
from reminders.facts import Facts
from reminders.models import Entry, in_days, step_words
from reminders.tellings import Telling

OFF = ' class="off"'
IN_A_QUERY = "/:"  # what the name of a line has, and an address may
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


def days(fates: Iterable[Fate], facts: Facts, today: date, chosen: str = "") -> list[Day]:
    """All days, the first ones and the one of this ISO date with their lines."""
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
            each.lines = lines(of_day, facts)
            shown += len(names)
        found.append(each)
    return found


def lines(fates: Iterable[Fate], facts: Facts | None = None) -> list[Line]:
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
        states = facts.crowds.get(row, Counter()) if facts else Counter()
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
        how=telling.rule.delivery_label,
        name=name,
        kind=telling.rule.kind_label,
    )


# --- As the page prints it -----------------------------------------------------------------------
# By hand, for each line has thirty words, and a template took a thousand calls for each.


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the table of the timeline knows beside its days."""

    project: Project
    here: str  # the address of this page, without what is unfolded
    who: str  # the line whose people are named
    hold_url: str  # "" for who may hold nothing

    @property
    def columns(self) -> int:
        return 5 if self.hold_url else 4


def set_out(days: Iterable[Day], sheet: Sheet) -> str:
    """The table's bodies, one for each day."""
    labels = [escape(label) for label in (_("Which reminder"), _("Who"), _("How"), _("Hold"))]
    here = escape(sheet.here)
    bodies = []
    for day in days:
        iso = day.day.isoformat()
        rows = "".join(_row(line, sheet, here, labels) for line in day.lines)
        unfold = f' · <a href="{here}&amp;day={iso}#day-{iso}">{escape(day.summary)}</a>'
        bodies.append(
            f'<tbody id="day-{iso}"><tr class="group">'
            f'<th scope="rowgroup" colspan="{sheet.columns}">{portal.day(day.day)}'
            f' <span class="muted small">{escape(day.soon)}</span>{"" if rows else unfold}</th>'
            f"</tr>{rows}</tbody>"
        )
    return mark_safe("".join(bodies))  # noqa: S308 - ours, and what was escaped


def _row(line: Line, sheet: Sheet, here: str, labels: list[str]) -> str:
    step, who, how, hold = labels
    item, words, roles = line.item, escape(line.words), escape(", ".join(line.roles))
    label, is_told = escape(item.label), line.told_count > 0
    acts = ""
    if sheet.hold_url:
        url = f"{sheet.hold_url}?line={quote(line.name, safe=IN_A_QUERY)}"
        which = f'<span class="visually-hidden">: {label}, {words}</span>'
        button = f'<a class="btn btn-sm" href="{url}">{hold}{which}</a>' if is_told else ""
        acts = f'<td class="acts">{button}</td>'
    return (
        f"<tr{'' if is_told else OFF}>"
        f'<th scope="row"><a href="{escape(item.url)}">{label}</a><br>'
        f'<span class="muted small">{portal.day_month(item.day, sheet.project)}</span></th>'
        f'<td data-label="{step}">{words}<br>'
        f'<span class="muted small">{escape(line.kind)}: {roles}</span></td>'
        f'<td data-label="{who}">{_whom(line, sheet, here)}</td>'
        f'<td class="nowrap" data-label="{how}">{escape(line.how)}</td>{acts}</tr>'
    )


def _whom(line: Line, sheet: Sheet, here: str) -> str:
    """A few by name, more folded; of a crowd the number, which names them when pressed."""
    told = escape(" · ".join(line.told))
    if line.crowd:
        iso, name = line.day.isoformat(), quote(line.name, safe=IN_A_QUERY)
        address = f"{here}&amp;day={iso}&amp;who={name}#day-{iso}"
        told = f'<a href="{address}">{escape(line.summary)}</a>'
    elif line.told_count > 3:
        unfolded = " open" if line.name == sheet.who else ""
        told = f"<details{unfolded}><summary>{escape(line.summary)}</summary>{told}</details>"
    if line.held_words:
        mark = f'<span class="status status-held">{escape(_("held"))}</span>'
        told += f"<br>{mark} {escape(line.held_words)}"
    if line.silent_words:
        mark = f'<span class="status tone-warn">{escape(_("does not want it"))}</span>'
        told += f"<br>{mark} {escape(line.silent_words)}"
    return told

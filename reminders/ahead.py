"""What is still to come: the planner's own tellings, before their moment. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from core.clock import local_day
from core.dates import DatedItem
from outbox.models import OptOut
from partners.models import Project
from reminders.models import Entry, Rule, in_days, moment_text, step_words
from reminders.recheck import category_of
from reminders.sources import SOURCES, kinds_of
from reminders.tellings import Telling, rules_of, tellings, window


@dataclass(slots=True)
class Line:
    """One step about one item on one day, with all whom it tells."""

    day: date  # on the calendars of those who are told
    soon: str  # "in 3 days"
    item: DatedItem
    words: str  # "14 days before"
    how: str  # "in the digest"
    name: str  # in the address of a form
    kind: str
    roles: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  # names of who will be told
    held: list[str] = field(default_factory=list)  # for whom it is held
    silent: list[str] = field(default_factory=list)  # who does not want such mail


def to_come(
    project: Project, now: datetime, days: int, changed: Rule | None = None
) -> list[Telling]:
    """Who will be told what in the next `days`, as things stand now; once where roles coincide.

    With `changed` only what this rule tells, as if it stood in the table: the dry run.
    """
    until = now + timedelta(days=days)
    found = []
    for source in SOURCES:
        rules = rules_of(source)
        if changed:
            rules = [changed] if changed.kind in kinds_of(source) else []
        if not rules:
            continue
        items = [
            item
            for item in source.items(*window(rules, until), project=project)
            if not changed or item.kind == changed.kind
        ]
        for of_item in tellings(source, rules, items, until):
            once = {}
            for telling in of_item:
                name = telling.reader.pk, telling.due
                if telling.due > now and (name not in once or once[name].rank < telling.rank):
                    once[name] = telling
            found += once.values()
    return found


def outlook(found: Iterable[Telling]) -> list[tuple[Telling, str]]:
    """(telling, "told", "held" or "silent"), without what the ledger has already decided."""
    found = list(found)
    there = _ledger({telling.item.key for telling in found})
    left = OptOut.objects.pairs({telling.reader.email for telling in found})
    fates = []
    for telling in found:
        reader = telling.reader
        state = there.get(_row_of(telling))
        if state == Entry.State.HELD:
            fates.append((telling, "held"))
        elif state is None:
            silent = reader.closed or (reader.email, category_of(telling.rule)) in left
            fates.append((telling, "silent" if silent else "told"))
    return fates


def lines(fates: Iterable[tuple[Telling, str]], today: date) -> list[Line]:
    """As the timeline shows it: by day, those together who are told the same."""
    grouped = {}
    for telling, fate in sorted(fates, key=lambda pair: pair[0].reader.name):
        day = local_day(telling.due, telling.reader.clock.zone)
        name = name_of(telling)
        if (day, name) not in grouped:
            grouped[day, name] = Line(
                day=day,
                soon=in_days((day - today).days),
                item=telling.item,
                words=step_words(telling.step),
                how=telling.rule.get_delivery_display(),
                name=name,
                kind=telling.rule.kind_label,
            )
        line = grouped[day, name]
        getattr(line, fate).append(telling.reader.name)
        if telling.rule.role_label not in line.roles:
            line.roles.append(telling.rule.role_label)
    return sorted(grouped.values(), key=lambda line: (line.day, line.item.day, line.item.label))


def count(fates: Iterable[tuple[Telling, str]]) -> tuple[int, int]:
    """(people, mails) that this means: a digest a day is one mail."""
    people, mails = set(), set()
    for telling, fate in fates:
        if fate == "told":
            reader = telling.reader
            own = telling.rule.delivery == Rule.Delivery.OWN
            apart = _row_of(telling) if own else local_day(telling.due, reader.clock.zone)
            people.add(reader.pk)
            mails.add((reader.pk, apart))
    return len(people), len(mails)


def name_of(telling: Telling) -> str:
    """The same for all whom one step tells of one item in one way."""
    item = telling.item
    parts = item.kind, item.key, moment_text(item), telling.step, telling.rule.delivery
    return "/".join(map(str, parts))


def _row_of(telling: Telling) -> tuple:
    """What the ledger would know it by."""
    item = telling.item
    person, rule = telling.reader.pk, telling.rule.pk
    return person, item.kind, item.key, moment_text(item), rule, telling.step


def _ledger(keys: Iterable[str]) -> dict[tuple, str]:
    rows = Entry.objects.filter(item_key__in=keys).order_by()
    columns = "person", "kind", "item_key", "moment", "rule", "step", "state"
    return {tuple(row): state for *row, state in rows.values_list(*columns)}

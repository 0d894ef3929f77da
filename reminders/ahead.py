"""What is still to come: the planner's own tellings, before their moment. Nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db.models import Count

from core.clock import local_day
from outbox.models import OptOut
from partners.models import Project
from reminders.crowds import Crowd, people_in, told_in
from reminders.models import Entry, Rule, moment_text
from reminders.recheck import category_of
from reminders.sources import SOURCES, kinds_of
from reminders.tellings import Telling, one_by_one, rules_of, tellings, window

Fate = tuple[Telling, str]  # "told", "held" or "silent"


def to_come(
    project: Project,
    now: datetime,
    days: int,
    *,
    changed: Rule | None = None,
    kind: str = "",
    key: str = "",
    ask: Callable = one_by_one,
) -> list[Telling]:
    """Who will be told what in the next `days`, as things stand now; once where roles coincide.

    `kind` and `key` look at some items only. With `changed` only what this rule tells, as if it
    stood in the table: the dry run. `ask` as for `tellings`.
    """
    until = now + timedelta(days=days)
    kind = changed.kind if changed else kind
    every = [changed] if changed else rules_of(*SOURCES)
    items = []
    for source in SOURCES:
        rules = [rule for rule in every if rule.kind in kinds_of(source)]
        if rules and (not kind or kind in kinds_of(source)):
            items += source.items(*window(rules, until), project=project)
    items = [
        item for item in items if (not kind or item.kind == kind) and (not key or item.key == key)
    ]
    found = []
    for of_item in tellings(every, items, until, ask):
        once = {}
        for telling in of_item:
            name = telling.reader.pk, telling.due
            if telling.due > now and (name not in once or once[name].rank < telling.rank):
                once[name] = telling
        found += once.values()
    return found


def outlook(found: Iterable[Telling]) -> list[Fate]:
    """What becomes of each telling, without what the ledger has already decided.

    A crowd is told or silent as a whole; whom of it the ledger has decided on says `decided`.
    """
    found = list(found)
    people = [telling for telling in found if not isinstance(telling.reader, Crowd)]
    there = _ledger(people)
    left = OptOut.objects.pairs({telling.reader.email for telling in people})
    fates = []
    for telling in found:
        reader = telling.reader
        if isinstance(reader, Crowd):
            fates.append((telling, "silent" if reader.silent else "told"))
            continue
        state = there.get((reader.pk, *row_of(telling)))
        if state == Entry.State.HELD:
            fates.append((telling, "held"))
        elif state is None:
            silent = reader.closed or (reader.email, category_of(telling.rule)) in left
            fates.append((telling, "silent" if silent else "told"))
    return fates


def decided(found: Iterable[Telling], now: datetime) -> dict[tuple, Counter]:
    """Of how many people of the crowds the ledger knows already: `row_of` -> state -> number.

    Only of those who are told: a seat given back and mail not wanted are in no crowd to be told.
    """
    crowds = {each.item.key: each.rule for each in found if isinstance(each.reader, Crowd)}
    if not crowds:
        return {}
    rows = Entry.objects.filter(told_in(crowds), item_key__in=crowds, due__gt=now).order_by()
    columns = "kind", "item_key", "moment", "rule", "step", "state"
    known = {}
    for *row, state, number in rows.values_list(*columns).annotate(Count("pk")):
        known.setdefault(tuple(row), Counter())[state] = number
    return known


def count(fates: Iterable[Fate], known: dict[tuple, Counter] | None = None) -> tuple[int, int]:
    """(people, mails) that this means: a digest a day is one mail. `known`: see `decided`."""
    people, mails, crowds, rows = set(), set(), {}, set()
    in_crowds = 0
    for telling, fate in fates:
        if fate != "told":
            continue
        reader = telling.reader
        if isinstance(reader, Crowd):
            in_crowds += reader.size
            crowds[telling.item.key] = telling.rule
            rows.add(row_of(telling))
            continue
        own = telling.rule.delivery == Rule.Delivery.OWN
        apart = row_of(telling) if own else local_day(telling.due, reader.clock.zone)
        people.add(reader.pk)
        mails.add((reader.pk, apart))
    in_crowds -= sum(known[row].total() for row in rows if known and row in known)
    others = people_in(crowds, besides=people) if crowds else 0
    return len(people) + others, len(mails) + in_crowds


def name_of(telling: Telling) -> str:
    """The same for all whom one step tells of one item in one way."""
    item = telling.item
    parts = item.kind, item.key, moment_text(item), telling.step, telling.rule.delivery
    return "/".join(map(str, parts))


def named(project: Project, now: datetime, days: int, name: str) -> list[Fate]:
    """Everybody of the line with this name (`name_of`), one by one."""
    kind, _slash, rest = name.partition("/")
    found = to_come(project, now, days, kind=kind, key=rest.partition("/")[0])
    return [pair for pair in outlook(found) if name_of(pair[0]) == name]


def row_of(telling: Telling) -> tuple:
    """What the ledger would know it by, beside the person."""
    item = telling.item
    return item.kind, item.key, moment_text(item), telling.rule.pk, telling.step


def _ledger(found: list[Telling]) -> dict[tuple, str]:
    rows = Entry.objects.filter(
        item_key__in={telling.item.key for telling in found},
        person__in={telling.reader.pk for telling in found},
    ).order_by()
    columns = "person", "kind", "item_key", "moment", "rule", "step", "state"
    return {tuple(row): state for *row, state in rows.values_list(*columns)}

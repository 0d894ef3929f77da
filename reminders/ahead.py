"""What is still to come: the planner's own tellings, before their moment. Nothing is written."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from core.clock import local_day
from partners.models import Project
from reminders.crowds import Crowd
from reminders.facts import Facts, facts_of
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


def outlook(found: Iterable[Telling], facts: Facts) -> list[Fate]:
    """What becomes of each telling, without what the ledger has already decided.

    A crowd is told or silent as a whole; on whom of it the ledger has decided say the facts.
    """
    fates = []
    for telling in found:
        reader = telling.reader
        if isinstance(reader, Crowd):
            fates.append((telling, "silent" if reader.silent else "told"))
            continue
        state = facts.entries.get((reader.pk, *row_of(telling)))
        if state == Entry.State.HELD:
            fates.append((telling, "held"))
        elif state is None:
            silent = reader.closed or (reader.email, category_of(telling.rule)) in facts.left
            fates.append((telling, "silent" if silent else "told"))
    return fates


def count(fates: Iterable[Fate], facts: Facts) -> tuple[int, int]:
    """(people, mails) that this means: a digest a day is one mail."""
    people, mails, rows = set(), set(), set()
    to_crowds = 0
    for telling, fate in fates:
        if fate != "told":
            continue
        reader = telling.reader
        if isinstance(reader, Crowd):
            to_crowds += reader.size
            rows.add(row_of(telling))
            continue
        own = telling.rule.delivery == Rule.Delivery.OWN
        apart = row_of(telling) if own else local_day(telling.due, reader.clock.zone)
        people.add(reader.pk)
        mails.add((reader.pk, apart))
    to_crowds -= sum(facts.crowds[row].total() for row in rows if row in facts.crowds)
    in_crowds = facts.in_crowds - len(people & facts.seated)
    return len(people) + in_crowds, len(mails) + to_crowds


def name_of(telling: Telling) -> str:
    """The same for all whom one step tells of one item in one way."""
    item = telling.item
    return f"{item.kind}/{item.key}/{moment_text(item)}/{telling.step}/{telling.rule.delivery}"


def named(project: Project, now: datetime, days: int, name: str) -> list[Fate]:
    """Everybody of the line with this name (`name_of`), one by one."""
    kind, _slash, rest = name.partition("/")
    found = to_come(project, now, days, kind=kind, key=rest.partition("/")[0])
    of_line = [telling for telling in found if name_of(telling) == name]
    return outlook(of_line, facts_of(of_line, now))


def row_of(telling: Telling) -> tuple:
    """What the ledger would know it by, beside the person."""
    item = telling.item
    return item.kind, item.key, moment_text(item), telling.rule.pk, telling.step

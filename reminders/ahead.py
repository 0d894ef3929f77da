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
    """One step of one rule about one item on one day, with all whom it tells."""

    day: date  # on the calendars of those who are told
    item: DatedItem
    rule: Rule
    step: int
    name: str  # in the address of a form
    soon: str  # "in 3 days"
    names: list[str] = field(default_factory=list)  # who will be told
    held: list[str] = field(default_factory=list)  # for whom it is held
    silent: list[str] = field(default_factory=list)  # who does not want such mail

    @property
    def words(self) -> str:
        return step_words(self.step)


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
            for item in source.items(*window(rules, until))
            if item.project_id == project.pk and (not changed or item.kind == changed.kind)
        ]
        for of_item in tellings(source, rules, items, until):
            once = {}
            for telling in of_item:
                name = telling.reader.pk, telling.due
                if telling.due > now and (name not in once or once[name].rank < telling.rank):
                    once[name] = telling
            found += once.values()
    return found


def lines(found: Iterable[Telling], today: date) -> list[Line]:
    """The tellings as the timeline shows them, without what the ledger has already decided."""
    found = list(found)
    there = _ledger({telling.item.key for telling in found})
    left = OptOut.objects.pairs({telling.reader.email for telling in found})
    grouped = {}
    for telling in sorted(found, key=lambda each: (each.due, each.item.label, each.reader.name)):
        state = there.get(_name(telling))
        if state not in (None, Entry.State.HELD):
            continue
        day = local_day(telling.due, telling.reader.clock.zone)
        name = (day, *_name(telling)[1:])
        if name not in grouped:
            soon = in_days((day - today).days)
            grouped[name] = Line(
                day, telling.item, telling.rule, telling.step, name_of(telling), soon
            )
        line = grouped[name]
        if state:
            line.held.append(telling.reader.name)
        elif telling.reader.closed or (telling.reader.email, category_of(telling.rule)) in left:
            line.silent.append(telling.reader.name)
        else:
            line.names.append(telling.reader.name)
    return sorted(grouped.values(), key=lambda line: (line.day, line.item.day, line.item.label))


def name_of(telling: Telling) -> str:
    """The same for all whom one step of one rule tells of one item."""
    return "/".join(map(str, _name(telling)[1:]))


def _ledger(keys: Iterable[str]) -> dict:
    rows = Entry.objects.filter(item_key__in=keys).order_by()
    return {
        tuple(name): state
        for *name, state in rows.values_list(
            "person", "kind", "item_key", "moment", "rule", "step", "state"
        )
    }


def _name(telling: Telling) -> tuple:
    item = telling.item
    return (
        telling.reader.pk,
        item.kind,
        item.key,
        moment_text(item),
        telling.rule.pk,
        telling.step,
    )


def count(found: Iterable[Telling]) -> tuple[int, int]:
    """(people, mails) that these tellings mean: a digest a day is one mail."""
    people, mails = set(), set()
    for telling in found:
        reader = telling.reader
        people.add(reader.pk)
        own = telling.rule.delivery == Rule.Delivery.OWN
        apart = _name(telling) if own else local_day(telling.due, reader.clock.zone)
        mails.add((reader.pk, apart))
    return len(people), len(mails)

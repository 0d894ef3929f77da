"""Who is to be told what, and when: by the rules, the dates and the people as they are now.

The planner takes what has come due from here, the timeline and the dry run what is still to come.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import ModuleType
from typing import NamedTuple

from core.clock import ONE_DAY
from core.dates import DatedItem
from reminders import steps
from reminders.models import Rule
from reminders.readers import Reader, readers
from reminders.sources import answerable, kinds_of

# A thing late for longer is no longer repeated: it stays on the desks of those who owe it.
LATE_FOR = timedelta(days=366)
# Late steps further back than this are not even noted for who becomes answerable later.
LATE_NOTED = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Telling:
    """One person told of one item by one step of one rule."""

    reader: Reader
    rule: Rule
    item: DatedItem
    step: int  # as Entry.step
    due: datetime
    is_last: bool  # no later step of the rule comes before the item's day

    @property
    def rank(self) -> tuple:
        """Of several tellings of one person about one item the highest is the one that goes out."""
        return self.due, self.rule.delivery == Rule.Delivery.OWN, -(self.rule.pk or 0)


# (kind, role) -> key of an item -> the rule that tells of it
Audiences = dict[tuple[str, str], dict[str, Rule]]


def one_by_one(audiences: Audiences) -> Iterator[tuple]:
    """Every person: one statement or two for each role, and one for the people."""
    found = [
        (audience, key, person)
        for audience, applied in audiences.items()
        for key, person in answerable(*audience, applied)
    ]
    people = readers({person for _audience, _key, person in found})
    for audience, key, person in found:
        yield audience, key, people[person]


class Window(NamedTuple):
    """Days from the first to the last, both included."""

    first: date
    last: date


def window(rules: Iterable[Rule], until: datetime) -> Window:
    """The days of the items of which these rules may tell somebody up to `until`."""
    rules = list(rules)
    furthest = max((days for rule in rules for days in rule.days_before), default=0)
    last = until.date() + ONE_DAY + timedelta(days=furthest + steps.SHIFT)
    if any(rule.late_from for rule in rules):
        return Window(until.date() - LATE_FOR, last)
    since = min((rule.since for rule in rules), default=until)
    return Window(min(since, until).date() - ONE_DAY, last)


def tellings(
    rules: Iterable[Rule],
    items: Iterable[DatedItem],
    until: datetime,
    ask: Callable[[Audiences], Iterable[tuple]] = one_by_one,
) -> Iterator[list[Telling]]:
    """For each open item all that is to be told of it by `until`; nothing from before its rule.

    `ask` says who answers for the items of each audience: (kind, role), key, reader.
    """
    told = defaultdict(list)  # (rule, reader) of each item
    audiences = {}
    items = [item for item in items if item.open]
    by_kind = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item)
    for (kind, role), by_project in _by_audience(rules).items():
        applied = {}
        for item in by_kind[kind]:
            rule = by_project.get(item.project_id) or by_project.get(None)
            if rule and rule.is_on and _may_be_due(rule, item, until.date() + ONE_DAY):
                applied[item.key] = rule
        if applied:
            audiences[kind, role] = applied
    for (kind, role), key, reader in ask(audiences) if audiences else ():
        told[kind, key].append((audiences[kind, role][key], reader))
    for item in items:
        pairs = told.get((item.kind, item.key))
        if pairs and (found := _of_item(item, pairs, until)):
            yield found


def _by_audience(rules: Iterable[Rule]) -> dict[tuple[str, str], dict[int | None, Rule]]:
    """(kind, role) -> {project id, or None for the default: rule}"""
    found = defaultdict(dict)
    for rule in rules:
        found[rule.kind, rule.role][rule.project_id] = rule
    return found


def _may_be_due(rule: Rule, item: DatedItem, until: date) -> bool:
    day = item.day
    if rule.late_from and day < until:
        return True
    furthest = max(rule.days_before, default=None)
    if furthest is None:
        return False
    shift = 0 if rule.delivery == Rule.Delivery.OWN else steps.SHIFT  # a mail of its own stays
    return day <= until + timedelta(days=furthest + shift)


def _of_item(item, pairs, until) -> list[Telling]:
    """People share few clocks, so each moment is worked out once for many."""
    moments = {}
    found = []
    for rule, reader in pairs:
        name = rule.pk, reader.clock
        if name not in moments:
            moments[name] = list(_moments(item, rule, reader.clock, until))
        found += [Telling(reader, rule, item, *moment) for moment in moments[name]]
    return found


def _moments(item, rule, clock, until) -> Iterator[tuple[int, datetime, bool]]:
    """(step, due, is it the last one before the day) of one rule, up to `until`."""
    own, day = rule.delivery == Rule.Delivery.OWN, item.day
    for days in rule.days_before:
        due = steps.before(day, days, clock, own)
        if rule.active_from < due <= until:
            yield -days, due, days == min(rule.days_before)
    if rule.late_from and not item.timed:
        after = max(rule.active_from, min(rule.since, until - LATE_NOTED)).date()
        after -= timedelta(days=steps.SHIFT)
        for count, due in steps.late(
            item.last_day, rule.late_from, rule.late_every, clock, own, after, until.date()
        ):
            if rule.active_from < due <= until:
                yield count, due, False


def rules_of(*sources: ModuleType) -> list[Rule]:
    """All rules for the kinds of these apps, on or off: an off rule still silences its default."""
    kinds = {kind for source in sources for kind in kinds_of(source)}
    return list(Rule.objects.filter(kind__in=kinds).order_by("pk"))

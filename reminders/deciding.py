"""What becomes of each step that has come due: it goes out, or the ledger says why not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from types import ModuleType

from django.utils.translation import gettext as _

from core.dates import DatedItem
from outbox.models import Category, Mail
from reminders import steps
from reminders.models import Entry, Rule, moment_text
from reminders.readers import Reader, clocks_at
from reminders.tellings import Telling, tellings

AT_ONCE = 1000  # tellings held against the ledger in one statement
# Whoever registers, moves up or has a training moved gets a mail with all facts from that act.
TOLD_BY_ACTS = {("training_day", "participant")}
LIVE = (Entry.State.PLANNED, Entry.State.HELD, Entry.State.QUEUED)


def decided(
    source: ModuleType, rules: list[Rule], items: list[DatedItem], now: datetime
) -> Iterator[Entry]:
    """The rows that the ledger lacks, with what is to become of each."""
    several = []
    for of_item in tellings(source, rules, items, now):
        several.append(of_item)
        if sum(map(len, several)) >= AT_ONCE:
            yield from _decide(several, now)
            several = []
    if several:
        yield from _decide(several, now)


def _decide(several: list[list[Telling]], now: datetime) -> Iterator[Entry]:
    """For some items at a time: one statement for what the ledger has of them."""
    there = _ledger({of_item[0].item.key for of_item in several})
    groups = {}
    for of_item in several:
        for telling in of_item:
            name = telling.reader.pk, telling.item.kind, telling.item.key
            groups.setdefault(name, []).append(telling)
    fresh_groups = []
    for name, group in groups.items():
        moment = moment_text(group[0].item)
        known = there.get((*name, moment), {})
        fresh = [each for each in group if (each.rule.pk, each.step) not in known]
        if fresh:
            fresh_groups.append((fresh, known))
    earlier = _earlier_clocks(fresh_groups)
    mailed = _mailed([fresh for fresh, _known in fresh_groups])
    for fresh, known in fresh_groups:
        yield from _outcomes(fresh, known, now, earlier, mailed)


def _ledger(keys: Iterable[str]) -> dict:
    """(person, kind, key, moment) -> {(rule, step): (state, due)}"""
    found = defaultdict(dict)
    rows = (
        Entry.objects.filter(item_key__in=keys)
        .order_by()
        .values_list("person", "kind", "item_key", "moment", "rule", "step", "state", "due")
    )
    for person, kind, key, moment, rule, step, state, due in rows:
        found[person, kind, key, moment][rule, step] = state, due
    return found


def _outcomes(fresh, known, now, earlier, mailed) -> Iterator[Entry]:
    """One person and one item: which of the new steps goes out, and why the others do not."""
    in_time = [each for each in fresh if _since_then(each, earlier)]
    winner = max(in_time, key=lambda each: each.rank, default=None)
    last_told = max((due for state, due in known.values() if state in LIVE), default=None)
    latest = max(fresh, key=lambda each: each.rank)
    item = latest.item
    over = now >= steps.too_late(item, latest.reader.clock.zone)
    if (
        # No step is left that could tell in time, so it is told now, unless the act itself did.
        winner is None
        and latest.is_last
        and latest.rule.planned_until
        and not known
        and not over
        and not told_by_act(latest.rule, item, latest.reader, mailed)
    ):
        winner = latest
    for each in fresh:
        if each is not winner:
            state = Entry.State.SUPERSEDED
            reason = _not_now(each, winner)
        elif last_told and last_told >= each.due:
            state, reason = Entry.State.SUPERSEDED, _("Already told by another rule.")
        elif over and each.step <= 0:
            state, reason = Entry.State.DROPPED, _("It was over before it could be told.")
        else:
            state, reason = Entry.State.PLANNED, ""
        yield entry_of(each, state=state, reason=reason, now=now)


def _since_then(telling: Telling, earlier: dict) -> bool:
    """Its moment came after the last complete run, by the person's clock of then."""
    since = telling.rule.since
    if telling.due > since:
        return True
    clock = earlier.get((telling.reader.pk, since))
    if clock is None or clock == telling.reader.clock or telling.step > 0:
        return False
    own = telling.rule.delivery == Rule.Delivery.OWN
    return steps.before(telling.item.day, -telling.step, clock, own) > since


def _earlier_clocks(fresh_groups) -> dict:
    """Whoever changes their hour, zone or rhythm must not lose a step: the clocks they had.

    Asked only for people with a step that seems to lie before the last complete run.
    """
    asked = {}
    for fresh, _known in fresh_groups:
        for each in fresh:
            if each.due <= each.rule.since and each.step <= 0:
                asked.setdefault(each.rule.since, set()).add(each.reader.pk)
    return {
        (person, since): clock
        for since, people in asked.items()
        for person, clock in clocks_at(since, people).items()
    }


def _mailed(groups: list[list[Telling]]) -> set[tuple[str, str]]:
    """`mailed_since` the last complete run, about the items with a step from before it."""
    passed = [each for group in groups for each in group if each.due <= each.rule.since]
    return mailed_since(
        {each.item.key for each in passed}, min((e.rule.since for e in passed), default=None)
    )


def told_by_act(rule: Rule, item: DatedItem, reader: Reader, mailed: set[tuple[str, str]]) -> bool:
    """The act that brought the date or the person has told them; `mailed`: see `mailed_since`."""
    return (rule.kind, rule.role) in TOLD_BY_ACTS or (item.key, reader.email) in mailed


def mailed_since(keys: set[str], since: datetime | None) -> set[tuple[str, str]]:
    """(subject key, address) of service mail about these things, written after `since`."""
    if not keys:
        return set()
    mails = Mail.objects.filter(subject_key__in=keys, category=Category.SERVICE)
    return set(mails.filter(created_at__gt=since).values_list("subject_key", "to"))


def _not_now(telling: Telling, winner: Telling | None) -> str:
    if winner is None:
        return _("Its moment had passed before the date or the person came into it.")
    if telling.due == winner.due:
        return _("Told once: the same person has another role too.")
    return _("A later reminder of the same date took its place.")


def entry_of(telling: Telling, *, state: str, reason: str = "", now: datetime, **fields) -> Entry:
    """A ledger row, not saved."""
    item = telling.item
    return Entry(
        person_id=telling.reader.pk,
        rule=telling.rule,
        project_id=item.project_id,
        kind=item.kind,
        item_key=item.key,
        label=item.label[:300],
        url=item.url,
        moment=moment_text(item),
        item_day=item.day,
        step=telling.step,
        due=telling.due,
        state=state,
        reason=reason,
        created_at=now,
        **fields,
    )

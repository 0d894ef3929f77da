"""What becomes of each step that has come due: it goes out, or the ledger says why not."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from core.dates import DatedItem
from outbox.models import Category, Mail
from reminders import steps
from reminders.models import Entry, Rule, moment_text
from reminders.readers import Reader, clocks_at
from reminders.tellings import Telling, tellings

AT_ONCE = 1000  # tellings held against the ledger in one statement
# Whoever registers, moves up, is invited or has a training moved gets a mail with all facts from
# that act.
TOLD_BY_ACTS = {("training_day", "participant"), ("training_invitation", "invited")}
LIVE = (Entry.State.PLANNED, Entry.State.HELD, Entry.State.QUEUED)


def decided(rules: list[Rule], items: list[DatedItem], now: datetime) -> Iterator[Entry]:
    """The rows that the ledger lacks, with what is to become of each."""
    several = []
    for of_item in tellings(rules, items, now):
        several.append(of_item)
        if sum(map(len, several)) >= AT_ONCE:
            yield from _decide(several, now)
            several = []
    if several:
        yield from _decide(several, now)


@dataclass(frozen=True, slots=True)
class Case:
    """One person and one item: the steps that the ledger lacks, beside what it has."""

    fresh: list[Telling]
    known: dict  # (rule, step) -> (state, due), of the item's present date
    is_new: bool  # the ledger has nothing live of the item for this person, of any date

    @property
    def latest(self) -> Telling:
        return max(self.fresh, key=lambda telling: telling.rank)


def _decide(several: list[list[Telling]], now: datetime) -> Iterator[Entry]:
    """For some items at a time: one statement for what the ledger has of them."""
    cases = list(_cases(several))
    earlier = _earlier_clocks(cases)
    mailed = _mailed(cases)
    for case in cases:
        yield from _outcomes(case, now, earlier, mailed)


def _cases(several: list[list[Telling]]) -> Iterator[Case]:
    ledger = _ledger({of_item[0].item.key for of_item in several})
    for of_item in several:
        item = of_item[0].item
        moment = moment_text(item)
        by_person = defaultdict(list)
        for telling in of_item:
            by_person[telling.reader.pk].append(telling)
        for person, group in by_person.items():
            dates = ledger.get((person, item.kind, item.key), {})
            known = dates.get(moment, {})
            fresh = [each for each in group if (each.rule.pk, each.step) not in known]
            if fresh:
                states = {state for rows in dates.values() for state, _due in rows.values()}
                yield Case(fresh, known, is_new=not known and states.isdisjoint(LIVE))


def _ledger(keys: Iterable[str]) -> dict:
    """(person, kind, key) -> moment -> (rule, step) -> (state, due)"""
    found = defaultdict(lambda: defaultdict(dict))
    rows = Entry.objects.filter(item_key__in=keys).order_by()
    for person, kind, key, moment, rule, step, state, due in rows.values_list(
        "person", "kind", "item_key", "moment", "rule", "step", "state", "due"
    ):
        found[person, kind, key][moment][rule, step] = state, due
    return found


def _outcomes(case: Case, now: datetime, earlier: dict, mailed: set) -> Iterator[Entry]:
    """Which of the new steps goes out, and why the others do not."""
    in_time = [each for each in case.fresh if _since_then(each, earlier)]
    winner = max(in_time, key=lambda telling: telling.rank, default=None)
    if winner is None and _is_last_chance(case, now, mailed):
        winner = case.latest
    told = max((due for state, due in case.known.values() if state in LIVE), default=None)
    for each in case.fresh:
        state, reason = Entry.State.PLANNED, ""
        if each is not winner:
            state, reason = Entry.State.SUPERSEDED, _not_now(each, winner)
        elif told and told >= each.due:
            state, reason = Entry.State.SUPERSEDED, _("Already told by another rule.")
        elif each.step <= 0 and _is_over(each, now):
            state, reason = Entry.State.DROPPED, _("It was over before it could be told.")
        yield entry_of(each, state=state, reason=reason, now=now)


def _is_over(telling: Telling, now: datetime) -> bool:
    return now >= steps.too_late(telling.item, telling.reader.clock.zone)


def _is_last_chance(case: Case, now: datetime, mailed: set) -> bool:
    """No step is left that would tell somebody new to it in time, and no act has told them.

    `planned_until` is empty at the first run of a rule, to which everybody is new.
    """
    latest = case.latest
    return bool(
        case.is_new
        and latest.is_last
        and latest.rule.planned_until
        and not _is_over(latest, now)
        and not told_by_act(latest.rule, latest.item, latest.reader, mailed)
    )


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


def _earlier_clocks(cases: list[Case]) -> dict:
    """Whoever changes their hour, zone or rhythm must not lose a step: the clocks they had.

    Asked only for people with a step that seems to lie before the last complete run.
    """
    asked = defaultdict(set)
    for case in cases:
        for each in case.fresh:
            if each.due <= each.rule.since and each.step <= 0:
                asked[each.rule.since].add(each.reader.pk)
    return {
        (person, since): clock
        for since, people in asked.items()
        for person, clock in clocks_at(since, people).items()
    }


def _mailed(cases: list[Case]) -> set[tuple[str, str]]:
    """`mailed_since` the last complete run, about what is new to somebody."""
    latest = [case.latest for case in cases if case.is_new]
    since = min((telling.rule.since for telling in latest), default=None)
    return mailed_since({telling.item.key for telling in latest}, since)


def told_by_act(rule: Rule, item: DatedItem, reader: Reader, mailed: set[tuple[str, str]]) -> bool:
    """The act that brought the date or the person has told them; `mailed`: see `mailed_since`."""
    return (rule.kind, rule.role) in TOLD_BY_ACTS or (item.key, reader.email) in mailed


def mailed_since(keys: set[str], since: datetime | None) -> set[tuple[str, str]]:
    """(key, address) of service mail that names these things, written after `since`."""
    if not keys:
        return set()
    mails = Mail.objects.filter(category=Category.SERVICE, created_at__gt=since)
    mails = mails.filter(Q(subject_key__in=keys) | ~Q(also_about=[])).order_by()
    return {
        (key, to)
        for subject, others, to in mails.values_list("subject_key", "also_about", "to")
        for key in (subject, *others)
    }


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

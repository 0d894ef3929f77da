"""The planner: writes down in the ledger what has come due, once, whoever runs it and how often.

A run takes every step whose moment has come and that is not in the ledger. What it writes depends
on `since`, up to where a rule was planned completely: a step from before that is new to the ledger
belongs to a date or to a person that was not there then, so it is recorded as superseded; of the
steps since then the latest per person and item goes out. So a night that was missed delays, a date
that has moved or a person who comes later is not told of the past, and running twice adds nothing.

Rows are committed in batches; `since` moves on only after the last one. A run that was killed is
simply done again. Two at once write the same rows, and the unique key lets one of each through.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from types import ModuleType

from django.db.models import Q

from core.inserting import insert_new
from reminders import notices
from reminders.deciding import decided
from reminders.defaults import install_defaults
from reminders.models import Entry, Rule
from reminders.sources import SOURCES
from reminders.tellings import rules_of, window

logger = logging.getLogger(__name__)

BATCH = 1000  # rows in one statement and one commit


def plan(now: datetime) -> int:
    """Write down what has come due by `now`; how many rows. Trouble in one app stops no other."""
    install_defaults(active_from=now)
    written = 0
    for source in SOURCES:
        try:
            written += _plan(source, now)
        except Exception:
            logger.exception("Reminders of %s could not be planned", source.__name__)
    return written


def come_due(now: datetime) -> list[Entry]:
    """The rows that `plan` would write now. Nothing is written."""
    found = []
    for source in SOURCES:
        found += _missing(source, rules_of(source), now)
    return found


def _plan(source: ModuleType, now: datetime) -> int:
    rules = rules_of(source)
    written = write(_missing(source, rules, now))
    # Not a change of the rule: like a counter it has no history.
    Rule.objects.filter(
        Q(planned_until__isnull=True) | Q(planned_until__lt=now), pk__in=[rule.pk for rule in rules]
    ).update(planned_until=now)
    return written


def _missing(source: ModuleType, rules: list[Rule], now: datetime) -> Iterator[Entry]:
    """The rows that the ledger lacks."""
    days = window(rules, now)
    items = list(source.items(*days))
    told_now = set()
    for entry in decided(rules, items, now):
        if entry.state == Entry.State.PLANNED:
            told_now.add((entry.person_id, entry.kind, entry.item_key))
        yield entry
    yield from notices.missing(source, items, days, told_now, now)


def write(entries: Iterable[Entry]) -> int:
    """Committed batch by batch; what is there already stays as it is."""
    count = 0
    batch = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == BATCH:
            insert_new(batch)
            count += len(batch)
            batch = []
    insert_new(batch)
    return count + len(batch)

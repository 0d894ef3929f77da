"""A date that has moved after people were told of the old one: one notice, unless the act told."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from types import ModuleType

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.clock import ONE_DAY
from core.dates import DatedItem
from reminders import steps
from reminders.deciding import LIVE, entry_of, mailed_since, told_by_act
from reminders.models import CHANGED, Entry, moment_text
from reminders.readers import Reader, readers
from reminders.sources import answerable, kinds, kinds_of
from reminders.tellings import Telling, Window

FAR = timedelta(days=366 * 20)


def missing(
    source: ModuleType,
    items: list[DatedItem],
    window: Window,
    told_now: set[tuple[int, str, str]],
    now: datetime,
) -> Iterator[Entry]:
    """The notices that the ledger lacks; `items` are all of that window, open or not.

    `told_now`: (person, kind, key) of whoever this run tells of the new date anyway.
    """
    told = Entry.objects.told().filter(kind__in=kinds_of(source), item_day__gte=window.first)
    days = defaultdict(dict)  # of which moments people were told, by item
    for kind, key, moment, day in (
        told.order_by().values_list("kind", "item_key", "moment", "item_day").distinct()
    ):
        days[kind, key][moment] = day
    current = {(item.kind, item.key): item for item in items}
    if any(
        name not in current and max(days[name].values()) <= window.last
        for name in days
        if not kinds()[name[0]].recurs
    ):
        # Moved far away, or taken back for now: seldom, so only now is the whole plan read.
        for item in source.items(window.last + ONE_DAY, window.last + FAR):
            current.setdefault((item.kind, item.key), item)
    moved = {
        name: item
        for name, item in current.items()
        if item.open and name in days and set(days[name]) != {moment_text(item)}
    }
    if moved:
        yield from _notices(moved, told_now, now)


def _notices(
    moved: dict[tuple[str, str], DatedItem], told_now: set[tuple[int, str, str]], now: datetime
) -> Iterator[Entry]:
    """One for each person whose last telling was of another date, and who still answers for it."""
    rows = Entry.objects.filter(item_key__in={key for _kind, key in moved}).select_related("rule")
    told = set(Entry.objects.told().filter(pk__in=rows).values_list("pk", flat=True))
    ledgers = defaultdict(list)  # of one person about one item, in the order of writing
    for row in rows.order_by("pk"):
        if (row.kind, row.item_key) in moved:
            ledgers[row.person_id, row.kind, row.item_key].append(row)
    wanting = {}
    for name, entries in ledgers.items():
        item = moved[name[1:]]
        last = _told_of_another(entries, told, moment_text(item))
        if last and name not in told_now and not _went_on(last, item):
            wanting[name] = last, sum(entry.step >= CHANGED for entry in entries)
    still = _still_answerable([last for last, _count in wanting.values()])
    since = min((last.rule.since for last, _count in wanting.values()), default=None)
    mailed = mailed_since({key for _person, _kind, key in wanting}, since)
    people = readers({person for person, _kind, _key in wanting})
    for (person, kind, key), (last, count) in wanting.items():
        item, reader = moved[kind, key], people[person]
        if last.pk not in still or now >= steps.too_late(item, reader.clock.zone):
            continue
        notice = _notice(reader, last, item, CHANGED + count, now)
        if told_by_act(last.rule, item, reader, mailed):
            notice.state = Entry.State.SUPERSEDED
            notice.reason = _("The mail about the change has told it.")
        yield notice


def _told_of_another(entries: list[Entry], told: set[int], moment: str) -> Entry | None:
    """The last telling, when it was of another date and nothing of `moment` has followed it."""
    last = None
    for entry in entries:
        if entry.moment != moment:
            last = entry if entry.pk in told else last
        elif entry.state in LIVE or entry.step >= CHANGED:
            last = None
    return last


def _went_on(last: Entry, item: DatedItem) -> bool:
    """It was done and comes again: that is no new date of what people were told of."""
    return kinds()[item.kind].recurs and item.day > last.item_day


def _still_answerable(entries: list[Entry]) -> set[int]:
    """Of these entries the ids of those whose person still has the role."""
    keys = defaultdict(set)
    for entry in entries:
        keys[entry.kind, entry.rule.role].add(entry.item_key)
    pairs = {audience: answerable(*audience, of) for audience, of in keys.items()}
    return {
        entry.pk
        for entry in entries
        if (entry.item_key, entry.person_id) in pairs[entry.kind, entry.rule.role]
    }


def _notice(reader: Reader, last: Entry, item: DatedItem, step: int, now: datetime) -> Entry:
    limit = steps.too_late(item, reader.clock.zone)
    due = steps.next_moment(now, reader.clock, limit)
    telling = Telling(reader, last.rule, item, step, due, is_last=True)
    reason = _("It was %(day)s before.") % {"day": date_format(last.item_day, "DATE_FORMAT")}
    return entry_of(telling, state=Entry.State.PLANNED, reason=reason, now=now)

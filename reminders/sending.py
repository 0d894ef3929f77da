"""From the ledger to the outbox: entries become mail in batches, after a last look at the world.

Each batch is one transaction: the mail and the entry that says so are written together or not at
all, so a worker that is killed leaves entries that are still planned, and the next minute finds
them. Rows that another worker has in hand are skipped.
"""

import logging
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from itertools import chain
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.clock import local_day
from core.dates import DatedItem
from core.languages import PORTAL
from outbox.models import Mail
from outbox.posting import Draft, post_many
from partners.models import Person
from reminders import emails, steps
from reminders.models import Entry, Rule
from reminders.readers import Reader, readers
from reminders.recheck import current_items, drop_reasons

logger = logging.getLogger(__name__)

BATCH = 250  # mails in one transaction
FIRST = 50  # those of the first, so that delivery begins soon
# By hand: bulk_update works out an expression for each row and column.
HAND_OVER = """
    UPDATE reminders_entry SET state = 'queued', decided_at = %s, mail_id = told.column2
      FROM (VALUES {rows}) AS told WHERE reminders_entry.id = told.column1
"""


def waiting(now: datetime) -> tuple[list[list[int]], list[list[int]]]:
    """What is due to be sent: entry ids of own mails, person ids of digests, both in batches."""
    due = Entry.objects.due(now).order_by("due", "pk")
    own = due.filter(rule__delivery=Rule.Delivery.OWN).values_list("pk", flat=True)
    people = due.filter(rule__delivery=Rule.Delivery.DIGEST).values_list("person", flat=True)
    return _batches(own), _batches(dict.fromkeys(people))


def send_all(now: datetime) -> None:
    """All that is due, here and now; the workers share the same batches."""
    own, digests = waiting(now)
    for ids in own:
        send_own(ids, now)
    for ids in digests:
        send_digests(ids, now)


def _batches(ids: Iterable[int]) -> list[list[int]]:
    ids = list(ids)
    first = [ids[:FIRST]] if ids else []
    return first + [ids[start : start + BATCH] for start in range(FIRST, len(ids), BATCH)]


@transaction.atomic
def send_own(entry_ids: list[int], now: datetime) -> None:
    """A mail for each of these entries that is still planned and still right."""
    entries = list(
        Entry.objects.due(now)
        .filter(pk__in=entry_ids)
        .select_related("rule")
        .select_for_update(skip_locked=True, of=("self",))
    )
    people = readers({entry.person_id for entry in entries})
    _post_own(_standing(entries, people, now), people, now)


@transaction.atomic
def send_digests(person_ids: list[int], now: datetime) -> None:
    """One digest for each of these people, of all that is due for them; none when nothing stands.

    The person's row is the lock: two workers never write digests of one person at the same time.
    """
    free = Person.objects.filter(pk__in=person_ids).order_by("pk")
    free = free.select_for_update(skip_locked=True, no_key=True)
    locked = list(free.values_list("pk", flat=True))
    entries = list(
        Entry.objects.due(now)
        .filter(person__in=locked, rule__delivery=Rule.Delivery.DIGEST)
        .select_related("rule")
        .order_by("pk")
        .select_for_update(skip_locked=True, of=("self",))
    )
    people = readers({entry.person_id for entry in entries})
    standing = _standing(entries, people, now)
    by_person = {}
    for entry, item in standing:
        by_person.setdefault(entry.person_id, []).append((entry, item))
    had = _had_a_digest([people[pk] for pk in by_person], now)
    drafts, told, urgent = {}, {}, []
    for pk, lines in by_person.items():
        if pk in had:
            urgent += _wait_for_the_next(lines, people[pk], now)
            continue
        key = digest_key(people[pk], now)
        if draft := _written(emails.digest, people[pk], lines, key, now):
            drafts[key], told[key] = draft, [entry for entry, _item in lines]
    _hand_over(drafts, told, now)
    _post_own(urgent, people, now)


def digest_key(reader: Reader, now: datetime) -> str:
    return f"digest/{reader.pk}/{local_day(now, reader.clock.zone)}"


def send_now(entry: Entry, now: datetime) -> bool:
    """One entry as a mail of its own, whatever its rule says; False when it no longer stands."""
    people = readers([entry.person_id])
    standing = _standing([entry], people, now)
    _post_own(standing, people, now)
    return bool(standing)


def _standing(entries: list[Entry], people: dict[int, Reader], now: datetime) -> list:
    """(entry, item) of what is still right; the others are dropped, with the reason."""
    if not entries:
        return []
    items = current_items(entries)
    reasons = drop_reasons(entries, people, items, now)
    dropped = [entry for entry in entries if entry.pk in reasons]
    for entry in dropped:
        entry.state, entry.reason, entry.decided_at = Entry.State.DROPPED, reasons[entry.pk], now
    Entry.objects.bulk_update(dropped, ["state", "reason", "decided_at"], batch_size=BATCH)
    told = [entry for entry in entries if entry.pk not in reasons]
    own = _in_own_words(told, people)
    return [(entry, own.get(entry.pk) or items[entry.kind, entry.item_key]) for entry in told]


def _in_own_words(told: list[Entry], people: dict[int, Reader]) -> dict[int, DatedItem]:
    """By entry, the items as readers of other languages than the portal's read them.

    The statements of `current_items` for each such language; reminders of participants say nothing
    that an item says in words.
    """
    by_language = {}
    for entry in told:
        if (entry.kind, entry.rule.role) != emails.PARTICIPANT:
            by_language.setdefault(people[entry.person_id].language, []).append(entry)
    by_language.pop(PORTAL, None)
    found = {}
    for language, entries in by_language.items():
        with translation.override(language):
            items = current_items(entries)
        for entry in entries:
            found[entry.pk] = items.get((entry.kind, entry.item_key))
    return found


def _post_own(standing: list, people: dict[int, Reader], now: datetime) -> None:
    entries = [entry for entry, _item in standing]
    trainings, invitations = emails.trainings_of(entries), emails.invitations_of(entries)
    drafts, told = {}, {}
    for entry, item in standing:
        key = f"reminder/{entry.pk}"
        reader = people[entry.person_id]
        if about := trainings.get(entry.item_key):
            write = partial(emails.training, about)
        elif row := invitations.get(entry.item_key):
            write = partial(emails.invitation, row)
        else:
            write = emails.single
        if draft := _written(write, reader, [(entry, item)], key, now):
            drafts[key], told[key] = draft, [entry]
    _hand_over(drafts, told, now)


def _written(write, reader: Reader, lines: list, key: str, now: datetime) -> Draft | None:
    """One letter that cannot be written holds up no other; it is tried again every minute."""
    try:
        with translation.override(reader.language), timezone.override(ZoneInfo(reader.clock.zone)):
            return write(reader, lines, key, now)
    except Exception as error:
        logger.exception("Reminder %s could not be written", key)
        words = _("The mail could not be written: %(error)s") % {"error": repr(error)}
        entries = Entry.objects.filter(pk__in=[entry.pk for entry, _item in lines])
        entries.update(reason=words[:300])
        return None


def _hand_over(drafts: dict[str, Draft], told: dict[str, list[Entry]], now: datetime) -> None:
    """Mail and ledger in one transaction."""
    ids = post_many(drafts.values())
    pairs = [(entry.pk, ids[key]) for key, entries in told.items() for entry in entries]
    moment = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        for start in range(0, len(pairs), BATCH):
            some = pairs[start : start + BATCH]
            rows = ", ".join(["(%s, %s)"] * len(some))
            cursor.execute(HAND_OVER.format(rows=rows), [moment, *chain.from_iterable(some)])


def _had_a_digest(people: Iterable[Reader], now: datetime) -> set[int]:
    """Who has had today's digest already."""
    keys = {digest_key(reader, now): reader.pk for reader in people}
    there = Mail.objects.filter(purpose_key__in=keys).values_list("purpose_key", flat=True)
    return {keys[key] for key in there}


def _wait_for_the_next(lines: list, reader: Reader, now: datetime) -> list:
    """Put off to the next day; returns the lines that cannot wait."""
    urgent, waiting = [], []
    for entry, item in lines:
        entry.due = steps.next_moment(now, reader.clock, emails.limit_of(entry, item, reader))
        (urgent if entry.due <= now else waiting).append((entry, item))
    Entry.objects.bulk_update([entry for entry, _item in waiting], ["due"])
    return urgent

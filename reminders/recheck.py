"""Between planning and sending the world may change: is this telling still right?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import DatedItem
from outbox.models import Category, OptOut
from reminders import steps
from reminders.models import Entry, Rule, moment_text
from reminders.readers import Reader
from reminders.sources import SOURCES, answerable, kinds_of

OWN_CATEGORIES = {
    "training_day": Category.TRAINING,
    "training_invitation": Category.INVITATION,
}


def category_of(rule: Rule) -> Category:
    """The sort of mail by which this rule tells."""
    if rule.delivery == Rule.Delivery.DIGEST:
        return Category.DIGEST
    return OWN_CATEGORIES.get(rule.kind, Category.REMINDER)


def current_items(entries: Iterable[Entry]) -> dict[tuple[str, str], DatedItem]:
    """The items of these entries by kind and key, as they are on the days the entries name.

    What has moved to a day that none of them names is not among them.
    """
    days = defaultdict(set)
    for entry in entries:
        days[entry.kind].add(entry.item_day)
    found = {}
    for source in SOURCES:
        named = [day for kind in kinds_of(source) for day in days[kind]]
        if named:
            for item in source.items(min(named), max(named)):
                found[item.kind, item.key] = item
    return found


def drop_reasons(
    entries: list[Entry], people: dict[int, Reader], items: dict, now: datetime
) -> dict[int, str]:
    """Entry id -> why it must not be told any more, in words; entries that stand are left out.

    `entries` have their rule. One statement or two for each kind and role, one for the opt-outs.
    """
    keys = defaultdict(set)
    for entry in entries:
        keys[entry.kind, entry.rule.role].add(entry.item_key)
    pairs = {audience: answerable(*audience, of) for audience, of in keys.items()}
    left = OptOut.objects.pairs({reader.email for reader in people.values()})
    found = {}
    for entry in entries:
        reader = people[entry.person_id]
        is_answerable = (entry.item_key, entry.person_id) in pairs[entry.kind, entry.rule.role]
        item = items.get((entry.kind, entry.item_key))
        if reason := _reason(entry, reader, item, is_answerable, left, now):
            found[entry.pk] = reason
    return found


def _reason(entry, reader, item, is_answerable, left, now) -> str:
    if item is None:
        return _("The date has moved or was taken back.")
    if moment_text(item) != entry.moment:
        return _("The date has moved to %(day)s.") % {"day": date_format(item.day, "DATE_FORMAT")}
    if not item.open:
        return _("Nothing to remind of any more: it is %(state)s.") % {"state": item.state}
    if entry.step <= 0 and now >= steps.too_late(item, reader.clock.zone):
        return _("It was over before it could be told.")
    if reader.closed:
        return _("The person's account is closed.")
    if not is_answerable:
        return _("The person no longer answers for it or takes part in it.")
    if not entry.rule.is_on:
        return _("The rule has been switched off.")
    category = category_of(entry.rule)
    if (reader.email, category) in left:
        return _("The person has unsubscribed from this kind of mail: %(kind)s.") % {
            "kind": category.label
        }
    return ""

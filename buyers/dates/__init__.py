"""The dated things of the buyer groups, by noun. See core.dates for what the three names hold."""

from collections.abc import Iterable, Iterator
from datetime import date

from buyers.dates import due, groups, plans
from buyers.dates.due import Addresses, Due, addresses
from buyers.dates.groups import COMMITMENT, CONSULTATION, LINK, NEED, Link
from buyers.dates.plans import GATE, PART, PLAN
from buyers.models import BuyerGroup
from buyers.places import buyer_places_of
from buyers.querysets.groups import steers
from core.dates import DatedItem
from partners.places import places_of
from workpackages.dates import meetings

__all__ = ["COMMITMENT", "CONSULTATION", "GATE", "LINK", "NEED", "PART", "PLAN", "Link"]
KINDS = (*groups.KINDS, *plans.KINDS)
SELECTS = [*groups.SELECTS, *plans.SELECTS]
MAKE = groups.MAKE | plans.MAKE


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Two statements at most; for a buyer one."""
    places = None if person is None else places_of(person)
    named = None if person is None else buyer_places_of(person)
    if person is not None and not (places.seen or named.groups):
        return
    known = {}
    steered = _steered(person) if places and places.at_work else ()
    for row in due.rows(SELECTS, first, last, places, named, steered, project):
        yield _item(row, addresses(known, row.project_slug, row.group))


def _steered(person) -> list[int]:
    """The groups in which they read what others have committed."""
    groups = BuyerGroup.objects.filter(steers(person, None)).order_by()
    return list(groups.values_list("pk", flat=True))


def _item(row: Due, addresses: Addresses) -> DatedItem:
    label, url, is_open, state, key = MAKE[row.kind](row, addresses)
    starts, ends = row.day, None
    if row.last is not None:
        starts, ends = meetings.span(row.day, row.last, row.starts, row.ends, row.zone)
    return DatedItem(
        key=f"{key}:{row.pk}",
        kind=row.kind,
        label=label,
        moment=starts,
        ends=ends,
        zone=row.zone,
        place=row.place,
        url=url,
        project_id=row.project,
        project=row.acronym,
        open=bool(is_open and row.is_running),
        state=str(state),
        cancelled=row.state == "cancelled",
    )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for whoever holds a role of `KINDS`; few statements for each kind."""
    keys = list(keys)
    yield from groups.answerable(role, keys, today)
    yield from plans.answerable(role, keys, today)

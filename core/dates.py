"""What has a date: the one shape in which every app hands its dated things to the floors above.

An app's `dates.py` holds
- `KINDS`: what sorts of dated things it has and who can be answerable for them;
- `items(first, last, person=None, project=None)`: yields the `DatedItem`s whose day lies in
  first..last (both included); with a person only what that person may see, with a project only its;
- `answerable(role, keys, today=None)`: yields (key, person id) pairs for whoever holds the role on
  that day (None: today); asked only for items with a step due.
Both take a constant number of statements, whatever the number of rows.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Model

from core.clock import local_day, wall_moment


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of dated thing, such as the submission of a deliverable."""

    slug: str  # unique in the portal, stored in rules and ledger: "deliverable_due"
    label: str  # lazily translated: "Deliverable due"
    roles: dict[str, str]  # who can be answerable: {"lead": lazily translated "Lead partner"}
    recurs: bool = False  # done, its row goes on to the next day: a later day is no move


@dataclass(frozen=True, slots=True)
class DatedItem:
    """One dated thing, without people; (kind, key, moment) names it: what moves is a new thing."""

    key: str  # the row it comes from, see key_of(); also the subject key of mail about it
    kind: str  # the slug of a Kind
    label: str  # what it is called, in the project's own words: "D4.2 Training handbook"
    moment: date | datetime  # the due or first day; an aware datetime when it begins at an hour
    url: str  # its page, as a path
    project_id: int
    project: str  # the acronym
    open: bool  # still to be done or still to happen; False: done, achieved, cancelled
    state: str  # its state in words, translated: "submitted"
    ends: date | datetime | None = None  # last day or end, of the type of `moment`; None: same day
    zone: str = ""  # IANA name of the zone of its place; "" for what happens in no place
    place: str = ""  # venue and city, for calendars
    cancelled: bool = False  # stays in calendars, struck out
    sequence: int = 0  # how often its calendar entry has changed (RFC 5545 SEQUENCE)

    @property
    def timed(self) -> bool:
        """It begins at an hour, not just on a day."""
        return isinstance(self.moment, datetime)

    @property
    def day(self) -> date:
        """Its first day, on the calendar of its place."""
        return local_day(self.moment, self.zone or "UTC") if self.timed else self.moment

    @property
    def last_day(self) -> date:
        """Its last day, on the calendar of its place."""
        if self.ends is None:
            return self.day
        return local_day(self.ends, self.zone or "UTC") if self.timed else self.ends

    def over_at(self, zone: str) -> datetime:
        """From when on it is over, for a reader in `zone`: a due day is over at its midnight."""
        if self.timed:
            return self.ends or self.moment
        return wall_moment(self.last_day + timedelta(days=1), zone=self.zone or zone)


def key_of(row: Model) -> str:
    """The name of a row for the floors that hold no foreign key to it: "trainings.training:7"."""
    return f"{row._meta.label_lower}:{row.pk}"


def ids_by_model(keys: Iterable[str]) -> dict[str, list[int]]:
    """The keys of `key_of`, taken apart: {"trainings.training": [7, 9]}."""
    ids = defaultdict(list)
    for key in keys:
        label, _colon, pk = key.rpartition(":")
        ids[label].append(int(pk))
    return dict(ids)

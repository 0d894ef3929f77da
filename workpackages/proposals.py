"""Where the followers of an item would have to go after it moved: pure, in project months.

The field's convention: a thing starts on the first day of its month and ends, or is due, on the
last one. Tasks move by whole months with the gaps between their intervals; what is due moves to the
end of a month.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from core import months

A_DAY = timedelta(days=1)
Key = tuple[str, int]  # of a plan item: its kind and its id


class Link(NamedTuple):
    """A dependency as columns: what is earlier, what is later, and the days between them."""

    pk: int
    earlier: Key
    later: Key
    lag: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: the intervals of a task, or the month in which something is due."""

    spans: tuple[tuple[int, int], ...]
    starts: bool  # a task, which waits with its start; others wait with their due day
    day: date | None = None  # the exact due day, where there is one

    @property
    def first_month(self) -> int:
        return self.spans[0][0]

    @property
    def last_month(self) -> int:
        return self.spans[-1][1]

    def end(self, start: date) -> date:
        """The day after which what waits for it can begin, in a project with this start."""
        return self.day or months.last_day(start, self.last_month)

    def ready(self, start: date) -> date:
        """The last day on which what it waits for may end: before it starts, or when it is due."""
        if self.starts:
            return months.first_day(start, self.first_month) - A_DAY
        return self.end(start)

    def later_by(self, count: int) -> "Place":
        """Moved by months; an exact day becomes the end of its month."""
        spans = tuple((first + count, last + count) for first, last in self.spans)
        return replace(self, spans=spans, day=None)


@dataclass(frozen=True, slots=True)
class Proposal:
    key: Key
    now: Place
    then: Place
    outside: bool  # the project ends before: nobody can accept it


def proposals(
    moved: Collection[Key],
    places: dict[Key, Place],
    links: Iterable[Link],
    *,
    start: date,
    duration: int,
) -> list[Proposal]:
    """New places for all that waits for those moved, directly or not, and does not fit any more.

    `places` has every item that counts, those moved where they are now, and there they stay; links
    to others are passed over. Nothing moves earlier, or further than its dependencies ask. In the
    order of the chain, one for each item.
    """
    waits_for, followers = defaultdict(list), defaultdict(list)
    for link in links:
        if link.earlier in places and link.later in places:
            waits_for[link.later].append(link)
            followers[link.earlier].append(link.later)
    places, found = dict(places), []
    for key in _in_order(moved, followers):
        now = places[key]
        ends = [places[link.earlier].end(start) + link.lag * A_DAY for link in waits_for[key]]
        then = _moved_after(now, max(ends), start, duration)
        if then != now:
            places[key] = then
            outside = then.last_month > duration
            found.append(Proposal(key, now, then, outside))
    return found


def _in_order(moved: Collection[Key], followers: dict[Key, list[Key]]) -> list[Key]:
    """All that can be reached from those moved, each after everything it waits for there."""
    reached, found = set(moved), deque(moved)
    while found:
        for key in followers[found.popleft()]:
            if key not in reached:
                reached.add(key)
                found.append(key)
    missing = defaultdict(int)
    for key in reached:
        for follower in followers[key]:
            missing[follower] += 1
    order, free = [], deque(moved)
    while free:
        for follower in followers[free.popleft()]:
            missing[follower] -= 1
            if not missing[follower] and follower not in moved:
                order.append(follower)
                free.append(follower)
    return order


def _moved_after(place: Place, end: date, start: date, duration: int) -> Place:
    """The nearest place, not earlier than this one, for which `end` is early enough."""
    if place.ready(start) >= end:
        return place
    month = months.month_of(start, end)
    wanted = month + 1 if place.starts else month
    # Beyond the project's end one month is as bad as another, and the calendar ends in 9999.
    wanted = min(wanted, max(duration + 1, place.first_month))
    return place.later_by(wanted - place.first_month)

"""Who is told, as a page that looks weeks ahead asks: few statements, and thousands by number.

The planner reads every person (`tellings.one_by_one`). Here the participants of a well attended
training are counted by clock, for those who share a clock are told at the same moment.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reminders.answering import TRAINING, Group, at_once, is_known
from reminders.querysets import Scope
from reminders.readers import Reader, readers
from reminders.recheck import category_of
from reminders.sources import source_of
from reminders.steps import Clock
from reminders.tellings import Audiences

PARTICIPANTS = ("training_day", "participant")


@dataclass(frozen=True, slots=True)
class Crowd:
    """Participants of one training who share a clock; stands in a telling for their `Reader`s."""

    pk: tuple  # never the id of a person
    clock: Clock
    silent: bool  # they do not want such mail, or their accounts are closed
    size: int
    groups: tuple[Group, ...]  # by what else they take part in


class Asking:
    """For `tellings`: whoever is within the scope, in few statements for all kinds together."""

    def __init__(self, today: date, scope: Scope):
        self._today = today
        self._scope = scope

    def __call__(self, audiences: Audiences) -> Iterator[tuple]:
        counted = {
            key: rule
            for key, rule in audiences.get(PARTICIPANTS, {}).items()
            if self._scope.covers(0, key)
        }
        named, groups = self._asked(audiences, counted)
        for key, crowd in _crowds(groups):
            yield PARTICIPANTS, key, crowd
        for audience, applied in audiences.items():
            for key, reader in named.get(audience[1], ()):
                if key in applied:
                    yield audience, key, reader

    def _asked(self, audiences: Audiences, counted: dict):
        """By role (key, reader), and the groups of who is counted."""
        known, others = defaultdict(set), defaultdict(set)
        for (kind, role), applied in audiences.items():
            for key in applied:
                if is_known(role, key):
                    known[role].add(key)
                else:
                    others[source_of(kind), role].add(key)
        category = category_of(next(iter(counted.values()))) if counted else ""
        named, groups = at_once(known, self._today, self._scope, counted, category)
        for role, pairs in self._of_their_apps(others).items():
            named.setdefault(role, set()).update(pairs)
        return named, groups

    def _of_their_apps(self, others: dict) -> dict[str, list[tuple[str, Reader]]]:
        """Of whom `at_once` knows nothing; one statement or two for each role."""
        pairs = [
            (role, key, person)
            for (source, role), keys in others.items()
            for key, person in source.answerable(role, keys)
            if self._scope.covers(person, key)
        ]
        people = readers({person for _role, _key, person in pairs})
        found = defaultdict(list)
        for role, key, person in pairs:
            found[role].append((key, people[person]))
        return found


def _crowds(groups: Iterable[Group]) -> Iterator[tuple[str, Crowd]]:
    """(key of a training, crowd)"""
    together = defaultdict(list)
    for group in groups:
        for training in group.those:
            together[training, group.clock, group.silent].append(group)
    for (training, clock, silent), found in together.items():
        key, size = f"{TRAINING}:{training}", sum(group.size for group in found)
        yield key, Crowd((key, clock, silent), clock, silent, size, tuple(found))

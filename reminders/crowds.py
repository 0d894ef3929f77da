"""Who is told, as a page that looks weeks ahead asks: few statements, and thousands by number.

The planner reads every person (`tellings.one_by_one`). Here the participants of a well attended
training are counted by clock, for those who share a clock are told at the same moment.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import Count, Q

from core.dates import ids_by_model
from outbox.models import OptOut
from reminders.answering import at_once, is_known
from reminders.querysets import Scope
from reminders.readers import CLOCK, clock_of, readers
from reminders.recheck import category_of
from reminders.sources import source_of
from reminders.steps import Clock
from reminders.tellings import Audiences
from trainings.models import Registration, Training

PARTICIPANTS = ("training_day", "participant")
MANY = 20  # from so many participants on a training's are counted and not named


@dataclass(frozen=True, slots=True)
class Crowd:
    """Participants of one training who share a clock; stands in a telling for their `Reader`s."""

    pk: tuple  # never the id of a person
    clock: Clock
    size: int
    silent: bool  # they do not want such mail, or their accounts are closed


class Asking:
    """For `tellings`: whoever is within the scope, in few statements for all kinds together."""

    def __init__(self, today: date, scope: Scope):
        self._today = today
        self._scope = scope

    def __call__(self, audiences: Audiences) -> Iterator[tuple]:
        covered = {
            key: rule
            for key, rule in audiences.get(PARTICIPANTS, {}).items()
            if self._scope.covers(0, key)
        }
        crowds = participants(covered) if covered else {}
        yield from ((PARTICIPANTS, key, crowd) for key in crowds for crowd in crowds[key])
        pairs = self._pairs(audiences, in_crowds=crowds.keys())
        people = readers({person for found in pairs.values() for _key, person in found})
        for audience, applied in audiences.items():
            for key, person in pairs.get(audience[1], ()):
                if key in applied:
                    yield audience, key, people[person]

    def _pairs(self, audiences: Audiences, in_crowds) -> dict[str, set[tuple[str, int]]]:
        """(key, person id) by role; no participants of the trainings `in_crowds`."""
        known, others = defaultdict(set), defaultdict(set)
        for (kind, role), applied in audiences.items():
            for key in applied:
                if is_known(role, key):
                    known[role].add(key)
                else:
                    others[source_of(kind), role].add(key)
        known["participant"] -= in_crowds
        found = defaultdict(set)
        for role, key, person in at_once(known, self._today, self._scope.project):
            found[role].add((key, person))
        for (source, role), keys in others.items():
            found[role].update(source.answerable(role, keys))
        return {
            role: {(key, person) for key, person in pairs if self._scope.covers(person, key)}
            for role, pairs in found.items()
        }


def participants(applied: dict) -> dict[str, list[Crowd]]:
    """By key the crowds of the trainings with MANY; `applied` as in `Audiences`. One statement."""
    label = Training._meta.label_lower
    found = defaultdict(list)
    category = category_of(next(iter(applied.values())))
    ids = ids_by_model(applied).get(label, [])
    rows = _by_clock(category).filter(training__in=ids)
    for training, silent, *clock, size in rows:
        key, clock = f"{label}:{training}", clock_of(*clock)
        found[key].append(Crowd((key, clock, silent), clock, size, silent))
    return {
        key: crowds for key, crowds in found.items() if sum(crowd.size for crowd in crowds) >= MANY
    }


@cache
def _by_clock(category: str):
    """Those who take part, as `trainings.dates.answerable` has it. Built once: docs/speed.md."""
    left = OptOut.objects.filter(category=category).values("address")
    silent = Q(person__account="closed") | Q(person__email__in=left)
    seats = Registration.objects.filter(state=Registration.State.CONFIRMED).order_by()
    columns = [f"person__{name}" for name in CLOCK]
    rows = seats.annotate(silent=silent).values_list("training", "silent", *columns)
    return rows.annotate(Count("pk"))

"""What ledger, seats and opt-outs already say of tellings that are to come, in one statement.

By hand, as `reminders.answering` and for the same reason: a page that looks weeks ahead would ask
five times. Nothing here is a right: whose tellings they are was settled before.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from core.dates import ids_by_model
from reminders.answering import TRAINING
from reminders.crowds import Crowd
from reminders.recheck import category_of
from reminders.tellings import Telling

# Each `{}` takes values. Each line says what it is, then person, kind, key of the item, moment,
# rule, step, state, and how many.
ENTRIES = """
    SELECT 'entry', entry.person_id, entry.kind, entry.item_key, entry.moment, entry.rule_id,
           entry.step, entry.state, 1
      FROM reminders_entry entry
     WHERE entry.item_key IN ({}) AND entry.person_id IN ({})
"""
LEFT = """
    SELECT 'left', 0, gone.category, gone.address, '', 0, 0, '', 1
      FROM outbox_optout gone
     WHERE gone.address IN ({})
"""
# Those of a `crowds.Crowd` who want such mail.
SEAT = """
      FROM trainings_registration taken
      JOIN partners_person person ON person.id = taken.person_id
     WHERE taken.state = 'confirmed' AND taken.training_id IN ({})
       AND person.account <> 'closed'
       AND person.email NOT IN (SELECT address FROM outbox_optout WHERE category = {})
"""
OF_CROWDS = """
    SELECT 'crowd', 0, entry.kind, entry.item_key, entry.moment, entry.rule_id,
           entry.step, entry.state, COUNT(*)
      FROM reminders_entry entry
     WHERE entry.item_key IN ({}) AND entry.due > {}
       AND EXISTS (
           SELECT 1 {seat}
              AND taken.person_id = entry.person_id
              AND {} || taken.training_id = entry.item_key
       )
  GROUP BY entry.kind, entry.item_key, entry.moment, entry.rule_id, entry.step, entry.state
"""
SEATED = """
    SELECT DISTINCT 'seated', taken.person_id, '', '', '', 0, 0, '', 1
      {seat} AND taken.person_id IN ({})
"""
WAITING = """
    SELECT 'waiting', 0, '', '', '', 0, 0, entry.state, COUNT(*)
      FROM reminders_entry entry
     WHERE entry.project_id = {} AND entry.state IN ('planned', 'held')
  GROUP BY entry.state
"""


@dataclass(slots=True)
class Facts:
    entries: dict[tuple, str] = field(default_factory=dict)  # (person, *row_of): its state
    left: set[tuple[str, str]] = field(default_factory=set)  # (address, category)
    crowds: dict[tuple, Counter] = field(default_factory=dict)  # row_of: people by state
    in_crowds: int = 0  # different people
    seated: set[int] = field(default_factory=set)  # those of them who are told by name too
    waiting: Counter = field(default_factory=Counter)  # entries of the project by state


def facts_of(found: Iterable[Telling], now: datetime, project: int | None = None) -> Facts:
    """What is known of these tellings, and with `project` how many wait in its ledger.

    Of a crowd only those count who are told: a seat given back and mail not wanted are in none.
    """
    crowds, groups, people, keys = {}, set(), {}, set()
    for telling in found:
        reader = telling.reader
        if isinstance(reader, Crowd):
            crowds[telling.item.key] = telling.rule
            groups.update(() if reader.silent else reader.groups)
        else:
            people[reader.pk] = reader.email
            keys.add(telling.item.key)
    parts, values = [], []

    def ask(select: str, *given) -> None:
        values.extend(value for group in given for value in group)
        select = select.replace("{seat}", SEAT)
        parts.append(select.format(*(", ".join(["%s"] * len(group)) for group in given)))

    if crowds:
        seat = ids_by_model(crowds)[TRAINING], [category_of(next(iter(crowds.values())))]
        moment = connection.ops.adapt_datetimefield_value(now)
        ask(OF_CROWDS, crowds, [moment], *seat, [f"{TRAINING}:"])
    if people:
        ask(ENTRIES, keys, people)
        ask(LEFT, people.values())
    if crowds and people:
        ask(SEATED, *seat, people)
    if project is not None:
        ask(WAITING, [project])
    if not parts:
        return Facts()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), values)
        return _read(cursor.fetchall(), sum(group.size for group in groups))


def _read(lines: Iterable[tuple], in_crowds: int) -> Facts:
    facts = Facts(in_crowds=in_crowds)
    for what, person, kind, key, moment, rule, step, state, number in lines:
        row = kind, key, moment, rule, step
        if what == "entry":
            facts.entries[person, *row] = state
        elif what == "left":
            facts.left.add((key, kind))
        elif what == "crowd":
            facts.crowds.setdefault(row, Counter())[state] = number
        elif what == "seated":
            facts.seated.add(person)
        else:
            facts.waiting[state] = number
    return facts

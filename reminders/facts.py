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
from reminders.crowds import Crowd
from reminders.recheck import category_of
from reminders.tellings import Telling
from trainings.models import Training

TRAINING = Training._meta.label_lower
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
# Those of `crowds.participants` who want such mail.
SEATS = """
    WITH seat AS (
        SELECT taken.training_id, taken.person_id
          FROM trainings_registration taken
          JOIN partners_person person ON person.id = taken.person_id
         WHERE taken.state = 'confirmed' AND taken.training_id IN ({})
           AND person.account <> 'closed'
           AND person.email NOT IN (SELECT address FROM outbox_optout WHERE category = {})
    )
"""
OF_CROWDS = """
    SELECT 'crowd', 0, entry.kind, entry.item_key, entry.moment, entry.rule_id,
           entry.step, entry.state, COUNT(*)
      FROM reminders_entry entry
     WHERE entry.item_key IN ({}) AND entry.due > {}
       AND EXISTS (
           SELECT 1 FROM seat
            WHERE seat.person_id = entry.person_id
              AND {} || seat.training_id = entry.item_key
       )
  GROUP BY entry.kind, entry.item_key, entry.moment, entry.rule_id, entry.step, entry.state
"""
TOGETHER = """
    SELECT 'together', 0, '', '', '', 0, 0, '', COUNT(*)
      FROM (SELECT DISTINCT person_id FROM seat) somebody
"""
SEATED = """
    SELECT DISTINCT 'seated', seat.person_id, '', '', '', 0, 0, '', 1
      FROM seat
     WHERE seat.person_id IN ({})
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
    crowds, people, keys = {}, {}, set()
    for telling in found:
        if isinstance(telling.reader, Crowd):
            crowds[telling.item.key] = telling.rule
        else:
            people[telling.reader.pk] = telling.reader.email
            keys.add(telling.item.key)
    seats, parts, values = "", [], []

    def ask(select: str, *groups) -> str:
        values.extend(value for group in groups for value in group)
        return select.format(*(", ".join(["%s"] * len(group)) for group in groups))

    if crowds:
        category = category_of(next(iter(crowds.values())))
        seats = ask(SEATS, ids_by_model(crowds)[TRAINING], [category])
        moment = connection.ops.adapt_datetimefield_value(now)
        parts += [ask(OF_CROWDS, crowds, [moment], [f"{TRAINING}:"]), TOGETHER]
    if people:
        parts += [ask(ENTRIES, keys, people), ask(LEFT, people.values())]
    if crowds and people:
        parts.append(ask(SEATED, people))
    if project is not None:
        parts.append(ask(WAITING, [project]))
    if not parts:
        return Facts()
    with connection.cursor() as cursor:
        cursor.execute(seats + " UNION ALL ".join(parts), values)
        return _read(cursor.fetchall())


def _read(lines: Iterable[tuple]) -> Facts:
    facts = Facts()
    for what, person, kind, key, moment, rule, step, state, number in lines:
        row = kind, key, moment, rule, step
        if what == "entry":
            facts.entries[person, *row] = state
        elif what == "left":
            facts.left.add((key, kind))
        elif what == "crowd":
            facts.crowds.setdefault(row, Counter())[state] = number
        elif what == "together":
            facts.in_crowds = number
        elif what == "seated":
            facts.seated.add(person)
        else:
            facts.waiting[state] = number
    return facts

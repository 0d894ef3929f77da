"""Who answers for the items of the plan and for trainings, in all their roles at once.

Says the same as `answerable` of `workpackages.dates` and `trainings.dates` says role by role and
table by table; the planner asks there, and tests compare the two. By hand, because a page has no
time for ten statements. Whom a page does not name comes as a number, from the same statement.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from core.dates import ids_by_model
from reminders.querysets import Scope
from reminders.readers import Reader, clock_of, reader_of
from reminders.steps import Clock
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task

TRAINING = Training._meta.label_lower
MANY = 20  # from so many participants on a training's are counted and not named
# The same days as TeamMember.objects.valid_on.
PLACES = """
    WITH place AS (
        SELECT held.person_id, partner.id AS partner, partner.project_id AS project, partner.role
          FROM partners_teammember held
          JOIN partners_person person ON person.id = held.person_id
          JOIN partners_participation partner ON partner.id = held.participation_id
         WHERE partner.project_id = %s
           AND held.access = 'editor' AND person.account <> 'closed' AND held.since <= %s
           AND (held.until IS NULL OR held.until >= %s)
           AND (partner.exit IS NULL OR partner.exit >= %s)
    )
"""
ITEMS = "SELECT '{role}', '{label}', item.id, place.person_id FROM {table} item {joins}"
LEAD = "JOIN place ON place.partner = item.lead_id"
COORDINATOR = "JOIN place ON place.project = item.project_id AND place.role = 'coordinator'"
WP_LEAD = """
    JOIN workpackages_workpackage package ON package.id = item.work_package_id
    JOIN place ON place.partner = package.lead_id
"""
WP_LEADS = """
    JOIN workpackages_milestone_work_packages served ON served.milestone_id = item.id
    JOIN workpackages_workpackage package ON package.id = served.workpackage_id
    JOIN place ON place.partner = package.lead_id
"""
# Deliverable.objects.waiting_for_approval without a countdown, and whom they wait for.
REVIEWER = """
    SELECT 'reviewer', 'workpackages.deliverable', item.id, item.reviewer_id
      FROM workpackages_deliverable item
     WHERE item.approved_on IS NULL AND item.reviewer_id IS NOT NULL AND item.state = 'draft'
       AND NOT EXISTS (
           SELECT 1 FROM workpackages_countdownstep step WHERE step.deliverable_id = item.id
       )
       AND item.id IN ({marks})
"""
ORGANISER = "JOIN place ON place.partner = item.organiser_id"
PARTICIPANT = """
    SELECT 'participant', 'trainings.training', seat.training_id, seat.person_id
      FROM attended
      JOIN trainings_registration seat ON seat.training_id = attended.id
     WHERE seat.state = 'confirmed' AND NOT attended.by_many AND attended.id IN ({marks})
"""
# Of the trainings `by_many` the participants are counted and not named.
ATTENDED = """,
    attended (id, by_many) AS (
        SELECT training.id, training.id IN ({counted}) AND EXISTS (
                   SELECT 1 FROM trainings_registration seat
                    WHERE seat.training_id = training.id AND seat.state = 'confirmed'
                    LIMIT 1 OFFSET {last_named}
               )
          FROM trainings_training training
         WHERE training.id IN ({marks})
    )
"""
CLOCK = "person.zone, person.preferred_hour, person.country, chosen.rhythm, chosen.weekday"
PERSON = """
      JOIN partners_person person ON person.id = {person}
      LEFT JOIN reminders_preference chosen ON chosen.person_id = person.id
"""
NAMED = """
    SELECT who.role, who.label, who.item, person.id, person.email, person.name, person.language,
           person.account, {clock}, '' AS those, FALSE AS silent, 1 AS size
      FROM who {person}
     WHERE {seen}
"""
COUNTED = """
     UNION ALL
    SELECT '', '', 0, 0, '', '', '', '', each.zone, each.preferred_hour, each.country,
           each.rhythm, each.weekday, each.those, each.silent, COUNT(*)
      FROM (
           SELECT {clock}, seated.those, person.account = 'closed' OR person.email IN (
                      SELECT address FROM outbox_optout WHERE category = %s
                  ) AS silent
             FROM (
                  SELECT seat.person_id, {those} AS those
                    FROM attended
                    JOIN trainings_registration seat ON seat.training_id = attended.id
                   WHERE seat.state = 'confirmed' AND attended.by_many
                GROUP BY seat.person_id
             ) seated {person}
      ) each
  GROUP BY each.zone, each.preferred_hour, each.country, each.rhythm, each.weekday, each.those,
           each.silent
"""
JOINS = {
    (role, model): joins
    for model in (Task, Deliverable, Milestone)
    for role, joins in {
        "lead": LEAD,
        "wp_lead": WP_LEADS if model is Milestone else WP_LEAD,
        "coordinator": COORDINATOR,
    }.items()
} | {("organiser", Training): ORGANISER}
# Those whom no place makes answerable.
OTHERS = {("reviewer", Deliverable): REVIEWER, ("participant", Training): PARTICIPANT}
KNOWN = {(role, model._meta.label_lower) for role, model in (*JOINS, *OTHERS)}


@dataclass(frozen=True, slots=True)
class Group:
    """People who share a clock and take part in the same ones of the trainings that are counted."""

    those: frozenset[int]  # ids of trainings
    clock: Clock
    silent: bool  # they do not want such mail, or their accounts are closed
    size: int


def is_known(role: str, key: str) -> bool:
    """`at_once` answers for this key in this role; whatever else is asked of its own app."""
    return (role, key.rpartition(":")[0]) in KNOWN


def at_once(
    keys: dict[str, Iterable[str]],
    today: date,
    scope: Scope,
    counted: Iterable[str] = (),
    category: str = "",
) -> tuple[dict[str, set[tuple[str, Reader]]], list[Group]]:
    """By role (key, reader) for the known keys within the scope; one statement or none.

    All keys lie in the project of the scope. The participants of the trainings `counted` come as
    groups where they are MANY; `category` is the mail that some of them do not want.
    """
    parts, values = [], []
    ids = {role: ids_by_model(of_role) for role, of_role in keys.items()}
    attended = ids.get("participant", {}).get(TRAINING, [])
    to_count = ids_by_model(counted).get(TRAINING, [])
    for (role, model), joins in JOINS.items():
        label = model._meta.label_lower
        if pks := ids.get(role, {}).get(label):
            select = ITEMS.format(role=role, label=label, table=model._meta.db_table, joins=joins)
            parts.append(f"{select} WHERE item.id IN ({_marks(pks)})")
            values += pks
    for (role, model), select in OTHERS.items():
        if pks := ids.get(role, {}).get(model._meta.label_lower):
            parts.append(select.format(marks=_marks(pks)))
            values += pks
    if not parts:
        return {}, []
    statement = PLACES + ATTENDED.format(
        counted=_marks(to_count) or "0", marks=_marks(attended) or "0", last_named=MANY - 1
    )
    statement += f", who (role, label, item, person) AS ({' UNION '.join(parts)})"
    of_who = PERSON.format(person="who.person")
    statement += NAMED.format(clock=CLOCK, person=of_who, seen=_seen(scope))
    values = [scope.project, today, today, today, *to_count, *attended, *values]
    if to_count:
        of_seated = PERSON.format(person="seated.person_id")
        those = _together("seat.training_id")
        statement += COUNTED.format(clock=CLOCK, person=of_seated, those=those)
        values.append(category)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return _read(cursor.fetchall())


def _seen(scope: Scope) -> str:
    """The scope, of `who`."""
    if scope.everything:
        return "TRUE"
    trainings = ids_by_model(scope.keys).get(TRAINING, [])
    of_theirs = f"who.label = '{TRAINING}' AND who.item IN ({', '.join(map(str, trainings))})"
    return f"who.person = {scope.person}" + (f" OR {of_theirs}" if trainings else "")


def _together(column: str) -> str:
    """All values of a group as one text; SQLite before 3.44 has another name for it."""
    if connection.vendor == "sqlite":
        return f"GROUP_CONCAT({column}, ' ')"
    return f"STRING_AGG(CAST({column} AS varchar), ' ')"


def _read(rows: Iterable[tuple]) -> tuple[dict[str, set[tuple[str, Reader]]], list[Group]]:
    named, people, sizes = defaultdict(set), {}, Counter()
    for role, label, pk, *columns, those, silent, size in rows:
        if not role:
            trainings = frozenset(map(int, those.split()))
            sizes[trainings, clock_of(*columns[5:]), bool(silent)] += size
            continue
        person = columns[0]
        if person not in people:
            people[person] = reader_of(*columns)
        named[role].add((f"{label}:{pk}", people[person]))
    return named, [Group(*group, size) for group, size in sizes.items()]


def _marks(values: list) -> str:
    return ", ".join(["%s"] * len(values))

"""Who answers for the items of the plan and for trainings, in all their roles at once.

Says the same as `answerable` of `workpackages.dates` and `trainings.dates` says role by role and
table by table; the planner asks there, and tests compare the two. By hand, because a page has no
time for ten statements.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection

from core.dates import ids_by_model
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task

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
      FROM trainings_registration seat
     WHERE seat.state = 'confirmed' AND seat.training_id IN ({marks})
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
NAMED = {("reviewer", Deliverable): REVIEWER, ("participant", Training): PARTICIPANT}
KNOWN = {(role, model._meta.label_lower) for role, model in (*JOINS, *NAMED)}


def is_known(role: str, key: str) -> bool:
    """`at_once` answers for this key in this role; whatever else is asked of its own app."""
    return (role, key.rpartition(":")[0]) in KNOWN


def at_once(
    keys: dict[str, Iterable[str]], today: date, project: int
) -> Iterator[tuple[str, str, int]]:
    """(role, key, person id) for those keys of each role that are known; one statement or none.

    All of them lie in this project.
    """
    parts, values = [], []
    ids = {role: ids_by_model(of_role) for role, of_role in keys.items()}
    for (role, model), joins in JOINS.items():
        label = model._meta.label_lower
        if pks := ids.get(role, {}).get(label):
            select = ITEMS.format(role=role, label=label, table=model._meta.db_table, joins=joins)
            parts.append(f"{select} WHERE item.id IN ({_marks(pks)})")
            values += pks
    for (role, model), select in NAMED.items():
        if pks := ids.get(role, {}).get(model._meta.label_lower):
            parts.append(select.format(marks=_marks(pks)))
            values += pks
    if not parts:
        return
    with connection.cursor() as cursor:
        cursor.execute(PLACES + " UNION ".join(parts), [project, today, today, today, *values])
        rows = cursor.fetchall()
    for role, label, pk, person in rows:
        yield role, f"{label}:{pk}", person


def _marks(values: list) -> str:
    return ", ".join(["%s"] * len(values))

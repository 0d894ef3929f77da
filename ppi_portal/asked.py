"""What the plan asks of one person, out of six tables by one statement.

By hand, as in workpackages.dates.due: every desk asks it, and Django takes four times as long to
write a union of eight as the database to answer. Rights are the ids that the person's places give:
partners for whom they work, projects that they coordinate, projects that they see. The conditions
are those of the QuerySets: `owes`, `coordinates`, `approvable_by`, and `open` of each table.
"""

from collections.abc import Iterable
from datetime import date

from django.db import connection

from partners.places import Places
from ppi_portal.worklist import Asked
from workpackages.models import Action, CountdownStep, Deliverable, Milestone, Risk, Task

MODELS = {
    "deliverable": Deliverable,
    "task": Task,
    "milestone": Milestone,
    "action": Action,
    "step": CountdownStep,
    "risk": Risk,
}
# Each line says what it is and what is asked; then project, number, title, state, day and lead.
OWED = """
    SELECT '{what}', 'owe', item.project_id, item.number, item.title, item.state, item.{due},
           item.lead_id
      FROM {table} item
     WHERE (item.lead_id IN ({at_work}) OR item.project_id IN ({coordinated}))
       AND item.state IN ({open}) AND item.{due} <= %(until)s
"""
DRAFTS = """
    SELECT 'deliverable', 'approve', item.project_id, item.number, item.title, item.state,
           item.due_on, item.lead_id
      FROM workpackages_deliverable item
     WHERE item.state = 'draft' AND item.reviewer_id = %(person)s AND item.approved_on IS NULL
       AND item.project_id IN ({in_hand})
 UNION ALL
    SELECT 'deliverable', 'submit', item.project_id, item.number, item.title, item.state,
           item.due_on, item.lead_id
      FROM workpackages_deliverable item
     WHERE item.state = 'draft' AND item.project_id IN ({coordinated})
       AND (item.reviewer_id IS NULL OR item.approved_on IS NOT NULL) AND item.due_on <= %(until)s
"""
BY_NAME = """
    SELECT 'action', 'do', item.project_id, CAST(item.id AS varchar(20)), item.text, item.state,
           item.due_on, 0
      FROM workpackages_action item
     WHERE item.state = 'open' AND item.owner_id = %(person)s AND item.project_id IN ({in_hand})
       AND item.due_on <= %(until)s
 UNION ALL
    SELECT 'step', 'do', owed.project_id, owed.number, item.kind, owed.state, item.due_on,
           owed.lead_id
      FROM workpackages_countdownstep item
      JOIN workpackages_deliverable owed ON owed.id = item.deliverable_id
     WHERE item.person_id = %(person)s AND item.done_on IS NULL
       AND owed.state IN ('pending', 'draft') AND owed.project_id IN ({seen})
       AND item.due_on <= %(until)s
 UNION ALL
    SELECT 'risk', 'do', item.project_id, item.number, item.title, item.state, item.review_on,
           item.lead_id
      FROM workpackages_risk item
     WHERE item.lead_id IN ({at_work}) AND item.state IN ({open_risks})
       AND item.review_on <= %(until)s
"""
ORDER = {"owe": 0, "approve": 1, "submit": 2, "do": 3}


def plan_asked_of(person, places: Places, until: date) -> list[Asked]:
    """What the person's partners owe by `until` (all that is owed, for a coordinator), drafts to
    approve and to submit, and what is theirs by name. One statement."""
    ids = {
        "at_work": _ids(places.at_work),
        "coordinated": _ids(places.coordinated),
        "seen": _ids(places.seen),
        "in_hand": _ids(project.pk for project in places.projects if project.is_open),
    }
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT.format(**ids), {"person": person.pk, "until": until})
        found = cursor.fetchall()
    asked = [
        Asked(MODELS[what], ask, project, number, title, state, _day(due), lead)
        for what, ask, project, number, title, state, due, lead in found
    ]
    return sorted(asked, key=lambda each: ORDER[each.ask])


def _quoted(states: Iterable[str]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _owed(what: str) -> str:
    model = MODELS[what]
    return OWED.format(
        what=what,
        table=model._meta.db_table,
        due=model.objects.none().DUE,
        open=_quoted(model.OPEN),
        at_work="{at_work}",
        coordinated="{coordinated}",
    )


STATEMENT = " UNION ALL ".join(
    [
        *map(_owed, ("deliverable", "task", "milestone")),
        DRAFTS,
        BY_NAME.replace("{open_risks}", _quoted(Risk.OPEN)),
    ]
)


def _ids(numbers: Iterable[int]) -> str:
    """For `IN (...)`, which holds for nothing when there are none."""
    return ", ".join(map(str, numbers)) or "0"


def _day(value) -> date:
    """SQLite hands a day over as text."""
    return date.fromisoformat(value) if isinstance(value, str) else value

"""What feasibility plans wait for from the members for which a person speaks."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from buyers.models import PlanPart, Question
from buyers.places import BUYING, OBSERVER, buyer_places_of

# By hand, as in buyers.dates: four tables by one statement. `member` is a membership that names the
# person today.
PLAN = """
      JOIN buyers_buyergroup buyer_group ON buyer_group.id = plan.group_id
      JOIN partners_project project ON project.id = buyer_group.project_id
       AND project.closed_on IS NULL
      JOIN buyers_buyermembership member ON member.group_id = plan.group_id
       AND member.id IN ({memberships}) AND member.tier <> '{observer}'
"""
COLUMNS = "plan.title, member.organisation_id, buyer_group.name, buyer_group.slug, project.slug"
PARTS = """
    SELECT CASE item.state WHEN 'review' THEN 'approve' ELSE 'write' END, item.number, '',
           item.due_on, {columns}
      FROM buyers_planpart item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {plan}
     WHERE (item.state = 'review' AND NOT EXISTS (
               SELECT 1 FROM buyers_partapproval said
                WHERE said.part_id = item.id AND said.version = item.version
                  AND said.organisation_id = member.organisation_id))
        OR (item.state IN ('empty', 'writing') AND item.due_on <= %(until)s
            AND item.owner_id = member.organisation_id)
"""
SCORES = """
    SELECT DISTINCT 'score', 0, item.question, plan.scores_due, {columns}
      FROM buyers_planoption item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {plan}
     WHERE item.state = 'proposed'
       AND EXISTS (
               SELECT 1 FROM buyers_criterion criterion
                WHERE criterion.plan_id = plan.id AND criterion.question = item.question
                  AND criterion.removed_on IS NULL)
       AND NOT EXISTS (
               SELECT 1 FROM buyers_planoption chosen
                WHERE chosen.plan_id = plan.id AND chosen.question = item.question
                  AND chosen.state = 'chosen')
       AND NOT EXISTS (
               SELECT 1 FROM buyers_scoresheet sheet
                WHERE sheet.plan_id = plan.id AND sheet.question = item.question
                  AND sheet.organisation_id = member.organisation_id AND sheet.state = 'given')
"""
QUANTITIES = """
    SELECT 'quantity', 0, '', NULL, {columns}
      FROM buyers_feasibilityplan plan {plan}
     WHERE member.tier IN {buying}
       AND EXISTS (
               SELECT 1 FROM buyers_costitem cost
                WHERE cost.plan_id = plan.id AND cost.removed_on IS NULL)
       AND NOT EXISTS (
               SELECT 1 FROM buyers_buyervolume volume
                WHERE volume.plan_id = plan.id
                  AND volume.organisation_id = member.organisation_id)
"""
DECISIONS = """
    SELECT 'decide', 0, '', plan.decisions_due, {columns}
      FROM buyers_feasibilityplan plan {plan}
     WHERE member.tier IN {buying} AND plan.decisions_asked_on IS NOT NULL
       AND NOT EXISTS (
               SELECT 1 FROM buyers_decision decision
                WHERE decision.plan_id = plan.id AND decision.stands
                  AND decision.organisation_id = member.organisation_id)
"""
SELECTS = " UNION ALL ".join(
    f"SELECT * FROM ({select}) found" for select in (PARTS, SCORES, QUANTITIES, DECISIONS)
)


class Waits(NamedTuple):
    """One thing that waits: where it stands, and the press that settles it."""

    due: date | None
    label: str
    hint: str
    url: str
    act: str
    act_url: str


class Row(NamedTuple):
    kind: str
    number: int  # of a part
    question: str  # of scores
    due: date | None
    title: str
    organisation: int
    group: str
    slug: str
    project: str


def waiting_of(person, today: date, until: date) -> Iterator[Waits]:
    """Parts to write by `until` or to approve, scores, quantities, decisions. One statement."""
    memberships = buyer_places_of(person, today).memberships
    plan = PLAN.format(memberships=", ".join(map(str, sorted(memberships))), observer=OBSERVER)
    with connection.cursor() as cursor:
        cursor.execute(
            SELECTS.format(columns=COLUMNS, plan=plan, buying=BUYING), {"until": until}
        )
        found = cursor.fetchall()
    for row in map(Row._make, found):
        if isinstance(row.due, str):  # SQLite hands a day over as text
            row = row._replace(due=date.fromisoformat(row.due))
        label, hint, page, act, press = WORDS[row.kind](row)
        url = reverse("buyers:plan", args=[row.project, row.slug]) + page
        yield Waits(row.due, label, hint, url, act, url + press)


def _write(row: Row):
    hint = _("your part of the plan of %s") % row.group
    return _part(row), hint, f"parts/{row.number}/", _("Write"), "write/"


def _approve(row: Row):
    hint = _("%s asks for your approval") % row.group
    return _part(row), hint, f"parts/{row.number}/", _("Approve or object"), "#answers"


def _part(row: Row) -> str:
    name = str(PlanPart.Number(row.number).label)
    return f"{row.number} {name[:1].upper()}{name[1:]}"


def _score(row: Row):
    label = _("Options: %s") % Question(row.question).label
    hint = _("%s compares them by your scores too") % row.group
    return label, hint, f"options/{row.question}/", _("Score"), f"scores/{row.organisation}/"


def _quantity(row: Row):
    hint = _("%s wants to know how much you would take a year") % row.group
    act = _("Enter our quantity")
    return row.title, hint, "financing/", act, f"quantities/{row.organisation}/"


def _decide(row: Row):
    hint = _("%s wants to know whether you buy") % row.group
    return row.title, hint, "decision/", _("Decide on the plan"), f"new/?buyer={row.organisation}"


WORDS = {
    "write": _write,
    "approve": _approve,
    "score": _score,
    "quantity": _quantity,
    "decide": _decide,
}

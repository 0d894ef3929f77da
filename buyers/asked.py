"""What waits for a person in their buyer groups: answers, drafts, commitments that expire, and what
a feasibility plan wants of its members."""

from datetime import date
from typing import NamedTuple

from django.db import connection
from django.urls import reverse
from django.utils.translation import gettext as _

from buyers.models import Commitment, PlanPart, Question
from buyers.places import BUYING, buyer_places_of

# By hand, as in buyers.dates: what members are asked for, of all tables, by one statement. `member`
# is a membership that names the person today; each row is of one of them. It stands once in front:
# joined in each part, PostgreSQL planned for 6 ms what it answers in half of one.
MEMBER = """
    WITH member AS (
        SELECT own.group_id, own.organisation_id, own.tier, buyer_group.name, buyer_group.slug,
               project.slug AS project
          FROM buyers_buyermembership own
          JOIN buyers_buyergroup buyer_group ON buyer_group.id = own.group_id
          JOIN partners_project project ON project.id = buyer_group.project_id
         WHERE own.id IN ({memberships}) AND project.closed_on IS NULL
    )
"""
COLUMNS = "member.organisation_id, member.name, member.slug, member.project"
# What a row is about: number, id, word and year; which of them depends on its kind.
ANSWERS = """
    SELECT 'answer', item.number, 0, '', 0, item.answers_due, item.title, {columns}
      FROM buyers_need item {of_item}
     WHERE item.state = 'shared' AND member.tier IN {buying}
       AND NOT EXISTS (
               SELECT 1 FROM buyers_needshare share
                WHERE share.need_id = item.id AND share.state = 'given'
                  AND share.organisation_id = member.organisation_id)
"""
COMMITMENTS = """
    SELECT CASE item.state WHEN 'draft' THEN 'record' ELSE 'renew' END, need.number, item.id,
           item.level, item.year, CASE item.state WHEN 'draft' THEN NULL ELSE item.valid_until END,
           '', {columns}
      FROM buyers_commitment item
      JOIN buyers_need need ON need.id = item.need_id {of_item}
     WHERE item.organisation_id = member.organisation_id
       AND (item.state = 'draft'
            OR (item.state = 'standing' AND item.valid_until BETWEEN %(today)s AND %(until)s))
"""
PARTS = """
    SELECT CASE item.state WHEN 'review' THEN 'approve' ELSE 'write' END, item.number, 0, '', 0,
           item.due_on, '', {columns}
      FROM buyers_planpart item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {of_plan}
     WHERE member.tier <> 'observer' AND ((item.state = 'review' AND NOT EXISTS (
               SELECT 1 FROM buyers_partapproval said
                WHERE said.part_id = item.id AND said.version = item.version
                  AND said.organisation_id = member.organisation_id))
        OR (item.state IN ('empty', 'writing') AND item.due_on <= %(until)s
            AND item.owner_id = member.organisation_id))
"""
SCORES = """
    SELECT DISTINCT 'score', 0, 0, item.question, 0, plan.scores_due, '', {columns}
      FROM buyers_planoption item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {of_plan}
     WHERE item.state = 'proposed' AND member.tier <> 'observer'
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
    SELECT 'quantity', 0, 0, '', 0, NULL, plan.title, {columns}
      FROM buyers_feasibilityplan plan {of_plan}
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
    SELECT 'decide', 0, 0, '', 0, plan.decisions_due, plan.title, {columns}
      FROM buyers_feasibilityplan plan {of_plan}
     WHERE member.tier IN {buying} AND plan.decisions_asked_on IS NOT NULL
       AND NOT EXISTS (
               SELECT 1 FROM buyers_decision decision
                WHERE decision.plan_id = plan.id AND decision.stands
                  AND decision.organisation_id = member.organisation_id)
"""
SELECTS = " UNION ALL ".join([ANSWERS, COMMITMENTS, PARTS, SCORES, QUANTITIES, DECISIONS])


class Asked(NamedTuple):
    """One line of a desk. What has no day is asked all the same."""

    due: date | None
    label: str
    hint: str  # why it stands here
    url: str
    act: str  # the words of the button
    act_url: str


class Row(NamedTuple):
    kind: str
    number: int  # of a need or a part
    pk: int  # of a commitment
    word: str  # a level, a question
    year: int
    due: date | None
    title: str
    organisation: int
    group: str
    slug: str
    project: str


def asked_of(person, today: date, until: date) -> list[Asked]:
    """By day, those without one last: what is wanted, and what expires or is to be written by
    `until`. One statement; none for whom no member names.

    Members that buy are asked for answers, quantities and decisions; followers may answer, and are
    not asked; they score and approve. Of a commitment each is asked who may record or renew it.
    """
    memberships = buyer_places_of(person, today).memberships
    if not memberships:
        return []
    statement = (MEMBER + SELECTS).format(
        memberships=", ".join(map(str, sorted(memberships))),
        columns=COLUMNS,
        of_item="JOIN member ON member.group_id = item.group_id",
        of_plan="JOIN member ON member.group_id = plan.group_id",
        buying=BUYING,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"today": today, "until": until})
        rows = [Row._make(row) for row in cursor.fetchall()]
    return sorted(
        map(_line, rows), key=lambda line: (line.due is None, line.due or until, line.label)
    )


def _line(row: Row) -> Asked:
    if isinstance(row.due, str):  # SQLite hands a day over as text
        row = row._replace(due=date.fromisoformat(row.due))
    label, hint, page, act, press = WORDS[row.kind](row)
    group = reverse("buyers:group", args=[row.project, row.slug])
    url = group + page
    # What begins with a stroke stands below the group, everything else below the page.
    act_url = group + press[1:] if press.startswith("/") else url + press
    return Asked(row.due, label, hint, url, act, act_url)


def _answer(row: Row):
    label = f"N{row.number} {row.title}"
    hint = _("%(group)s wants to know what you need") % {"group": row.group}
    return label, hint, f"needs/{row.number}/", _("Answer"), f"answers/{row.organisation}/"


def _record(row: Row):
    hint = _("a draft of yours: it counts once you record it")
    return _commitment(row), hint, f"commitments/{row.pk}/", _("Record"), "record/"


def _renew(row: Row):
    hint, press = _("your commitment expires"), f"/commitments/new/?like={row.pk}"
    return _commitment(row), hint, f"commitments/{row.pk}/", _("Renew"), press


def _commitment(row: Row) -> str:
    return f"N{row.number}: {Commitment.Level(row.word).label}, {row.year}"


def _write(row: Row):
    hint = _("your part of the plan of %s") % row.group
    return _part(row), hint, f"plan/parts/{row.number}/", _("Write"), "write/"


def _approve(row: Row):
    hint = _("%s asks for your approval") % row.group
    return _part(row), hint, f"plan/parts/{row.number}/", _("Approve or object"), "#answers"


def _part(row: Row) -> str:
    name = str(PlanPart.Number(row.number).label)
    return f"{row.number} {name[:1].upper()}{name[1:]}"


def _score(row: Row):
    label = _("Options: %s") % Question(row.word).label
    hint = _("%s compares them by your scores too") % row.group
    return label, hint, f"plan/options/{row.word}/", _("Score"), f"scores/{row.organisation}/"


def _quantity(row: Row):
    hint = _("%s wants to know how much you would take a year") % row.group
    act = _("Enter our quantity")
    return row.title, hint, "plan/financing/", act, f"quantities/{row.organisation}/"


def _decide(row: Row):
    hint = _("%s wants to know whether you buy") % row.group
    return (
        row.title,
        hint,
        "plan/decision/",
        _("Decide on the plan"),
        f"new/?buyer={row.organisation}",
    )


WORDS = {
    "answer": _answer,
    "record": _record,
    "renew": _renew,
    "write": _write,
    "approve": _approve,
    "score": _score,
    "quantity": _quantity,
    "decide": _decide,
}

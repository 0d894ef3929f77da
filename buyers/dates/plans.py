"""Dates of feasibility plans: parts due, scores and decisions wanted, gates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.dates.due import Addresses, Due
from buyers.dates.people import who_manage
from buyers.models import (
    BuyerPerson,
    Decision,
    FeasibilityPlan,
    Gate,
    PlanOption,
    PlanPart,
    ScoreSheet,
)
from buyers.places import BUYING, OBSERVER
from core.dates import Kind, ids_by_model
from partners.querysets import day_or_today

KINDS = (
    Kind(
        "part_due",
        gettext_lazy("Part of a feasibility plan due"),
        {"writer": gettext_lazy("Who writes it")},
    ),
    Kind(
        "scores_wanted",
        gettext_lazy("Scores of options wanted"),
        {"scorer": gettext_lazy("Members that have not scored")},
    ),
    Kind(
        "decision_wanted",
        gettext_lazy("Decision on a feasibility plan wanted"),
        {"decider": gettext_lazy("Members that have not decided")},
    ),
    Kind(
        "gate_due",
        gettext_lazy("Gate of a feasibility plan"),
        {"manager": gettext_lazy("Who manages the buyer group")},
    ),
)
PLAN, PART = FeasibilityPlan._meta.label_lower, PlanPart._meta.label_lower
GATE = Gate._meta.label_lower

PARTS = """
    SELECT 'part_due', item.id, item.due_on, item.number, plan.title, item.state,
           item.state <> 'agreed', {columns}
      FROM buyers_planpart item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {groups_of_plan}
     WHERE item.due_on BETWEEN %(first)s AND %(last)s
"""
GATES = """
    SELECT 'gate_due', item.id, item.planned_on, item.position, plan.title, item.kind,
           item.passed_on IS NULL, {columns}
      FROM buyers_gate item
      JOIN buyers_feasibilityplan plan ON plan.id = item.plan_id {groups_of_plan}
     WHERE item.planned_on BETWEEN %(first)s AND %(last)s
"""
DECISIONS = """
    SELECT 'decision_wanted', item.id, item.decisions_due, 0, item.title, '',
           EXISTS (
               SELECT 1 FROM buyers_buyermembership member
                WHERE {member} AND NOT EXISTS (
                      SELECT 1 FROM buyers_decision decision
                       WHERE decision.plan_id = item.id AND decision.stands
                         AND decision.organisation_id = member.organisation_id
                  )
           ), {columns}
      FROM buyers_feasibilityplan item {groups}
     WHERE item.decisions_due BETWEEN %(first)s AND %(last)s
"""
# Asked of each question that has options and where none is chosen yet.
SCORES = """
    SELECT 'scores_wanted', item.id, item.scores_due, 0, item.title, '',
           EXISTS (
               SELECT 1 FROM buyers_buyermembership member
                 JOIN buyers_planoption way ON way.plan_id = item.id AND way.state = 'proposed'
                WHERE {member} AND NOT EXISTS (
                      SELECT 1 FROM buyers_planoption chosen
                       WHERE chosen.plan_id = item.id AND chosen.question = way.question
                         AND chosen.state = 'chosen'
                  ) AND NOT EXISTS (
                      SELECT 1 FROM buyers_scoresheet sheet
                       WHERE sheet.plan_id = item.id AND sheet.question = way.question
                         AND sheet.organisation_id = member.organisation_id
                         AND sheet.state = 'given'
                  )
           ), {columns}
      FROM buyers_feasibilityplan item {groups}
     WHERE item.scores_due BETWEEN %(first)s AND %(last)s
"""
SELECTS = [PARTS, GATES, DECISIONS, SCORES]


def _part(row: Due, addresses: Addresses):
    words = {"number": row.number, "part": PlanPart.Number(row.number).label, "plan": row.title}
    label = _("Part %(number)d %(part)s of “%(plan)s”") % words
    url = f"{addresses.group}plan/parts/{row.number}/"
    return label, url, row.is_open, PlanPart.State(row.state).label, PART


def _gate(row: Due, addresses: Addresses):
    """`state` holds which gate it is."""
    words = {"gate": str(Gate.Kind(row.state).label).capitalize(), "plan": row.title}
    label = _("%(gate)s: “%(plan)s”") % words
    state = _("not passed") if row.is_open else _("passed")
    return label, f"{addresses.group}plan/decision/", row.is_open, state, GATE


def _decision(row: Due, addresses: Addresses):
    label = _("Decision on the plan “%s”") % row.title
    state = _("decisions wanted") if row.is_open else _("all have decided")
    return label, f"{addresses.group}plan/decision/", row.is_open, state, PLAN


def _scores(row: Due, addresses: Addresses):
    label = _("Scores of the options of “%s”") % row.title
    state = _("scores wanted") if row.is_open else _("all have scored")
    return label, f"{addresses.group}plan/options/form/", row.is_open, state, PLAN


MAKE = {
    "part_due": _part,
    "gate_due": _gate,
    "decision_wanted": _decision,
    "scores_wanted": _scores,
}


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """At most four statements."""
    ids, day = ids_by_model(keys), day_or_today(today)
    if role == "manager" and (pks := ids.get(GATE)):
        yield from who_manage(GATE, pks, "plan__gates", day)
    if role == "writer" and (pks := ids.get(PART)):
        yield from _who_write(pks, day)
    if role == "decider" and (pks := ids.get(PLAN)):
        yield from _who_decide(pks, day)
    if role == "scorer" and (pks := ids.get(PLAN)):
        yield from _who_score(pks, day)


def _who_write(pks: list[int], today: date) -> Iterator[tuple[str, int]]:
    """The people of the part's owner; who manages the group where it has none, or nobody who
    speaks for it."""
    people = BuyerPerson.objects.valid_on(today).order_by().exclude(membership__tier=OBSERVER)
    path = "membership__group__plan__parts"
    own = {f"{path}__in": pks, "membership__organisation": F(f"{path}__owner")}
    pairs = set(people.filter(**own).values_list(path, "person"))
    for part, person in sorted(pairs):
        yield f"{PART}:{part}", person
    if others := sorted(set(pks) - {part for part, _person in pairs}):
        yield from who_manage(PART, others, "plan__parts", today)


def _who_decide(pks: list[int], today: date) -> Iterator[tuple[str, int]]:
    """The people of those who buy and have not decided."""
    decided = set(
        Decision.objects.standing().filter(plan__in=pks).values_list("plan", "organisation")
    )
    for plan, organisation, person in _who_buy(pks, today):
        if (plan, organisation) not in decided:
            yield f"{PLAN}:{plan}", person


def _who_score(pks: list[int], today: date) -> Iterator[tuple[str, int]]:
    """The people of those who buy and have not given all score sheets that are asked for."""
    asked, settled = set(), set()
    options = PlanOption.objects.filter(plan__in=pks).exclude(state=PlanOption.State.OUT)
    for plan, question, state in options.order_by().values_list("plan", "question", "state"):
        (settled if state == PlanOption.State.CHOSEN else asked).add((plan, question))
    sheets = ScoreSheet.objects.given().filter(plan__in=pks)
    given = set(sheets.values_list("plan", "question", "organisation"))
    for plan, organisation, person in _who_buy(pks, today):
        wanted = {(*each, organisation) for each in asked - settled if each[0] == plan}
        if wanted - given:
            yield f"{PLAN}:{plan}", person


def _who_buy(pks: list[int], today: date) -> list[tuple[int, int, int]]:
    """(plan, organisation, person) of the members that mean to buy; one statement."""
    people = BuyerPerson.objects.valid_on(today).order_by()
    path = "membership__group__plan"
    rows = people.filter(**{f"{path}__in": pks, "membership__tier__in": BUYING})
    return sorted(rows.values_list(path, "membership__organisation", "person").distinct())

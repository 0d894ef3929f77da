"""The options of a plan compared, as one reader may see them: page, downloads and documents.

Single scores are shown to others only where their member agreed. A mean is told only with at least
three members behind it that have not agreed, as `buyers.disclosure` has it, or where the reader may
read all that it is made of; a total only where all the means are told that it is made of, for it
would give the missing one away. A mean of ten says that everybody gave ten: of that much agreement
everybody may know.
"""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal

from django.db.models import Q

from buyers import comparison, disclosure, legal
from buyers.compared import Cell, Compared, CriterionView, OptionView, Sheet
from buyers.models import Criterion, FeasibilityPlan, PlanOption, Question, Score, ScoreSheet
from buyers.places import buyer_places_of
from buyers.querysets.groups import own
from buyers.weighing import weighed
from core.rights import holds


def compare(
    plan: FeasibilityPlan, question: str, person, today: date, weights: dict | None = None
) -> Compared:
    """Five statements; the plan comes with its group, that one's project and task.

    `weights`: others than those of the plan, to try, by the id of the criterion.
    """
    return weighed(gather(plan, question, person, today), weights)


def gather(plan: FeasibilityPlan, question: str, person, today: date) -> Compared:
    """All of it that no weight has a part in."""
    everything = holds(FeasibilityPlan.objects.rights_of(person, today)["may_steer"], plan)
    members = plan.group.memberships.asked_on(today).order_by("organisation__short_name")
    asked = dict(members.values_list("organisation", "organisation__short_name"))
    options = [_option(row, question) for row in plan.options.filter(question=question)]
    standing = [each for each in options if each.state != PlanOption.State.OUT]
    criteria = [_criterion(row) for row in plan.criteria.standing().filter(question=question)]
    cells = [(option.pk, criterion.pk) for option in standing for criterion in criteria]
    sheets = _sheets(plan, question, person, today, cells)
    given = [each for each in sheets if each.is_given and each.organisation in asked]
    places = buyer_places_of(person, today)
    scores_for = {org for group, org in places.active if group == plan.group_id}
    own_sheets = {each.organisation: each for each in sheets if each.is_own}
    complete = {each.organisation for each in given if not each.missing}
    return Compared(
        question=question,
        question_label=str(Question(question).label),
        options=[
            replace(
                option,
                cells=tuple(
                    _cell((option.pk, criterion.pk), given, everything) for criterion in criteria
                ),
            )
            for option in standing
        ],
        out=[each for each in options if each.state == PlanOption.State.OUT],
        criteria=criteria,
        sheets=[each for each in sheets if each.is_own]
        + [each for each in given if not each.is_own and (everything or each.discloses)],
        own=[
            own_sheets.get(org) or Sheet(org, name, "", False, True, len(cells))
            for org, name in asked.items()
            if org in scores_for
        ],
        asked=len(asked),
        given=len(given),
        incomplete=len(given) - len(complete),
        waiting=[name for org, name in asked.items() if org not in complete] if everything else [],
        everything=everything,
    )


def _option(row: PlanOption, question: str) -> OptionView:
    kind = row.form if question == Question.FORM else row.contract
    explained = legal.OF[question].get(kind)
    return OptionView(
        pk=row.pk,
        name=row.name,
        kind=kind,
        kind_label=row.get_form_display() if row.form else row.get_contract_display(),
        article=explained.article if explained else "",
        explained=str(explained.words) if explained else "",
        description=row.description,
        applicable_law=row.applicable_law,
        acting_body=row.acting_body,
        state=row.state,
        state_label=row.get_state_display(),
    )


def _criterion(row: Criterion) -> CriterionView:
    return CriterionView(row.pk, row.name, row.description, row.weight)


def _sheets(plan, question, person, today, cells) -> list[Sheet]:
    """What was given, and one's own drafts. Two statements."""
    mine = own(person, today, "plan__group")
    rows = ScoreSheet.objects.filter(plan=plan, question=question)
    rows = rows.filter(mine | Q(pk__in=ScoreSheet.objects.given().values("pk")))
    columns = ("pk", "organisation", "organisation__short_name", "state", "discloses")
    rows = list(rows.order_by("organisation__short_name", "pk").values_list(*columns))
    values = defaultdict(dict)
    scores = Score.objects.filter(sheet__in=[row[0] for row in rows])
    for pk, *cell, value in scores.values_list("sheet", "option", "criterion", "value"):
        values[pk][tuple(cell)] = value
    seats = buyer_places_of(person, today).seats
    return [
        Sheet(
            organisation=organisation,
            name=name,
            state=state,
            discloses=discloses,
            is_own=(plan.group_id, organisation) in seats,
            missing=sum(cell not in values[pk] for cell in cells),
            scores=values[pk],
        )
        for pk, organisation, name, state, discloses in rows
    ]


def _cell(cell: tuple[int, int], given: list[Sheet], everything: bool) -> Cell:
    behind = [each for each in given if cell in each.scores]
    if not behind:
        return Cell()
    values = [each.scores[cell] for each in behind]
    if not everything and not all(each.is_own or each.discloses for each in behind):
        parts = [
            disclosure.Part(each.organisation, each.discloses, Decimal(each.scores[cell]), ())
            for each in behind
        ]
        if disclosure.totals(parts, ()).is_hidden:
            return Cell(is_hidden=True)
    spread = comparison.spread(values)
    return Cell(
        mean=comparison.mean(values),
        agreement=comparison.agreement(spread),
        spread=spread,
        low=min(values) if everything else None,
        high=max(values) if everything else None,
    )

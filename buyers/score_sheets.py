"""How a member scores the options: written as a draft, given as a whole, taken back."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import FeasibilityPlan, PlanOption, Score, ScoreSheet, Tier
from buyers.plans import held
from core.history import assign, record

State = ScoreSheet.State
Cell = tuple[int, int]  # ids of an option and a criterion


@transaction.atomic
def write(
    *, sheet: ScoreSheet, scores: dict[Cell, int | None], discloses: bool, give: bool, by, on: date
) -> ScoreSheet:
    """Write a member's sheet as it is now; with `give` it counts from then on.

    `sheet` names plan, question and organisation; there may be none of them yet. What stands for
    nothing that is compared now is left alone. What was given stays given, and is complete. Sent
    twice it is written once. Raises ValidationError.
    """
    plan = held(sheet.plan_id)
    _refuse_unless_asked(plan, sheet.organisation_id, on)
    options, criteria = compared_now(plan, sheet.question)
    if not options or not criteria:
        raise ValidationError(_("There is nothing to score yet."))
    rows = ScoreSheet.objects.filter(plan=plan, question=sheet.question)
    row = rows.filter(organisation=sheet.organisation_id).first() or ScoreSheet(
        plan=plan, question=sheet.question, organisation=sheet.organisation
    )
    changed = assign(row, discloses=discloses)
    if give and row.state == State.DRAFT:
        changed += assign(row, state=State.GIVEN, given_on=on, given_by=by)
    cells = [(option, criterion) for option in options for criterion in criteria]
    if row.state == State.GIVEN and any(scores.get((o.pk, c.pk)) is None for o, c in cells):
        raise ValidationError(_("Score every option by every criterion before you give them."))
    row.full_clean()
    is_new = row._state.adding
    if is_new:
        record(row, "", by=by)
    told = _write_scores(row, cells, scores, by)
    if not is_new and (changed or told):
        record(row, "; ".join(told)[:500], *(changed or ["discloses"]), by=by)
    return row


def _write_scores(row: ScoreSheet, cells, scores: dict[Cell, int | None], by) -> list[str]:
    """What changed, in words for the history of the sheet."""
    told = []
    there = {(each.option_id, each.criterion_id): each for each in row.scores.all()}
    for option, criterion in cells:
        value = scores.get((option.pk, criterion.pk))
        score = there.get((option.pk, criterion.pk))
        old = score.value if score else None
        if value == old:
            continue
        if value is None:
            score._history_user = by
            score.delete()
        else:
            score = score or Score(sheet=row, option=option, criterion=criterion)
            score.value = value
            score.full_clean()
            record(score, "", "value", by=by)
        old, new = ("–" if each is None else each for each in (old, value))
        told.append(f"{option.name}, {criterion.name}: {old} → {new}")
    return told


@transaction.atomic
def take_back(*, sheet: ScoreSheet, by) -> ScoreSheet:
    """It is a draft again, seen by its own people alone, and counts no longer. Pressed twice it is
    done once."""
    held(sheet.plan_id)
    row = ScoreSheet.objects.select_for_update(of=("self",), no_key=True).get(pk=sheet.pk)
    changed = assign(row, state=State.DRAFT, given_on=None, given_by=None)
    record(row, _("Taken back to a draft"), *changed, by=by)
    return row


def compared_now(plan: FeasibilityPlan, question: str) -> tuple[list, list]:
    """The options and criteria that a sheet of today scores."""
    options = plan.options.filter(question=question).exclude(state=PlanOption.State.OUT)
    criteria = plan.criteria.standing().filter(question=question)
    return list(options), list(criteria)


def _refuse_unless_asked(plan: FeasibilityPlan, organisation: int, on: date) -> None:
    members = plan.group.memberships.valid_on(on).filter(organisation=organisation)
    tier = members.values_list("tier", flat=True).first()
    if tier is None:
        raise ValidationError(_("This organisation is no member of the group any more."))
    if tier == Tier.OBSERVER:
        raise ValidationError(_("Observers score nothing: change the tier first."))

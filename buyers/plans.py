"""A feasibility plan as a whole: begun, and its frame changed."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup, Clause, FeasibilityPlan, Gate, PlanPart, Scenario
from core.history import assign, record


def held(pk: int) -> FeasibilityPlan:
    """Nobody else changes a plan, or what is compared, computed or decided by it, until the
    transaction ends. It comes with its group and their project."""
    rows = FeasibilityPlan.objects.select_for_update(no_key=True, of=("self",))
    plan = rows.select_related("group__project").get(pk=pk)
    plan.project = plan.group.project
    return plan


def not_taken_out(rows, pk: int):
    """The row as it is now. Raises ValidationError where it was taken out."""
    row = rows.get(pk=pk)
    if row.removed_on:
        raise ValidationError(_("“%s” has been taken out. Put it back first.") % row)
    return row


def write_values(rows, key: str, value: str, wanted: dict[int, Decimal], by) -> None:
    """Make of `rows`, what belongs to one other row, those that say these values by `key`."""
    field = rows.model._meta.get_field(key)
    for row in rows.exclude(**{f"{field.attname}__in": wanted}):
        row._history_user = by
        row.delete()
    there = {getattr(row, field.attname): row for row in rows.all()}
    for at, said in wanted.items():
        row = there.get(at) or rows.model(**{rows.field.name: rows.instance, field.attname: at})
        if changed := assign(row, **{value: said}):
            row.full_clean()
            record(row, "", *changed, by=by)


@transaction.atomic
def start(*, plan: FeasibilityPlan, by) -> FeasibilityPlan:
    """Save a new plan with its twelve parts, seven gates, the clauses to settle and a base case.

    Pressed twice it is begun once. Raises ValidationError where the group has one already.
    """
    group = BuyerGroup.objects.select_for_update(no_key=True).get(pk=plan.group_id)
    plan.project_id = group.project_id
    there = FeasibilityPlan.objects.filter(group=group).first()
    if there and there.title == plan.title:
        return there
    if there:
        raise ValidationError(_("This group has a feasibility plan already."))
    plan.full_clean()
    record(plan, _("Begun"), by=by)
    rows = [
        *(PlanPart(project_id=plan.project_id, plan=plan, number=n) for n in PlanPart.Number),
        *(Gate(plan=plan, kind=kind, position=i) for i, kind in enumerate(Gate.Kind, start=1)),
        *(Clause(plan=plan, topic=topic) for topic in Clause.Topic),
        Scenario(plan=plan, name=_("Base case"), is_base=True),
    ]
    for row in rows:
        record(row, _("Begun with the plan"), by=by)
    return plan


@transaction.atomic
def change(*, plan: FeasibilityPlan, by, **values) -> FeasibilityPlan:
    """Raises ValidationError at the field: the plan cannot end before its costs do, and figures
    stay in the currency and the unit in which they were meant."""
    row = held(plan.pk)
    before = {"currency": row.currency, "unit": row.unit}
    changed = assign(row, **values)
    row.full_clean()
    if "currency" in changed and (row.costs.exists() or row.sources.exists()):
        raise ValidationError({"currency": _("There are amounts in %(currency)s.") % before})
    if "unit" in changed and row.volumes.exists():
        raise ValidationError({"unit": _("Members have named quantities in %(unit)s.") % before})
    used = row.costs.standing().order_by("-from_year").values_list("from_year", flat=True).first()
    ends = row.costs.standing().filter(to_year__gt=row.years)
    if (used or 0) > row.years or ends.exists():
        raise ValidationError({"years": _("There are costs in later years. Change those first.")})
    record(row, "", *changed, by=by)
    return row

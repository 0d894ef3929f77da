"""The acts on scenarios: entered, changed, made the base case, taken out and put back."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.faults import Guard
from buyers.models import Scenario
from buyers.plans import held, not_taken_out, write_values
from core.history import assign, entered_before, record

MOST = 8  # side by side

Prices = dict[int, Decimal]  # cost: amount


@transaction.atomic
def enter(*, scenario: Scenario, prices: Prices, by, on: date) -> Scenario:
    """Sent twice it is there once. Raises ValidationError at the field."""
    plan = held(scenario.plan_id)
    if before := entered_before(scenario, by=by):
        return before
    standing = plan.scenarios.standing()
    if standing.count() >= MOST:
        raise ValidationError(_("A plan has at most %d scenarios. Take one out first.") % MOST)
    last = standing.order_by("-position").values_list("position", flat=True).first() or 0
    scenario.position = last + 1
    guard = Guard(plan, by, on)
    scenario.full_clean()
    _check(scenario)
    record(scenario, "", by=by)
    write_values(scenario.prices, "cost", "amount", prices, by)
    guard.check("scenario")
    return scenario


@transaction.atomic
def change(*, scenario: Scenario, prices: Prices, by, on: date, **values) -> Scenario:
    """Raises ValidationError at the field."""
    plan = held(scenario.plan_id)
    row = not_taken_out(plan.scenarios, scenario.pk)
    guard = Guard(plan, by, on)
    changed = assign(row, **values)
    row.full_clean()
    _check(row)
    record(row, "", *changed, by=by)
    write_values(row.prices, "cost", "amount", prices, by)
    guard.check("scenario")
    return row


@transaction.atomic
def make_base(*, scenario: Scenario, by) -> Scenario:
    """From now on this one is the plan's base case. Pressed twice it is so once."""
    plan = held(scenario.plan_id)
    row = not_taken_out(plan.scenarios, scenario.pk)
    if row.is_base:
        return row
    before = plan.scenarios.filter(is_base=True).first()
    if before:  # first, for only one may be it
        before.is_base = False
        record(before, _("“%s” is the base case now") % row, "is_base", by=by)
    row.is_base = True
    record(row, _("Chosen as the base case"), "is_base", by=by)
    return row


@transaction.atomic
def take_out(*, scenario: Scenario, by, on: date, reason: str = "") -> Scenario:
    """Raises ValidationError for the base case. Pressed twice it is out once."""
    held(scenario.plan_id)
    row = Scenario.objects.get(pk=scenario.pk)
    if row.is_base:
        raise ValidationError(_("This is the base case. Choose another one first."))
    if not row.removed_on:
        row.removed_on = on
        record(row, reason, "removed_on", by=by)
    return row


@transaction.atomic
def put_back(*, scenario: Scenario, by, on: date) -> Scenario:
    """Raises ValidationError where there are many others."""
    plan = held(scenario.plan_id)
    row = Scenario.objects.get(pk=scenario.pk)
    if not row.removed_on:
        return row
    if plan.scenarios.standing().count() >= MOST:
        raise ValidationError(_("A plan has at most %d scenarios. Take one out first.") % MOST)
    guard = Guard(plan, by, on)
    row.removed_on = None
    record(row, _("Put back"), "removed_on", by=by)
    guard.check("scenario")
    return row


def _check(row: Scenario) -> None:
    if row.option_id and row.option.plan_id != row.plan_id:
        raise ValidationError({"option": _("This model belongs to another plan.")})

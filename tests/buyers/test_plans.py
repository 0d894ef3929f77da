"""A feasibility plan as a whole: begun once, and changed within what it holds."""

import pytest
from django.core.exceptions import ValidationError

from buyers import plans
from buyers.models import FeasibilityPlan, FundingScheme, PlanPart
from tests.buyers.plans import make_cost, make_plan


def test_a_plan_begins_with_all_that_every_plan_has(world):
    plan = make_plan(world.group, world.coordinator)
    assert [part.number for part in plan.parts.all()] == list(range(1, 13))
    assert {part.state for part in plan.parts.all()} == {PlanPart.State.EMPTY}
    assert [gate.kind for gate in plan.gates.all()][:2] == ["needs", "prior_art"]
    assert (plan.gates.count(), plan.clauses.count()) == (7, 9)
    assert plan.scenarios.get().is_base
    assert plan.history.get().history_user == world.coordinator


def test_a_group_has_one_plan_and_a_second_press_begins_no_other(world):
    plan = make_plan(world.group, world.coordinator)
    assert make_plan(world.group, world.coordinator) == plan
    with pytest.raises(ValidationError, match="already"):
        make_plan(world.group, world.coordinator, title="Another")
    assert FeasibilityPlan.objects.count() == 1


def test_a_plan_does_not_end_before_its_costs_do(world):
    plan = make_plan(world.group, world.coordinator, years=10)
    make_cost(plan, nature="yearly", from_year=2, to_year=8)
    with pytest.raises(ValidationError) as refusal:
        plans.change(plan=plan, by=world.coordinator, years=7)
    assert list(refusal.value.message_dict) == ["years"]
    assert plans.change(plan=plan, by=world.coordinator, years=8).years == 8


def test_the_rates_of_the_programmes_are_data(db):
    rates = FundingScheme.objects.filter(kind="grant", is_eu=True).values_list("name", "rate")
    assert dict(rates)["Horizon 2020, PPI (2016-2020)"] == 35
    assert dict(rates)["Horizon Europe, PPI"] == 50

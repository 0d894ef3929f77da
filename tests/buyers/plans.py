"""Rows of feasibility plans, for tests."""

from decimal import Decimal

from buyers import plans
from buyers.models import (
    BuyerVolume,
    CostItem,
    Criterion,
    Decision,
    FeasibilityPlan,
    FundingScheme,
    FundingSource,
    PlanOption,
    PlanRisk,
    Question,
    Scenario,
    Score,
    ScoreSheet,
)
from tests.people import NOW, TODAY


def make_plan(group, by, **fields) -> FeasibilityPlan:
    """Begun, with its parts, gates, clauses and base case; 2028 to 2037."""
    fields = {
        "title": "Sorting of bulky waste",
        "unit": "tonnes",
        "first_year": 2028,
        "years": 10,
    } | fields
    return plans.start(plan=FeasibilityPlan(group=group, **fields), by=by)


def make_option(plan, name="Joint", question=Question.FORM, **fields) -> PlanOption:
    kind = {"form": "joint"} if question == Question.FORM else {"contract": "service"}
    return PlanOption.objects.create(plan=plan, name=name, question=question, **(kind | fields))


def make_criterion(plan, name="Price", question=Question.FORM, **fields) -> Criterion:
    return Criterion.objects.create(plan=plan, name=name, question=question, **fields)


def make_sheet(plan, organisation, scores, question=Question.FORM, **fields) -> ScoreSheet:
    """Given. `scores` is {(option, criterion): value}."""
    fields = {"state": ScoreSheet.State.GIVEN, "given_on": TODAY} | fields
    sheet = ScoreSheet.objects.create(
        plan=plan, organisation=organisation, question=question, **fields
    )
    for (option, criterion), value in scores.items():
        Score.objects.create(sheet=sheet, option=option, criterion=criterion, value=value)
    return sheet


def make_cost(plan, name="Sorting line", amount="100000", **fields) -> CostItem:
    """One investment in the first year, shared by quantity."""
    fields = {"phase": "investment", "nature": "one_off"} | fields
    return CostItem.objects.create(plan=plan, name=name, amount=Decimal(amount), **fields)


def make_volume(plan, organisation, quantity="1000", **fields) -> BuyerVolume:
    return BuyerVolume.objects.create(
        plan=plan, organisation=organisation, quantity=Decimal(quantity), **fields
    )


def make_source(plan, kind="grant", organisation=None, costs=(), **fields) -> FundingSource:
    """From a scheme of this kind: the first one there is."""
    scheme = FundingScheme.objects.filter(kind=kind).first()
    if not scheme:  # emptied after a test that commits
        scheme = FundingScheme.objects.create(kind=kind, name=f"A {kind}")
    fields = {"name": scheme.name} | fields
    source = FundingSource.objects.create(
        plan=plan, organisation=organisation, scheme=scheme, **fields
    )
    source.costs.set(costs)
    return source


def make_scenario(plan, name="Worst case", **fields) -> Scenario:
    fields = {"case": "worst"} | fields
    return Scenario.objects.create(plan=plan, name=name, **fields)


def make_plan_risk(plan, risk, **fields) -> PlanRisk:
    return PlanRisk.objects.create(plan=plan, risk=risk, **fields)


def make_decision(plan, organisation, by, verdict="go", **fields) -> Decision:
    """It stands."""
    fields = {
        "decided_on": TODAY,
        "signatory": "Ana Horvat",
        "signatory_function": "Mayor",
        "recorded_at": NOW,
    } | fields
    return Decision.objects.create(
        project=plan.project,
        plan=plan,
        organisation=organisation,
        verdict=verdict,
        recorded_by=by,
        **fields,
    )

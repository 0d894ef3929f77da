"""Risks, gates and decisions of plans in Django admin: read and searched, never written."""

import pytest

from buyers.models import Decision, Gate, PlanRisk
from tests.buyers.plans import make_decision, make_plan, make_plan_risk
from tests.partners.test_admin import page
from tests.people import make_membership, make_organisation, make_person, make_risk


@pytest.fixture
def as_staff(client, world):
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.fixture
def rows(world):
    """By model one row."""
    plan = make_plan(world.group, world.coordinator)
    return {
        Decision: make_decision(plan, world.city.organisation, world.buyer),
        PlanRisk: make_plan_risk(plan, make_risk(world.wp4, world.acr), bearer="supplier"),
        Gate: plan.gates.get(kind="needs"),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_take_the_same_statements(
    world, rows, as_staff, django_assert_num_queries, count
):
    plan = rows[Decision].plan
    for n in range(1, count):
        organisation = make_organisation(f"Town {n}")
        make_membership(world.group, organisation)
        make_decision(plan, organisation, world.buyer)
        make_plan_risk(plan, make_risk(world.wp4, world.acr, str(n + 1)))
    statements = {Decision: 8, PlanRisk: 7, Gate: 7}
    for model, n in statements.items():
        with django_assert_num_queries(n):
            as_staff.get(page(model))


@pytest.mark.parametrize(
    ("model", "query", "found"),
    [
        (Decision, "?q=split", 1),
        (Decision, "?q=nobody", 0),
        (Decision, "?verdict__exact=no_go", 0),
        (PlanRisk, "?q=risk", 1),
        (PlanRisk, "?bearer__exact=buyer", 0),
        (Gate, "?q=bulky", 7),
        (Gate, "?kind__exact=award", 1),
    ],
)
def test_they_are_searched_and_filtered(rows, as_staff, model, query, found):
    assert as_staff.get(page(model) + query).context["cl"].result_count == found


@pytest.mark.parametrize("model", [Decision, PlanRisk, Gate])
def test_they_are_read_only(rows, as_staff, model):
    row = rows[model]
    assert as_staff.get(page(model, "change", row.pk)).status_code == 200
    assert as_staff.post(page(model, "change", row.pk), {"note": "x"}).status_code == 403
    assert as_staff.get(page(model, "add")).status_code == 403
    assert as_staff.get(page(model, "delete", row.pk)).status_code == 403

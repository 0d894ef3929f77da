"""The money of feasibility plans in Django admin: read; and schemes, whose rates are kept here."""

from decimal import Decimal

import pytest

from buyers.models import BuyerVolume, CostItem, FundingScheme, FundingSource, Scenario
from tests.buyers.plans import make_cost, make_plan, make_source, make_volume
from tests.partners.test_admin import change, page
from tests.people import make_person

# Statements of their lists
MODELS = {CostItem: 6, BuyerVolume: 6, FundingScheme: 4, FundingSource: 7, Scenario: 6}


@pytest.fixture
def as_staff(client, world):
    plan = make_plan(world.group, world.coordinator, title="Split the waste")
    cost = make_cost(plan, "Split line", key="percent")
    cost.shares.create(organisation=world.city.organisation, percent=100)
    make_volume(plan, world.city.organisation)
    make_source(plan, "budget", world.city.organisation).lines.create(year=1, amount=5)
    plan.scenarios.get().prices.create(cost=cost, amount=5)
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(as_staff, model, django_assert_num_queries):
    row = model.objects.first()
    with django_assert_num_queries(MODELS[model]):
        assert as_staff.get(page(model)).status_code == 200
    for address in (f"{page(model)}?q=split", page(model, "change", row.pk)):
        assert as_staff.get(address).status_code == 200, address
    assert as_staff.get(page(model, "delete", row.pk)).status_code == 403
    if model is not FundingScheme:
        assert as_staff.get(page(model, "add")).status_code == 403
        assert as_staff.post(page(model, "change", row.pk), {"name": "x"}).status_code == 403


def test_a_rate_is_changed_and_a_scheme_switched_off(as_staff):
    scheme = FundingScheme.objects.get(name="Horizon Europe, PPI")
    assert change(as_staff, scheme, rate="55", is_active="").status_code == 302
    scheme.refresh_from_db()
    assert (scheme.rate, scheme.is_active, scheme.kind) == (Decimal(55), False, "grant")
    assert scheme.history.latest().history_user.name == "Staff"
    answer = change(as_staff, scheme, rate="101")
    assert "rate" in answer.context["adminform"].form.errors

"""Options, criteria, scores and clauses of plans in Django admin."""

import pytest

from buyers.models import Clause, Criterion, PlanOption, ScoreSheet
from tests.buyers.plans import make_criterion, make_option, make_plan, make_sheet
from tests.partners.test_admin import change, page
from tests.people import make_person

# Statements of their lists.
MODELS = {PlanOption: 5, Criterion: 5, ScoreSheet: 7, Clause: 5}


@pytest.fixture
def as_staff(client, world):
    plan = make_plan(world.group, world.coordinator, title="Split")
    option, criterion = make_option(plan), make_criterion(plan)
    make_sheet(plan, world.city.organisation, {(option, criterion): 7})
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(as_staff, model, django_assert_num_queries):
    row = model.objects.first()
    with django_assert_num_queries(MODELS[model]):
        assert as_staff.get(page(model)).status_code == 200
    addresses = [f"{page(model)}?q=split", page(model, "change", row.pk)]
    if model is not ScoreSheet:
        addresses.append(page(model, "history", row.pk))
    for address in addresses:
        assert as_staff.get(address).status_code == 200, address
    for address in (page(model, "add"), page(model, "delete", row.pk)):
        assert as_staff.get(address).status_code == 403


def test_scores_are_only_read_and_drafts_not_even_that(as_staff):
    sheet = ScoreSheet.objects.get()
    assert as_staff.post(page(ScoreSheet, "change", sheet.pk), {"discloses": 1}).status_code == 403
    sheet.state = "draft"
    sheet.save()
    assert as_staff.get(page(ScoreSheet, "change", sheet.pk)).status_code == 302


def test_a_repair_has_its_author_and_leaves_what_acts_own(as_staff):
    option = PlanOption.objects.get()
    change(as_staff, option, name="Jointly", state="chosen")
    option.refresh_from_db()
    assert (option.name, option.state) == ("Jointly", "proposed")
    assert option.history.latest().history_user.name == "Staff"

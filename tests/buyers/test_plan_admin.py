"""Feasibility plans in Django admin: read and searched; acts write them."""

import pytest

from buyers import parts
from buyers.models import FeasibilityPlan, PartApproval, PartVersion, PlanPart
from tests.buyers.plans import make_plan
from tests.partners.test_admin import page
from tests.people import NOW, make_group, make_membership, make_organisation

MODELS = (FeasibilityPlan, PlanPart, PartVersion, PartApproval)


def fill(world, group):
    """A plan whose first part has a version that a member approves."""
    by = {"by": world.coordinator, "now": NOW}
    part = make_plan(group, world.coordinator).parts.get(number=1)
    parts.write(part=part, text="We sort.", note="Begun", seen=0, **by)
    parts.ask(part=part, by=world.coordinator)
    member = make_membership(group, make_organisation(f"Town of {group}"))
    given = {"organisation": member.organisation, "verdict": "approves", "comment": ""}
    parts.answer(part=part, version=1, **given, **by)
    return part.plan


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_are_read_and_searched(world, admin, django_assert_num_queries, count):
    fill(world, world.group)
    for number in range(1, count):
        fill(world, make_group(world.project, f"Group {number}"))
    for model, statements, rows, query in (
        (FeasibilityPlan, 5, count, "bulky"),
        (PlanPart, 7, 12 * count, "bulky"),
        (PartVersion, 7, count, "sort"),
        (PartApproval, 7, count, "TOWN"),
    ):
        with django_assert_num_queries(statements):
            answer = admin.get(page(model))
        assert answer.context["cl"].result_count == rows
        found = admin.get(page(model) + f"?q={query}").context["cl"].result_count
        assert found == rows
        assert admin.get(page(model) + "?q=nobody").context["cl"].result_count == 0


def test_parts_versions_and_approvals_are_read_only(world, admin):
    plan = fill(world, world.group)
    for model in MODELS[1:]:
        pk = model.objects.order_by("pk").first().pk
        assert admin.get(page(model, "change", pk)).status_code == 200
        assert admin.post(page(model, "change", pk), {}).status_code == 403
        assert admin.get(page(model, "add")).status_code == 403
        assert admin.get(page(model, "delete", pk)).status_code == 403
    assert admin.get(page(FeasibilityPlan, "add")).status_code == 403
    assert admin.get(page(FeasibilityPlan, "delete", plan.pk)).status_code == 403


def test_a_plan_is_renamed_and_keeps_its_frame(world, admin):
    plan = fill(world, world.group)
    typed = {"title": "Renamed", "currency": "SEK", "years": "3", "scores_due": ""}
    admin.post(page(FeasibilityPlan, "change", plan.pk), typed)
    plan.refresh_from_db()
    assert (plan.title, plan.currency, plan.years) == ("Renamed", "EUR", 10)
    assert plan.history.first().history_user == world.administrator

"""Buyer groups in Django admin."""

import pytest

from buyers import requests
from buyers.models import (
    BuyerGroup,
    BuyerMembership,
    BuyerPerson,
    ConflictDeclaration,
    MemberRequest,
)
from tests.addresses import request_of
from tests.partners.test_admin import change, page
from tests.people import NOW, make_group, make_membership, make_organisation, make_person

MODELS = {BuyerGroup: 5, BuyerMembership: 8, BuyerPerson: 7}  # and the statements of their lists

READ = [ConflictDeclaration, MemberRequest]  # and never written


@pytest.fixture
def as_staff(client, world):
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(world, as_staff, model, django_assert_num_queries):
    row = model.objects.first()
    with django_assert_num_queries(MODELS[model]):
        assert as_staff.get(page(model)).status_code == 200
    for address in (
        f"{page(model)}?q=split",
        page(model, "add"),
        page(model, "change", row.pk),
        page(model, "history", row.pk),
    ):
        assert as_staff.get(address).status_code == 200, address
    assert as_staff.get(page(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("model", READ)
def test_declarations_and_requests_are_read_and_never_written(world, as_staff, model):
    """Nor is the hash of a link shown."""
    row = request_of(world)
    if model is ConflictDeclaration:
        row = world.group.declarations.create(
            organisation=world.city.organisation,
            person=world.buyer,
            has_conflict=False,
            declared_at=NOW,
        )
    for address in (page(model), f"{page(model)}?q=buyer", page(model, "change", row.pk)):
        answer = as_staff.get(address)
        assert answer.status_code == 200, address
        assert "token_hash" not in answer.text
        assert requests.hashed("asked") not in answer.text
    for address in (page(model, "add"), page(model, "delete", row.pk)):
        assert as_staff.get(address).status_code == 403, address
    assert as_staff.post(page(model, "change", row.pk), {"kind": "need"}).status_code == 403


def test_a_repair_has_its_author_in_the_history(world, as_staff):
    change(as_staff, world.group, purpose="Repaired")
    row = world.group.history.latest()
    assert (row.purpose, row.history_user.name) == ("Repaired", "Staff")
    assert row.history_change_reason == "In the administration"


def test_a_last_day_before_the_first_is_refused(world, as_staff):
    answer = change(as_staff, world.city, until="2020-01-01")
    assert answer.context["adminform"].form.errors == {
        "until": ["The last day lies before the first."]
    }


def test_a_second_membership_is_refused(world, as_staff):
    data = {
        "group": world.group.pk,
        "organisation": world.city.organisation_id,
        "tier": "core",
        "since": "2026-05-01",
        "people-TOTAL_FORMS": 0,
        "people-INITIAL_FORMS": 0,
    }
    answer = as_staff.post(page(BuyerMembership, "add"), data)
    assert "on some of these days" in str(answer.context["adminform"].form.errors["since"])


def test_the_lead_procurer_is_chosen_among_the_members(world, as_staff):
    other = make_membership(make_group(world.project, "Other"), make_organisation("X"))
    field = as_staff.get(page(BuyerGroup, "change", world.group.pk)).context["adminform"].form
    assert other not in field.fields["lead_procurer"].queryset
    answer = change(as_staff, world.group, lead_procurer=other.pk)
    assert list(answer.context["adminform"].form.errors) == ["lead_procurer"]

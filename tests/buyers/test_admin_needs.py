"""Needs, answers, prior art and code lists in Django admin."""

import pytest

from buyers import codes
from buyers.models import ClassificationCode, Need, NeedShare, PriorArt
from tests.partners.test_admin import change, page
from tests.people import make_need, make_person, make_share

MODELS = {ClassificationCode: 4, Need: 9, NeedShare: 7, PriorArt: 5}  # statements of their lists


@pytest.fixture
def as_staff(client, world):
    codes.load_shipped(only=["90500000", "HR035"])
    need = make_need(world.group, title="Split the waste")
    used = need.indicators.create(name="Used again", target=40)
    make_share(need, world.city.organisation).indicators.create(indicator=used, target=30)
    need.prior_art.create(title="A splitter")
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(as_staff, model, django_assert_num_queries):
    row = model.objects.first()
    with django_assert_num_queries(MODELS[model]):
        assert as_staff.get(page(model)).status_code == 200
    addresses = [f"{page(model)}?q=split", page(model, "change", row.pk)]
    if model in (Need, PriorArt):
        addresses.append(page(model, "history", row.pk))
    for address in addresses:
        assert as_staff.get(address).status_code == 200, address
    for address in (page(model, "add"), page(model, "delete", row.pk)):
        assert as_staff.get(address).status_code == 403


@pytest.mark.parametrize("model", [NeedShare, ClassificationCode])
def test_answers_and_codes_are_only_read(as_staff, model):
    row = model.objects.first()
    assert as_staff.post(page(model, "change", row.pk), {"quantity": 1}).status_code == 403


def test_a_buyers_draft_is_its_own_alone_here_too(as_staff, world):
    Need.objects.update(state="draft", organisation=world.city.organisation)
    NeedShare.objects.update(state="draft")
    for model in (Need, NeedShare, PriorArt):
        assert b"0 " in as_staff.get(page(model)).content
        assert as_staff.get(page(model, "change", model.objects.get().pk)).status_code == 302
        if model is not NeedShare:
            address = page(model, "history", model.objects.get().pk)
            assert as_staff.get(address).status_code == 404
    Need.objects.update(organisation=None)
    assert as_staff.get(page(Need, "change", Need.objects.get().pk)).status_code == 200


def test_a_repair_has_its_author_and_leaves_what_acts_own(as_staff):
    need = Need.objects.get()
    change(as_staff, need, title="Sort the waste", state="closed", number=9)
    need.refresh_from_db()
    assert (need.title, need.state, need.number) == ("Sort the waste", "shared", 1)
    assert need.history.latest().history_user.name == "Staff"

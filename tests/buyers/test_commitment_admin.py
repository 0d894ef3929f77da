"""The ledger in Django admin: read, and withdrawn with a reason."""

import pytest

from buyers.models import Commitment
from tests.partners.test_admin import page
from tests.people import make_commitment, make_need, make_person
from tests.reading import notes


@pytest.fixture
def as_staff(client, world):
    client.force_login(make_person("Staff", is_staff=True))
    return client


@pytest.fixture
def row(world):
    return make_commitment(make_need(world.group), world.city.organisation, recorded_by=world.buyer)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_is_read_and_searched(world, row, as_staff, django_assert_num_queries, count):
    for n in range(1, count):
        make_commitment(row.need, world.city.organisation, year=2028 + n)
    with django_assert_num_queries(9):
        answer = as_staff.get(page(Commitment))
    assert answer.context["cl"].result_count == count
    for query, found in (("?q=split", count), ("?q=nobody", 0), ("?state__exact=withdrawn", 0)):
        assert as_staff.get(page(Commitment) + query).context["cl"].result_count == found


def test_it_is_read_only_and_drafts_are_not_shown(world, row, as_staff):
    assert as_staff.get(page(Commitment, "change", row.pk)).status_code == 200
    assert as_staff.post(page(Commitment, "change", row.pk), {"quantity": 1}).status_code == 403
    assert as_staff.get(page(Commitment, "add")).status_code == 403
    assert as_staff.get(page(Commitment, "delete", row.pk)).status_code == 403
    draft = make_commitment(row.need, world.city.organisation, state="draft", recorded_at=None)
    assert as_staff.get(page(Commitment)).context["cl"].result_count == 1
    assert as_staff.get(page(Commitment, "change", draft.pk)).status_code == 302


def act(client, row, reason):
    data = {"action": "withdraw", "_selected_action": [row.pk], "reason": reason}
    return client.post(page(Commitment), data, follow=True)


def test_a_repair_is_the_withdrawal_with_a_reason(world, row, as_staff):
    assert notes(act(as_staff, row, " ")) == [
        "This act needs a reason: write it beside the action."
    ]
    row.refresh_from_db()
    assert row.state == "standing"
    assert notes(act(as_staff, row, "Entered for the wrong buyer")) == [
        "City of Split: interest, 2028 is withdrawn."
    ]
    row.refresh_from_db()
    assert (row.state, row.withdrawn_reason) == ("withdrawn", "Entered for the wrong buyer")
    assert row.history.latest().history_user.name == "Staff"
    assert "cannot be withdrawn" in notes(act(as_staff, row, "Again"))[0]

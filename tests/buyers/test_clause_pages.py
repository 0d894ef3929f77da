"""The clauses of a plan: who edits which, bad input."""

import pytest
from django.urls import reverse

from tests.partners.test_pages import submit
from tests.people import make_organisation
from tests.reading import FRAME, errors, read_csv

# --- Clauses -------------------------------------------------------------------------------------


def clause_url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def test_clauses_are_edited_by_managers_and_by_the_people_of_their_owner(world, plan, bob, login):
    address = clause_url("edit_clause", "price")
    client = login(world.coordinator)
    page = client.get(address)
    typed = {"state": "discussed", "text": "By the index.", "owner": world.city.organisation_id}
    submit(client, address, **typed)
    assert list(page.context["form"].fields)[:3] == ["state", "text", "owner"]
    assert login(bob).get(address).status_code == 403
    client = login(world.buyer)
    assert "owner" not in client.get(address).context["form"].fields
    submit(client, address, state="settled")
    page = client.get(clause_url("plan_clauses"))
    assert "1 of 9 settled" in page.text
    assert page.context["writes"] == {"price"}
    assert login(bob).get(clause_url("plan_clauses")).context["writes"] == set()
    rows = read_csv(login(bob).get(clause_url("plan_clauses_export", "csv")))
    assert rows[4] == ["price revision", "settled", "By the index.", "City of Split"]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [({"state": "burnt"}, "state"), ({"owner": "9" * 25}, "owner"), ({"text": "\x00"}, "text")],
)
def test_what_is_no_clause_is_refused(world, plan, login, typed, wrong):
    answer = submit(login(world.coordinator), clause_url("edit_clause", "exit"), **typed)
    assert list(errors(answer)) == [wrong]


def test_only_members_prepare_a_clause(world, plan, login):
    strange = make_organisation("Strange")
    address = clause_url("edit_clause", "exit")
    answer = submit(login(world.coordinator), address, owner=strange.pk)
    assert list(errors(answer)) == ["owner"]
    assert login(world.coordinator).get(clause_url("edit_clause", "nothing")).status_code == 404


def test_the_clauses_take_as_many_statements_however_many_one_may_edit(
    world, plan, login, django_assert_num_queries
):
    client = login(world.coordinator)
    client.get(clause_url("plan_clauses"))
    with django_assert_num_queries(FRAME + 1 + 2):  # the plan; the clauses, and which one edits
        client.get(clause_url("plan_clauses"))

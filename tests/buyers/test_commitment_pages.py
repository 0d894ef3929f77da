"""The pages of commitments: who sees whose, and the way from a draft to the ledger."""

from decimal import Decimal

import pytest
from django.urls import reverse

from buyers import needs
from buyers.models import BuyerMembership, Commitment, Tier
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_commitment,
    make_group,
    make_membership,
    make_need,
    make_organisation,
)
from tests.reading import content_of, errors, notes

SLUG, GROUP = "ppi4test", "waste-buyers"
State = Commitment.State


@pytest.fixture
def need(world):
    return make_need(world.group, title="Sorting of bulky waste")


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, GROUP, *args])


def of_city(world, need, **fields):
    return make_commitment(need, world.city.organisation, **fields)


def ledger(login, person, query="") -> list:
    return login(person).get(url("commitments") + query).context["rows"]


TYPED = {"year": "2028", "quantity": "120.5", "level": "interest"}


# --- Alice, Bob and the others -------------------------------------------------------------------


def test_a_draft_is_seen_by_its_own_people_alone_on_no_path(world, need, bob, login):
    row = of_city(world, need, state="draft", quantity=777, conditions="Secret condition")
    one = [
        *["commitment", "edit_commitment", "record_commitment", "withdraw_commitment"],
        *["discard_commitment", "upload_commitment_file"],
    ]
    for person in (bob, world.coordinator, world.wp_lead, world.officer, world.administrator):
        client = login(person)
        for name in one:
            assert client.get(url(name, row.pk)).status_code == 404
            assert client.post(url(name, row.pk), TYPED).status_code == 404
    for person in (bob, world.coordinator, world.officer):
        client = login(person)
        pages = [
            client.get(url("commitments")),
            client.get(url("commitments") + "?state=draft"),
            client.get(url("new_commitment") + f"?like={row.pk}"),
            client.get(url("commitments_export", "csv")),
            client.get(url("commitment_totals_export", "csv")),
            client.get(reverse("search") + "?q=secret"),
        ]
        for page in pages:
            text = content_of(page) if page.streaming else page.content
            assert b"777" not in text
            assert b"Secret" not in text
    assert b"777" in login(world.buyer).get(url("commitments")).content
    row.refresh_from_db()
    assert row.state == State.DRAFT


def test_a_draft_waits_unseen_while_its_need_is_a_draft_again(world, need, bob, login):
    """What the need says then is its writers' alone; and that there is a draft, its buyer's."""
    row = of_city(world, need, state="draft")
    by = {"by": world.coordinator}
    needs.perform(need=need, verb="withdraw", **by)
    needs.change(need=need, indicators=[], cpv=[], title="Secret title", **by)
    client = login(world.buyer)
    for name in ("commitment", "edit_commitment", "record_commitment", "discard_commitment"):
        assert client.get(url(name, row.pk)).status_code == 404
    for page in (client.get(url("commitments")), client.get(url("commitments_pdf"))):
        assert page.status_code == 200
        assert b"Secret title" not in page.content
    needs.perform(need=need, verb="share", **by)
    assert client.get(url("commitment", row.pk)).status_code == 200


@pytest.mark.parametrize("state", ["standing", "replaced", "withdrawn"])
def test_a_need_to_which_something_was_committed_stays_shared(world, need, login, state):
    of_city(world, need, state=state)
    client = login(world.coordinator)
    address = url("need_act", need.number, "withdraw")
    answer = client.post(address)
    assert errors(answer)["__all__"] == [
        "Somebody has committed something to it: it stays shared. You can close it."
    ]
    assert client.get(url("commitments")).status_code == 200


def test_a_recorded_one_is_read_by_who_steers_and_by_others_as_agreed(world, need, bob, login):
    row = of_city(world, need)
    readers = {
        "buyer": world.buyer,
        "coordinator": world.coordinator,
        "wp_lead": world.wp_lead,
        "bob": bob,
        "partner": world.partner,
        "officer": world.officer,
        "stranger": world.stranger,
    }

    def codes():
        return {
            name: login(person).get(url("commitment", row.pk)).status_code
            for name, person in readers.items()
        }

    assert codes() == {
        "buyer": 200,
        "coordinator": 200,
        "wp_lead": 200,
        "bob": 404,
        "partner": 404,
        "officer": 404,
        "stranger": 404,
    }
    assert [each.pk for each in ledger(login, bob)] == []
    assert [each.pk for each in ledger(login, world.coordinator)] == [row.pk]
    Commitment.objects.update(is_disclosed=True)
    assert codes() == dict.fromkeys(readers, 200) | {"stranger": 404}
    assert [each.pk for each in ledger(login, bob)] == [row.pk]


def test_the_lead_procurer_reads_no_single_entry(world, need, bob, login):
    row = of_city(world, need)
    world.group.lead_procurer = BuyerMembership.objects.get(organisation__short_name__endswith="a")
    world.group.save()
    assert world.group.lead_procurer.people.get().person == bob
    assert login(bob).get(url("commitment", row.pk)).status_code == 404


def test_nobody_acts_for_another_buyer(world, need, bob, login):
    row = of_city(world, need, is_disclosed=True)
    for person in (bob, world.coordinator, world.officer):
        for name in ("edit_commitment", "record_commitment", "withdraw_commitment"):
            for method in ("get", "post"):
                answer = getattr(login(person), method)(url(name, row.pk), {"reason": "Forced"})
                assert answer.status_code == 403
    row.refresh_from_db()
    assert row.state == State.STANDING


def test_a_draft_of_bob_is_none_of_alices_new_entries(world, need, bob, login):
    """Nor may she write for his organisation."""
    rijeka = bob.buyer_places.get().membership.organisation
    login(world.buyer).post(
        url("new_commitment"), TYPED | {"need": need.pk, "organisation": rijeka.pk}
    )
    assert Commitment.objects.get().organisation == world.city.organisation


def test_the_history_of_drafts_is_its_own_peoples(world, need, login):
    client = login(world.buyer)
    client.post(url("new_commitment"), TYPED | {"need": need.pk, "quantity": "999111"})
    row = Commitment.objects.get()
    submit(client, url("edit_commitment", row.pk), quantity="5")
    client.post(url("record_commitment", row.pk))
    assert b"999,111" in client.get(url("commitment", row.pk)).content.replace(
        b"999111", b"999,111"
    )
    page = login(world.coordinator).get(url("commitment", row.pk))
    assert page.context["changes"] == []
    assert b"999111" not in page.content


def test_a_commitment_stands_under_its_own_group(world, need, login):
    row = of_city(world, need, is_disclosed=True)
    other = make_group(world.project, "Others")
    address = reverse("buyers:commitment", args=[SLUG, other.slug, row.pk])
    assert login(world.coordinator).get(address).status_code == 404


# --- From draft to record ------------------------------------------------------------------------


def test_from_an_empty_form_to_a_recorded_commitment(world, need, login):
    client = login(world.buyer)
    answer = submit(client, url("new_commitment"), **TYPED, need=need.pk)
    row = Commitment.objects.get()
    assert answer["Location"] == url("commitment", row.pk)
    assert notes(client.get(answer["Location"])) == [
        "The draft is saved. It counts once you record it."
    ]
    answer = client.get(url("record_commitment", row.pk))
    assert (answer.context["before"], answer.context["changes"]) == (None, [])
    client.post(url("record_commitment", row.pk))
    row.refresh_from_db()
    assert (row.state, row.recorded_by, row.recorded_at) == (State.STANDING, world.buyer, NOW)
    assert client.post(url("record_commitment", row.pk)).status_code == 302  # the second press
    assert Commitment.objects.count() == 1


def test_before_recording_the_page_says_what_is_replaced(world, need, login):
    old = of_city(world, need, quantity=1000, value=None, currency="")
    of_city(world, need, year=2029)
    draft = of_city(world, need, quantity=1500, value=None, currency="", state="draft")
    page = login(world.buyer).get(url("record_commitment", draft.pk))
    assert page.context["before"] == old
    assert page.context["changes"] == [
        {"label": "Quantity", "old": "1,000 tonnes a year", "new": "1,500 tonnes a year"}
    ]
    assert b"This replaces what you have standing" in page.content
    login(world.buyer).post(url("record_commitment", draft.pk))
    old.refresh_from_db()
    page = login(world.buyer).get(url("commitment", old.pk))
    assert page.context["replaced_url"] == url("commitment", draft.pk)


def test_whoever_may_not_read_the_newer_entry_gets_no_link_to_it(world, need, bob, login):
    newer = of_city(world, need)
    old = of_city(world, need, state="replaced", replaced_by=newer, is_disclosed=True)
    page = login(bob).get(url("commitment", old.pk))
    assert page.context["replaced_url"] == ""


def test_what_does_not_hold_any_more_is_said_and_the_draft_stays(world, need, login):
    draft = of_city(world, need, state="draft")
    BuyerMembership.objects.filter(pk=world.city.pk).update(tier=Tier.OBSERVER)
    answer = login(world.buyer).post(url("record_commitment", draft.pk))
    assert errors(answer) == {"__all__": ["Observers commit to nothing: change the tier first."]}
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_observers_and_those_without_a_seat_write_nothing(world, need, login):
    BuyerMembership.objects.filter(pk=world.city.pk).update(tier=Tier.OBSERVER)
    for person in (world.buyer, world.coordinator, world.wp_lead, world.officer):
        assert login(person).get(url("new_commitment")).status_code == 403
        assert login(person).post(url("new_commitment"), TYPED).status_code == 403
    page = login(world.buyer).get(url("commitments"))
    assert not page.context["may_commit"]
    assert b"Observers look on" in page.content


def test_a_replacement_begins_with_what_stands(world, need, login):
    row = of_city(world, need, quantity=Decimal("12.500"), conditions="A grant", signatory="X")
    page = login(world.buyer).get(url("new_commitment") + f"?like={row.pk}")
    values = fields_of(page)
    assert values["quantity"] == "12.5"
    assert (values["need"], values["conditions"]) == (need.pk, "A grant")
    assert values["signatory"] == ""  # whoever signs the new one signs anew


def test_withdrawing_asks_why(world, need, login):
    row = of_city(world, need)
    client, address = login(world.buyer), url("withdraw_commitment", row.pk)
    assert errors(client.post(address, {"reason": " "})) == {"reason": ["This field is required."]}
    assert errors(client.post(address, {"reason": "a\0b"})) == {
        "reason": ["Null characters are not allowed."]
    }
    assert client.post(address, {"reason": "No budget"})["Location"] == url("commitment", row.pk)
    assert client.post(address, {"reason": "No budget"}).status_code == 302  # the second press
    answer = client.post(address, {"reason": "Again"})
    assert errors(answer) == {"__all__": ["This commitment is withdrawn: it cannot be withdrawn."]}
    assert answer.context["form"]["reason"].value() == "Again"
    assert b"No budget" in client.get(url("commitment", row.pk)).content


def test_a_draft_is_discarded_once_though_it_was_pressed_twice(world, need, bob, login):
    row = of_city(world, need, state="draft")
    client, address = login(world.buyer), url("discard_commitment", row.pk)
    assert client.get(address).status_code == 200
    assert Commitment.objects.count() == 1
    for _press in (1, 2):
        assert client.post(address)["Location"] == url("commitments")
    assert not Commitment.objects.exists()
    assert login(bob).post(address).status_code == 404


def test_pages_of_acts_that_came_too_late_say_so(world, need, login):
    row = of_city(world, need)
    client = login(world.buyer)
    for name in ("edit_commitment", "record_commitment", "discard_commitment"):
        answer = client.get(url(name, row.pk), follow=True)
        assert notes(answer) == ["This commitment is standing: that is not possible now."]


def test_a_recorded_entry_is_not_edited_by_a_forced_post(world, need, login):
    row = of_city(world, need)
    answer = login(world.buyer).post(
        url("edit_commitment", row.pk),
        TYPED | {"need": need.pk, "quantity": "1", "version_seen": row.history.get().pk},
    )
    assert "it stays as it is" in str(errors(answer)["__all__"])
    row.refresh_from_db()
    assert row.quantity == 1000


def test_whoever_speaks_for_two_buyers_chooses(world, need, login):
    second = make_membership(world.group, make_organisation("Port of Split", country="HR"))
    make_buyer(world.buyer, second)
    client = login(world.buyer)
    assert list(errors(client.post(url("new_commitment"), TYPED | {"need": need.pk}))) == [
        "organisation"
    ]
    client.post(
        url("new_commitment"),
        TYPED | {"need": need.pk, "organisation": second.organisation_id},
    )
    assert Commitment.objects.get().organisation == second.organisation


def test_a_closed_project_has_no_buttons_and_refuses(world, need, login):
    row = of_city(world, need)
    world.project.closed_on = TODAY
    world.project.save()
    client = login(world.buyer)
    page = client.get(url("commitments"))
    assert b"withdraw/" not in page.content
    assert not page.context["may_commit"]
    assert client.post(url("withdraw_commitment", row.pk), {"reason": "x"}).status_code == 403
    assert client.get(url("new_commitment")).status_code == 403


def test_whose_organisation_has_left_sees_nothing_of_the_group(world, need, login):
    row = of_city(world, need)
    BuyerMembership.objects.filter(pk=world.city.pk).update(until="2027-09-05")
    client = login(world.buyer)
    for address in (url("commitments"), url("commitment", row.pk), url("new_commitment")):
        assert client.get(address).status_code == 404

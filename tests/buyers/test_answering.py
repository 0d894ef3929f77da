"""The page behind a personal link: what it shows, takes, and never tells."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from buyers import requests
from buyers.models import ConflictDeclaration, MemberRequest, NeedShare
from partners.models import Organisation
from tests.buyers.test_requests import DAY, ask, newest_token
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)

THANKS = "/requests/answered/"


@pytest.fixture
def ana(world):
    return make_buyer(make_person("Ana", account="none"), world.city)


@pytest.fixture
def need(world):
    return make_need(world.group, title="Sorting bulky waste", unit="tonnes a year")


@pytest.fixture
def link(world, ana, need):
    """link("data") -> the address in the mail."""

    def asked(kind, **given):
        ask(world, ana, kind=kind, need=need, **given)
        return reverse("buyers:answer_request", args=[newest_token()])

    return asked


def state_of_things():
    models = (MemberRequest, ConflictDeclaration, NeedShare, Organisation)
    return [list(model.objects.order_by("pk").values()) for model in models]


# --- What it shows -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", MemberRequest.Kind.values)
def test_looking_changes_nothing_and_is_never_kept(link, client, kind):
    address = link(kind)
    before = state_of_things()
    for _twice in range(2):
        answer = client.get(address)
        assert answer.status_code == 200
    assert state_of_things() == before
    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"  # other sites never read the token


@pytest.mark.parametrize("kind", MemberRequest.Kind.values)
def test_it_shows_that_one_request_and_nothing_else_of_the_group(world, link, client, kind):
    rival = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    make_buyer(make_person("Rival"), rival)
    other = make_need(world.group, 7, title="Another need")
    make_share(other, rival.organisation, differences="Secret of Graz")
    world.group.purpose = "The purpose of the group"
    world.group.save()
    text = client.get(link(kind)).text
    for hidden in (
        *("City of Graz", "Rival", "Another need", "Secret of Graz", "ZGH"),
        *("The purpose of the group", world.buyer.name + "<", world.group.get_absolute_url()),
    ):
        assert hidden not in text, hidden
    assert ("Sorting bulky waste" in text) == (kind == "need")
    assert "City of Split" in text


def test_an_earlier_answer_is_not_shown(world, need, link, client):
    make_share(need, world.city.organisation, quantity=4711, differences="Ours alone")
    text = client.get(link("need")).text
    assert "4711" not in text
    assert "Ours alone" not in text


def test_a_link_that_does_not_work_says_nothing_of_why(world, ana, link, client):
    pages = {}
    address = link("data")
    client.post(address, {"verdict": "right"})
    pages["answered"] = client.get(address)
    address = link("conflict")
    MemberRequest.objects.unanswered().update(revoked_at=NOW)
    pages["revoked"] = client.get(address)
    pages["expired"] = client.get(link("conflict", now=NOW - 15 * DAY))
    pages["unknown"] = client.get(reverse("buyers:answer_request", args=["x" * 43]))
    address = link("conflict")
    ana.until = TODAY - DAY
    ana.save()
    pages["left"] = client.get(address)
    assert {name: page.status_code for name, page in pages.items()} == dict.fromkeys(pages, 404)
    [text] = {page.text for page in pages.values()}
    assert "This link does not work" in text
    assert "Split" not in text
    posted = client.post(address, {"declaration": "none"})
    assert (posted.status_code, posted.text) == (404, text)
    assert not ConflictDeclaration.objects.exists()


def test_nobody_tries_many_links(client, settings, world):
    settings.ACCOUNT_RATE_LIMITS = {"answer_request": "3/m/ip"}
    addresses = [reverse("buyers:answer_request", args=[f"try-{n}"]) for n in range(4)]
    codes = [client.get(address).status_code for address in addresses]
    assert codes == [404, 404, 404, 429]


# --- What it takes -------------------------------------------------------------------------------


def test_data_are_confirmed(link, client):
    answer = client.post(link("data"), {"verdict": "right"})
    assert answer.url == THANKS
    row = MemberRequest.objects.get()
    assert (row.answered_at, row.answer) == (NOW, "")
    assert "Your answer has arrived" in client.get(THANKS).text


def test_corrections_are_kept_and_change_nothing_by_themselves(world, link, client):
    before = Organisation.objects.filter(pk=world.city.organisation_id).values().get()
    client.post(link("data"), {"verdict": "wrong", "corrections": "The PIC is 999999999"})
    assert MemberRequest.objects.get().answer == "The PIC is 999999999"
    assert Organisation.objects.filter(pk=world.city.organisation_id).values().get() == before
    assert list(MemberRequest.objects.corrected()) == [MemberRequest.objects.get()]


def test_a_conflict_is_declared_for_the_organisation(world, ana, link, client):
    client.post(link("conflict"), {"declaration": "one", "explanation": "Shares"})
    row = ConflictDeclaration.objects.get()
    assert (row.organisation, row.person, row.has_conflict, row.explanation) == (
        *(world.city.organisation, ana.person, True, "Shares"),
    )


ANSWER = {
    "quantity": "1200.5",
    "price_estimate": "350000.25",
    "currency": "EUR",
    "replacement_on": "2028-06-30",
    "priority": "4",
    "differences": "Two shifts",
    "discloses": "on",
}


def test_a_need_is_answered_as_given_with_its_history(world, ana, need, link, client):
    assert client.post(link("need"), ANSWER).url == THANKS
    share = NeedShare.objects.get()
    assert (share.need, share.organisation, share.state, share.given_on, share.given_by) == (
        *(need, world.city.organisation, "given", TODAY, ana.person),
    )
    assert (share.quantity, share.price_estimate, share.currency, share.priority) == (
        *(Decimal("1200.5"), Decimal("350000.25"), "EUR", 4),
    )
    assert (share.replacement_on, share.differences, share.discloses) == (
        *(date(2028, 6, 30), "Two shifts", True),
    )
    row = share.history.get()
    assert (row.history_change_reason, row.history_user) == (
        "Answered by personal link",
        ana.person,
    )


def test_it_replaces_what_the_organisation_has_answered(world, need, link, client):
    old = make_share(need, world.city.organisation, state="draft", given_on=None, quantity=1)
    client.post(link("need"), {"quantity": "2"})
    old.refresh_from_db()
    assert (old.quantity, old.state, old.given_on) == (2, "given", TODAY)
    assert NeedShare.objects.count() == 1


def test_who_has_an_account_answers_just_that_too(world, need, login):
    place = world.buyer.buyer_places.get()
    ask(world, place, kind="need", need=need)
    address = reverse("buyers:answer_request", args=[newest_token()])
    assert login(world.stranger).post(address, {"quantity": "3"}).url == THANKS
    assert NeedShare.objects.get().given_by == world.buyer  # whose link it is


@pytest.mark.parametrize("kind", MemberRequest.Kind.values)
def test_pressed_twice_it_is_answered_once(link, client, kind):
    address = link(kind)
    given = {"verdict": "right", "declaration": "none", "quantity": "1"}
    codes = [client.post(address, given).status_code for _twice in range(2)]
    assert codes == [302, 404]
    assert MemberRequest.objects.get().answered_at == NOW


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("data", {}, "verdict"),
        ("data", {"verdict": "maybe"}, "verdict"),
        ("data", {"verdict": "wrong"}, "corrections"),
        ("data", {"verdict": "right", "corrections": "But the city"}, "verdict"),
        ("data", {"verdict": "wrong", "corrections": "x" * 2001}, "corrections"),
        ("data", {"verdict": "wrong", "corrections": "a\0b"}, "corrections"),
        ("conflict", {"declaration": "one"}, "explanation"),
        ("need", {"quantity": ""}, "quantity"),
        ("need", {"quantity": "-1"}, "quantity"),
        ("need", {"quantity": "NaN"}, "quantity"),
        ("need", {"quantity": "Infinity"}, "quantity"),
        ("need", {"quantity": "1e99"}, "quantity"),
        ("need", {"quantity": "1.2345"}, "quantity"),
        ("need", {"price_estimate": "-5", "currency": "EUR"}, "price_estimate"),
        ("need", {"price_estimate": "5", "currency": ""}, "currency"),
        ("need", {"currency": "XXX"}, "currency"),
        ("need", {"priority": "6"}, "priority"),
        ("need", {"priority": "99999999999999999999"}, "priority"),
        ("need", {"replacement_on": "2028-02-30"}, "replacement_on"),
        ("need", {"replacement_on": "0001-01-01"}, "replacement_on"),
        ("need", {"differences": "a\0b"}, "differences"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(link, client, kind, typed, field):
    address = link(kind)
    before = state_of_things()
    given = (ANSWER if kind == "need" else {}) | typed
    answer = client.post(address, given)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form[field].value() == typed.get(field)
    assert state_of_things() == before
    assert client.get(address).status_code == 200  # and may be answered still


def test_the_need_was_closed_while_one_wrote(need, link, client):
    address = link("need")
    need.state = "closed"
    need.save()
    assert client.post(address, ANSWER).status_code == 404
    assert not NeedShare.objects.exists()


def test_a_request_of_one_kind_takes_no_answer_of_another(world, link):
    address = link("data")
    token = address.split("/")[-2]
    for act, given in (
        (requests.answer_conflict, {"has_conflict": False}),
        (requests.answer_need_asked, {"quantity": 1}),
    ):
        with pytest.raises(requests.DeadLink):
            act(token=token, now=NOW, **given)


def test_a_tier_that_changes_ends_the_link_of_the_old_place(world, link, client):
    """The person is named anew with the new tier: who manages the group asks once more."""
    address = link("data")
    world.city.until = TODAY - timedelta(days=1)
    world.city.save()
    make_group(world.project, "Other")
    assert client.get(address).status_code == 404


def test_the_link_takes_few_statements(link, client, django_assert_num_queries):
    address = link("need")
    client.get(address)
    with django_assert_num_queries(2):
        client.get(address)

"""The pages of unmet needs: who sees which of them, what they say and what they cost."""

import io
from datetime import date
from types import SimpleNamespace

import pytest
from django.urls import reverse
from pypdf import PdfReader

from buyers import needs
from buyers.models import Need, Tier
from tests.buyers.test_needs import enter, url
from tests.people import (
    make_buyer,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)
from tests.reading import read_csv

# --- Who sees a need -----------------------------------------------------------------------------


@pytest.fixture
def drafts(world):
    """A draft of the City of Split (Alice), one of the group; Bob speaks for another member."""
    bob = make_person("Bob")
    make_buyer(bob, make_membership(world.group, make_organisation("Graz"), Tier.CORE))
    make_need(
        world.group, 1, title="Own bulky", state="draft", organisation=world.city.organisation
    )
    make_need(world.group, 2, title="Group bulky", state="draft")
    make_need(world.group, 3, title="Shared bulky")
    return SimpleNamespace(alice=world.buyer, bob=bob)


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("alice", {1, 3}),
        ("bob", {3}),
        ("coordinator", {2, 3}),
        ("wp_lead", {2, 3}),
        ("officer", {3}),
        ("partner", {3}),
        ("administrator", None),
        ("stranger", None),
    ],
)
def test_a_draft_is_seen_by_its_writers_alone_on_every_path(world, drafts, login, who, sees):
    client = login(getattr(drafts, who, None) or world.person(who))
    if sees is None:
        assert client.get(url("needs")).status_code == 404
        assert client.get(url("needs_export", "csv")).status_code == 404
    else:
        assert {row.number for row in client.get(url("needs")).context["rows"]} == sees
        sheet = read_csv(client.get(url("needs_export", "csv")))
        assert {int(row[0].removeprefix("N")) for row in sheet[1:]} == sees
    for name, more in (("need", ()), ("need_pdf", ()), ("answers_export", ("csv",))):
        opened = {n for n in (1, 2, 3) if client.get(url(name, n, *more)).status_code == 200}
        assert opened == (sees or set())
    found = client.get(reverse("search"), {"q": "bulky"})
    labels = [each.label for _kind, items in found.context["groups"] for each in items]
    assert {int(label[1]) for label in labels} == (sees or set())


def test_what_stood_in_a_draft_is_told_to_nobody_else_when_it_is_shared(world, drafts, login):
    need = enter(world, organisation=world.city.organisation, by=world.buyer, problem="Secret one")
    act = {"need": need, "by": world.buyer}
    kept = {**act, "indicators": [], "cpv": []}
    needs.change(**kept, problem="Secret two", reason="Our secret")
    needs.change(**kept, problem="Told")
    needs.perform(**act, verb="share")
    needs.perform(**act, verb="withdraw")
    needs.change(**kept, problem="Secret three")
    needs.change(**kept, problem="Told again")
    needs.perform(**act, verb="share")
    needs.change(**kept, market_gap="No market")
    for person in (drafts.bob, world.coordinator, world.officer):
        page = login(person).get(url("need", need.number))
        assert "secret" not in page.content.decode().lower()
        told = [(each.label, each.new) for row in page.context["changes"] for each in row.fields]
        assert told == [
            ("why the market fails today", "No market"),
            ("problem today", "Told again"),
        ]
    page = login(world.buyer).get(url("need", need.number))
    assert "Secret two" in page.content.decode()


def test_after_its_close_nobody_writes_in_a_project(world, login):
    need = enter(world, organisation=world.city.organisation, by=world.buyer)
    needs.perform(need=need, verb="share", by=world.buyer)
    world.project.closed_on = date(2027, 9, 1)
    world.project.save()
    client = login(world.coordinator)
    assert client.get(url("need", 1)).status_code == 200
    for who in (world.coordinator, world.buyer):
        client = login(who)
        for name, args in (("new_need", ()), ("edit_need", (1,)), ("need_act", (1, "close"))):
            assert client.get(url(name, *args)).status_code in (403, 404)


# --- What pages say and cost ---------------------------------------------------------------------


def fill(world, answers: int) -> None:
    """One need more with so many answers, of new members, with all that a need may have."""
    count = Need.objects.count()
    need = make_need(world.group, count + 1, organisation=world.city.organisation)
    used = need.indicators.create(name="Used again", baseline=20, target=40)
    need.prior_art.create(title="Robot", trl=7)
    for number in range(answers):
        name = f"City {count} {number}"
        make_membership(world.group, make_organisation(name))
        share = make_share(
            need,
            world.group.memberships.latest("pk").organisation,
            currency="EUR",
            price_estimate=9,
        )
        share.indicators.create(indicator=used, target=50)


@pytest.mark.parametrize("role", ["coordinator", "buyer"])
def test_the_statements_do_not_grow_with_the_rows(world, login, role, django_assert_num_queries):
    client = login(world.person(role))
    fill(world, 1)
    client.get(url("needs"))
    for number, answers in ((1, 1), (2, 3), (3, 200)):
        if number > 1:
            fill(world, answers)
        with django_assert_num_queries(8):
            client.get(url("needs"))
        with django_assert_num_queries(9):
            page = client.get(url("need", number))
        with django_assert_num_queries(6):
            read_csv(client.get(url("answers_export", number, "csv")))
        with django_assert_num_queries(8):
            client.get(url("need_pdf", number))
    assert (len(page.context["rows"]), page.context["answers"].given) == (50, 200)
    assert len(read_csv(client.get(url("answers_export", 3, "csv")))) == 201


def test_the_list_is_filtered_and_exported_as_it_is_shown(world, login):
    make_need(world.group, 1, title="Glass", priority=5)
    make_need(world.group, 2, title="Päper", state="closed")
    client = login(world.officer)
    for query, numbers in (
        *(({"q": "paper"}, [2]), ({"state": "shared"}, [1]), ({"state": "odd"}, [1, 2])),
        *(({"q": "\0"}, [1, 2]), ({"q": "nothing"}, []), ({"page": "x"}, [1, 2])),
    ):
        assert [row.number for row in client.get(url("needs"), query).context["rows"]] == numbers
        sheet = read_csv(client.get(url("needs_export", "csv"), query))
        assert [row[0] for row in sheet[1:]] == [f"N{number}" for number in numbers]


def test_a_need_as_a_document(world, login):
    need = enter(world)
    need.prior_art.create(title="A #robot $1", trl=7, owner="ACME")
    answer = login(world.coordinator).get(url("need_pdf", 1))
    assert answer["Content-Disposition"] == 'attachment; filename="waste-buyers-n1.pdf"'
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    words = " ".join(text.split())
    for part in (
        "Sort bulky waste",
        "Used again % 20 40",
        "A #robot $1",
        "Answered 0 of 2 members",
    ):
        assert part in words

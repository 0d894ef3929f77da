"""The ledger of commitments: its page, filter, spreadsheets and document, and what they cost."""

from decimal import Decimal

import pytest

from buyers.models import BuyerGroup, Commitment
from buyers.places import buyer_places_of
from core import pdf
from core.rights import tell
from tests.buyers.test_commitment_pages import GROUP, ledger, of_city, url
from tests.people import (
    ROLES,
    make_buyer,
    make_commitment,
    make_group,
    make_membership,
    make_need,
    make_organisation,
    make_person,
)
from tests.reading import FRAME, read_book, read_csv


@pytest.fixture
def need(world):
    return make_need(world.group, title="Sorting of bulky waste")


@pytest.fixture
def bob(world):
    """Of another member than the world's buyer."""
    person = make_person("Bob")
    make_buyer(person, make_membership(world.group, make_organisation("City of Rijeka")))
    return person


def test_the_ledger_is_filtered_in_the_address(world, need, login):
    second = make_need(world.group, 2)
    rows = {
        "a": of_city(world, need),
        "b": of_city(world, need, year=2029, level="council", state="withdrawn"),
        "c": of_city(world, second),
    }
    names = {row.pk: name for name, row in rows.items()}

    def shown(query):
        return "".join(sorted(names[row.pk] for row in ledger(login, world.coordinator, query)))

    queries = ["", "?need=1", "?need=2", "?level=council", "?state=standing", "?year=2029"]
    assert [shown(query) for query in queries] == ["abc", "ab", "c", "b", "ac", "b"]
    # What cannot be read is left out.
    wrong = [
        "?need=9",
        "?need=x",
        "?level=x",
        "?state=draft",
        "?year=x",
        "?year=1",
        "?need=" + "9" * 40,
    ]
    assert [shown(query) for query in wrong] == ["abc"] * 7


def test_the_ledger_of_one_group_is_what_all_rights_let_through(world, need, bob):
    """Written twice: in full for every row anywhere, and in few words for a group in hand."""
    other = make_group(world.project, name="Others")
    make_membership(other, world.city.organisation)
    elsewhere = make_need(other)
    for n, state in enumerate(Commitment.State):
        for agreed in (False, True):
            fields = {"state": state, "is_disclosed": agreed, "year": 2028 + 2 * n + agreed}
            make_commitment(need, world.city.organisation, **fields)
            make_commitment(need, world.zagreb.organisation, **fields)
            make_commitment(elsewhere, world.city.organisation, **fields)
    unshared = make_need(world.group, 2, state="draft")
    make_commitment(unshared, world.city.organisation, state="draft")
    readers = {}
    for role in [*ROLES, "bob"]:
        person = bob if role == "bob" else world.person(role)
        for group in BuyerGroup.objects.visible_to(person):
            tell(group, BuyerGroup.objects.rights_of(person))
            seen = Commitment.objects.visible_to(person).filter(group=group)
            readable = Commitment.objects.readable_in(group, person)
            assert set(readable) == set(seen.recorded())
            own = Commitment.objects.own_of(person).filter(group=group)
            theirs = [each for g, each in buyer_places_of(person).seats if g == group.pk]
            assert set(own) == set(seen.filter(organisation__in=theirs))
            readers[role, group.slug] = len(readable)
    here = {role: readers[role, GROUP] for role in ("coordinator", "officer", "buyer", "bob")}
    assert here == {"coordinator": 12, "officer": 6, "buyer": 9, "bob": 6}


def test_totals_are_of_the_need_that_is_asked_for_else_of_the_fullest(world, need, login):
    second = make_need(world.group, 2)
    for n, organisation in enumerate([world.city.organisation, world.zagreb.organisation]):
        make_commitment(second, organisation, quantity=n)
    make_commitment(need, world.city.organisation)
    client = login(world.coordinator)
    assert client.get(url("commitments")).context["shown"].number == 2
    assert client.get(url("commitments") + "?need=1").context["shown"].number == 1


def test_an_expired_one_says_so(world, need, login):
    row = of_city(world, need, year=2027, valid_until="2027-09-05")
    (entry,) = ledger(login, world.coordinator)
    assert entry.validity == "expired Sun 5 Sep 2027"
    page = login(world.coordinator).get(url("commitment", row.pk))
    assert b"Its last day has passed: it counts no longer." in page.content


def test_without_needs_and_without_entries_the_page_says_what_to_do(world, login):
    page = login(world.buyer).get(url("commitments"))
    assert b"No need is shared yet" in page.content
    make_need(world.group)
    page = login(world.buyer).get(url("commitments"))
    assert b"Nothing is committed to this need yet" in page.content
    assert b"You have committed nothing yet" in page.content


def test_fifty_entries_a_page(world, need, login):
    towns = [make_organisation(f"Town {n}") for n in range(53)]
    for town in towns:
        make_commitment(need, town)
    counts = {page: len(ledger(login, world.coordinator, f"?page={page}")) for page in "129x"}
    assert counts == {"1": 50, "2": 3, "9": 3, "x": 50}


def test_the_export_has_what_the_reader_sees_to_the_last_digit(world, need, bob, login):
    of_city(
        world,
        need,
        quantity=Decimal("0.125"),
        value=Decimal("9999999999999.99"),
        conditions="=1+1",
        is_disclosed=True,
        valid_until="2029-01-31",
    )
    make_commitment(need, world.zagreb.organisation)
    make_commitment(need, world.city.organisation, year=2030, state="draft")
    header, *rows = read_csv(login(bob).get(url("commitments_export", "csv")))
    (row,) = [dict(zip(header, each, strict=True)) for each in rows]
    assert {name: row[name] for name in ("Buyer", "Quantity", "Indicative value", "Currency")} == {
        "Buyer": "City of Split",
        "Quantity": "0.125",
        "Indicative value": "9999999999999.99",
        "Currency": "EUR",
    }
    assert (row["Conditions"], row["Valid until"]) == ("'=1+1", "2029-01-31")
    assert len(read_csv(login(world.coordinator).get(url("commitments_export", "csv")))) == 3
    only = login(world.coordinator).get(url("commitments_export", "csv") + "?year=2030")
    assert len(read_csv(only)) == 1  # the draft is no entry of the ledger


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_the_export_as_a_spreadsheet(world, need, login, format):
    of_city(world, need, quantity=Decimal("0.125"))
    (sheet,) = read_book(login(world.coordinator).get(url("commitments_export", format))).values()
    assert sheet[1][:7] == ["City of Split", "Croatia", "N1", need.title, 2028, "interest", 0.125]


def test_the_document_tells_what_its_reader_may_know(world, need, bob, login, monkeypatch):
    of_city(world, need, is_disclosed=True)
    make_commitment(need, world.zagreb.organisation, quantity=31337)
    told = {}
    real = pdf.render

    def render(template, data):
        told.update(data)
        return real(template, data)

    monkeypatch.setattr(pdf, "render", render)
    answer = login(bob).get(url("commitments_pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert [row[0] for row in told["rows"]] == ["City of Split"]
    assert "31,337" not in str(told)
    login(world.coordinator).get(url("commitments_pdf"))
    assert [row[0] for row in told["rows"]] == ["ZGH", "City of Split"]
    assert told["needs"][0]["total"] == ["All", "32,337", "100,000 EUR", "2"]


def test_the_document_without_anything(world, login):
    assert login(world.buyer).get(url("commitments_pdf")).content.startswith(b"%PDF-")


def test_what_was_typed_is_text_on_the_page(world, login):
    need = make_need(world.group, title="<b>Title</b>", unit="<i>tonnes</i>")
    of_city(world, need)
    for query in ("", "?need=1"):
        page = login(world.buyer).get(url("commitments") + query)
        assert b"<b>" not in page.content
        assert b"<i>" not in page.content
        assert b"1,000 &lt;i&gt;tonnes&lt;/i&gt;" in page.content


# --- What it costs -------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("name", "role", "statements"),
    [
        ("commitments", "buyer", FRAME + 5),
        ("commitments", "coordinator", FRAME + 4),
        ("commitments_export", "coordinator", 6),
        ("commitment_totals_export", "buyer", 6),
        ("commitments_pdf", "buyer", 7),
        ("new_commitment", "buyer", FRAME + 3),
    ],
)
def test_statements(world, need, login, django_assert_num_queries, count, name, role, statements):
    for n in range(count):
        of_city(world, need, year=2028 + n, is_disclosed=True)
        of_city(world, need, year=2028 + n, state="draft")
        make_commitment(need, make_organisation(f"Town {n}"), is_disclosed=True)
    args = ["csv"] if name.endswith("export") else []
    client = login(world.person(role))
    with django_assert_num_queries(statements):
        answer = client.get(url(name, *args))
        list(answer) if answer.streaming else answer
    assert answer.status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_statements_of_one(world, need, login, django_assert_num_queries, count):
    for n in range(count):
        row = of_city(world, need, year=2028 + n)
    for person, statements in ((world.buyer, FRAME + 2), (world.coordinator, FRAME + 1)):
        client = login(person)
        with django_assert_num_queries(statements):
            client.get(url("commitment", row.pk))

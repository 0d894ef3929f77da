"""The totals of commitments: what counts, exactly, and what is hidden from whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation

from buyers import figures, totals
from buyers.models import BuyerMembership, Commitment, Tier
from tests.people import (
    TODAY,
    make_commitment,
    make_group,
    make_membership,
    make_need,
    make_organisation,
)
from tests.reading import read_book, read_csv

HIDDEN = "hidden: fewer than three members"
EUR = {"currency": "EUR"}


def buyer(world, name, country="HR", tier=Tier.AUTHORITY, **fields):
    organisation = make_organisation(name, country=country)
    make_membership(world.group, organisation, tier, **fields)
    return organisation


@pytest.fixture
def need(world):
    """Committed to by four buyers of Croatia and one of Sweden."""
    need = make_need(world.group)
    for n in (1, 2, 3, 4):
        make_commitment(need, buyer(world, f"Town {n}"), quantity=Decimal(n), value=n * 1000)
    lund = buyer(world, "Lund", country="SE", tier=Tier.CORE)
    make_commitment(need, lund, quantity=50, value=None, currency="", level="council")
    return need


def found(world, *, everything=False):
    needs = totals.needs_of(world.group)
    entries = totals.gather(world.group, TODAY)
    return totals.of_need(needs[0], entries, everything=everything)


def table(of_need) -> dict:
    """{dimension: {label: (quantity, value...)}}, in words."""
    return {
        dimension: {line.label: [cell.words for cell in line.cells] for line in lines}
        for dimension, _label, lines in of_need.by
    }


def test_who_steers_reads_all_of_it(world, need):
    of_need = found(world, everything=True)
    assert [cell.words for cell in of_need.total.cells] == ["60", "10,000 EUR"]
    assert of_need.total.members == 5
    assert table(of_need) == {
        "tier": {"core buyer": ["50", "–"], "contracting authority": ["10", "10,000 EUR"]},
        "country": {"Croatia": ["10", "10,000 EUR"], "Sweden": ["50", "–"]},
        "year": {"2028": ["60", "10,000 EUR"]},
        "level": {"interest": ["10", "10,000 EUR"], "council decision": ["50", "–"]},
    }
    assert not of_need.hides


def test_others_do_not_learn_what_one_member_has_committed(world, need):
    of_need = found(world)
    assert of_need.total.quantity.words == "60"
    # Both lines: the total less the other one would be it. Nor is a line named of which nothing is
    # told: that something was committed by council decision is Lund's too.
    assert table(of_need)["tier"] == {"contracting authority": [HIDDEN, "10,000 EUR"]}
    assert table(of_need)["country"] == {"Croatia": [HIDDEN, "10,000 EUR"]}
    assert table(of_need)["level"] == {"interest": [HIDDEN, "10,000 EUR"]}
    assert table(of_need)["year"] == {"2028": ["60", "10,000 EUR"]}
    assert of_need.hides


def test_what_was_agreed_is_shown(world, need):
    Commitment.objects.filter(organisation__short_name="Lund").update(is_disclosed=True)
    assert table(found(world))["country"] == {
        "Croatia": ["10", "10,000 EUR"],
        "Sweden": ["50", "–"],
    }


def test_two_members_are_too_few_for_the_total_itself(world):
    need = make_need(world.group)
    for n in (1, 2):
        make_commitment(need, buyer(world, f"Town {n}"))
    of_need = found(world)
    assert (of_need.total.quantity.words, of_need.total.members) == (HIDDEN, None)
    assert (of_need.currencies, of_need.hides, of_need.is_empty) == ([], True, False)
    assert not any(table(of_need).values())


def test_a_currency_of_one_member_is_not_named(world, need):
    lund = Commitment.objects.filter(organisation__short_name="Lund")
    lund.update(value=7, currency="SEK")
    assert found(world, everything=True).currencies == ["EUR", "SEK"]
    of_need = found(world)
    assert (of_need.currencies, [cell.words for cell in of_need.total.cells]) == (
        ["EUR"],
        ["60", "10,000 EUR"],
    )
    lund.update(is_disclosed=True)
    assert found(world).currencies == ["EUR", "SEK"]


def test_counted_is_what_stands_today_of_who_is_a_member_today(world, need):
    yesterday = TODAY - timedelta(days=1)
    town = buyer(world, "Town 5")
    for n, fields in enumerate(
        [
            {"state": "draft"},
            {"state": "replaced"},
            {"state": "withdrawn"},
            {"valid_until": yesterday},
        ]
    ):
        make_commitment(need, town, year=2030 + n, quantity=1000, **fields)
    left = buyer(world, "Left", until=yesterday)
    coming = buyer(world, "Coming", since=TODAY + timedelta(days=1))
    for organisation in (left, coming):
        make_commitment(need, organisation, quantity=1000)
    make_commitment(make_need(world.group, 2), town, quantity=1000)
    assert found(world, everything=True).total.quantity.amount == Decimal(60)
    Commitment.objects.filter(valid_until=yesterday).update(valid_until=TODAY)
    assert found(world, everything=True).total.quantity.amount == Decimal(1060)


def test_a_member_of_another_group_does_not_count(world, need):
    other = make_group(world.project, "Others")
    organisation = make_organisation("Elsewhere")
    make_membership(other, organisation)
    make_commitment(need, organisation, quantity=1000)
    assert found(world, everything=True).total.quantity.amount == Decimal(60)


def test_the_tier_is_that_of_today(world, need):
    lund = BuyerMembership.objects.get(organisation__short_name="Lund")
    lund.until = TODAY - timedelta(days=1)
    lund.save()
    make_membership(world.group, lund.organisation, Tier.FOLLOWER, since=TODAY)
    of_need = found(world, everything=True)
    assert list(table(of_need)["tier"]) == ["contracting authority", "follower"]
    assert of_need.total.quantity.amount == Decimal(60)


def test_decimals_are_exact_and_each_currency_is_its_own(world):
    need = make_need(world.group)
    for n in range(10):
        make_commitment(
            need,
            buyer(world, f"Town {n}"),
            quantity=Decimal("0.1"),
            value=Decimal("9999999999999.99"),
            currency="EUR" if n % 2 else "SEK",
        )
    of_need = found(world, everything=True)
    assert [cell.amount for cell in of_need.total.cells] == [
        Decimal("1.000"),
        Decimal("49999999999999.95"),
        Decimal("49999999999999.95"),
    ]
    assert [cell.words for cell in of_need.total.cells] == [
        "1",
        "49,999,999,999,999.95 EUR",
        "49,999,999,999,999.95 SEK",
    ]


def test_bars_are_as_long_as_their_share_of_the_longest(world, need):
    of_need = found(world, everything=True)
    by = {dimension: lines for dimension, _label, lines in of_need.by}
    assert [line.quantity.width for line in by["country"]] == ["20.00", "100.00"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en-gb", "1,234,567.5"), ("de", "1.234.567,5"), ("hr", "1.234.567,5")],
)
def test_numbers_are_written_as_the_language_does(language, words):
    with translation.override(language):
        assert figures.number(Decimal("1234567.500")) == words
        assert figures.money(Decimal("1234567.50"), "EUR") == f"{words}0 EUR"


def test_nothing_committed_is_no_error(world):
    make_need(world.group)
    of_need = found(world)
    assert of_need.is_empty
    assert of_need.total.quantity.words == "0"


def test_zero_for_all_is_no_division_by_zero(world):
    make_commitment(make_need(world.group), buyer(world, "Town"), quantity=0)
    assert found(world, everything=True).total.quantity.words == "0"


@pytest.mark.parametrize("count", [1, 3])
def test_it_takes_two_statements(world, django_assert_num_queries, count):
    need = make_need(world.group)
    for n in range(count):
        make_commitment(need, buyer(world, f"Town {n}"))
    with django_assert_num_queries(2):
        found(world)


# --- On every path -------------------------------------------------------------------------------


def test_chart_and_table_of_the_page_leave_out_what_is_hidden_and_say_so(world, need, login):
    page = login(world.buyer).get(reverse("buyers:commitments", args=["ppi4test", "waste-buyers"]))
    label = '<li><span class="label" title="Sweden">Sweden</span>'
    for told in (label, '<th scope="row">Sweden</th>', "ouncil decision</th>"):
        assert told not in page.content.decode()
    croatia = '<li><span class="label" title="Croatia">Croatia</span>'
    assert f'{croatia}<span class="untold">{HIDDEN}</span></li>' in page.content.decode()
    cells = f'<td class="num untold">{HIDDEN}</td><td class="num">10,000 EUR</td>'
    assert f'<th scope="row">Croatia</th>{cells}' in page.content.decode()
    assert "Hidden is what fewer than three members stand behind" in page.content.decode()
    page = login(world.coordinator).get(page.request["PATH_INFO"])
    assert HIDDEN not in page.content.decode()
    assert f"{label}<svg" in page.content.decode()


def export(login, person, format="csv", query=""):
    address = reverse("buyers:commitment_totals_export", args=["ppi4test", "waste-buyers", format])
    return login(person).get(address + query)


def test_the_export_has_numbers_for_who_steers(world, need, login):
    rows = read_csv(export(login, world.coordinator))
    assert rows[0] == [
        *["Need", "Title of the need", "Sum", "Of", "Unit or currency", "Amount", "Members"],
    ]
    assert rows[1:4] == [
        ["N1", "Need 1", "all", "All", "tonnes a year", "60.000", "5"],
        ["N1", "Need 1", "all", "All", "EUR", "10000.00", ""],
        ["N1", "Need 1", "By tier", "core buyer", "tonnes a year", "50.000", "1"],
    ]


def test_the_export_hides_what_the_page_hides(world, need, login):
    for person in (world.buyer, world.partner, world.officer):
        rows = read_csv(export(login, person))
        by_country = [row[3:] for row in rows if row[2] == "By country"]
        assert by_country == [
            ["Croatia", "tonnes a year", HIDDEN, ""],
            ["Croatia", "EUR", "10000.00", ""],
        ]
        assert not {"50.000", "10.000"} & {row[5] for row in rows}


@pytest.mark.parametrize("format", ["xlsx", "ods"])
def test_spreadsheets_have_numbers_as_numbers(world, need, login, format):
    (sheet,) = read_book(export(login, world.coordinator, format)).values()
    assert sheet[1][5:] == [60, 5]
    (sheet,) = read_book(export(login, world.buyer, format)).values()
    assert ["By country", "Croatia", "tonnes a year", HIDDEN, ""] in [row[2:] for row in sheet]
    assert "Sweden" not in [row[3] for row in sheet]


def test_the_export_of_one_need(world, need, login):
    make_need(world.group, 2)
    assert {row[0] for row in read_csv(export(login, world.buyer))[1:]} == {"N1", "N2"}
    assert {row[0] for row in read_csv(export(login, world.buyer, query="?need=2"))[1:]} == {"N2"}


def test_the_lead_procurer_reads_what_members_read(world, need, login):
    world.group.lead_procurer = world.city
    world.group.save()
    rows = read_csv(export(login, world.buyer))
    assert "Sweden" not in [row[3] for row in rows]


def test_the_day_decides(world, need):
    entries = totals.gather(world.group, date(2025, 1, 1))  # before anybody was a member
    assert entries == []

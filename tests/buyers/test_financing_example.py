"""The example of docs/financing.md, computed: every row of its tables."""

from decimal import Decimal
from pathlib import Path

import pytest

from buyers.financing import Key, Kind
from tests.buyers.terms import budget, buyer, one_off, per_unit, result, source, yearly

DOCS = Path(__file__).resolve().parents[2] / "docs" / "financing.md"


@pytest.fixture(scope="module")
def example():
    line_by = {1: Decimal(60), 2: Decimal(40)}
    costs = [
        one_off(1, 10000, key=Key.PERCENT, percents=line_by),
        per_unit(2, "12.50", is_indexed=True),
        yearly(3, "999.99", key=Key.EQUAL),
        per_unit(4, 30, is_indexed=True, is_today=True),
    ]
    buyers = [buyer(1, 300), buyer(2, 100, first_year=2)]
    sources = [
        source(1, Kind.GRANT, 1, rate="0.35", ceiling="3000"),
        source(2, Kind.LOAN, 1, buyer=2, interest="0.03", term=3, grace=1),
        budget(3, 2, y1=1000, y2=3000, y3=3000, y4=3000),
    ]
    return result(costs, buyers, sources, years=4, discount_rate="0.04", indexation="0.02")


def rows_under(heading: str) -> dict[str, list[str]]:
    """Of the table with this heading: {first cell: the others}."""
    table = DOCS.read_text().split(heading)[1].split("\n\n")[0]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    return {label.strip(): [cell.strip() for cell in cells] for label, *cells in rows}


def test_buyer_2_by_year(example):
    of = example.buyers[2]
    lines = {
        "investment": of.investment,
        "operation": of.operation,
        "grant": of.funding[1],
        "loan drawn": of.funding[2],
        "loan served": of.service[2],
        "cash need": of.cash_need,
        "own budget": of.own_budget,
        "gap": of.gap,
        "today": of.today,
    }
    found = {label: [*map(str, line.by_year), str(line.total)] for label, line in lines.items()}
    assert found == rows_under("| buyer 2 | year 1 | year 2 | year 3 | year 4 | sum |")


def test_values(example):
    fields = {
        "life cycle": "life_cycle_value",
        "cash need": "cash_need_value",
        "today": "today_value",
        "saving of costs": "saving_of_costs",
        "saving of cash": "saving_of_cash",
        "break-even year, costs": "costs_break_even_year",
        "break-even year, cash": "cash_break_even_year",
        "break-even factor": "break_even_factor",
        "cost per tonne": "cost_per_unit",
        "cash per tonne": "cash_per_unit",
        "today per tonne": "today_per_unit",
    }
    statements = [example.buyers[1], example.buyers[2], example.total]
    found = {label: [str(getattr(of, name)) for of in statements] for label, name in fields.items()}
    assert found == rows_under("| | buyer 1 | buyer 2 | all |")

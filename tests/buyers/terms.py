"""Costs, buyers and sources of a feasibility plan, written short; and its lines read back."""

from decimal import Decimal

from hypothesis import assume
from hypothesis import strategies as st

from buyers.financing import (
    Assumptions,
    Buyer,
    Cost,
    Key,
    Kind,
    Line,
    Nature,
    Phase,
    Source,
    compute,
)


def one_off(pk, amount, **fields) -> Cost:
    fields = {"nature": Nature.ONE_OFF, "phase": Phase.INVESTMENT} | fields
    return Cost(pk=pk, amount=Decimal(amount), **fields)


def yearly(pk, amount, **fields) -> Cost:
    fields = {"nature": Nature.YEARLY, "phase": Phase.OPERATION} | fields
    return Cost(pk=pk, amount=Decimal(amount), **fields)


def per_unit(pk, amount, **fields) -> Cost:
    return yearly(pk, amount, nature=Nature.PER_UNIT, **fields)


def buyer(pk, quantity, **fields) -> Buyer:
    return Buyer(pk=pk, quantity=Decimal(quantity), **fields)


def source(pk, kind, *costs, **fields) -> Source:
    """Numbers as text are Decimals."""
    return Source(pk=pk, kind=kind, costs=frozenset(costs), **_decimals(fields))


def budget(pk, buyer, **years) -> Source:
    """budget(1, 2, y1=500): 500 of buyer 2 in year 1"""
    amounts = {int(year[1:]): Decimal(amount) for year, amount in years.items()}
    return Source(pk=pk, kind=Kind.BUDGET, buyer=buyer, amounts=amounts)


def scenario(years, **fields) -> Assumptions:
    return Assumptions(years=years, **_decimals(fields))


def result(costs, buyers, sources=(), *, years, **fields):
    return compute(costs, buyers, sources, scenario(years, **fields))


def line(of: Line) -> str:
    """ "10.00 0.00 3.50" """
    return " ".join(map(str, of.by_year))


def _decimals(fields) -> dict:
    return {
        name: Decimal(value) if isinstance(value, str) and name != "kind" else value
        for name, value in fields.items()
    }


AMOUNTS = st.decimals(0, 10**9, places=2)


@st.composite
def plans(draw, most_sources=5):
    """What `compute` takes, of any sort and without problems."""
    pks = list(range(1, draw(st.integers(1, 4)) + 1))
    of_years = draw(st.integers(1, 8))
    buyers = [
        Buyer(
            pk=pk,
            quantity=draw(st.decimals(0, 10**6, places=3)),
            first_year=draw(st.integers(1, 4)),
        )
        for pk in pks
    ]
    percents = [Decimal(draw(st.integers(0, 1000))) / 10 for _ in pks[1:]]
    assume(sum(percents) <= 100)
    percents = dict(zip(pks, [Decimal(100) - sum(percents), *percents], strict=True))
    costs = [
        Cost(
            pk=pk,
            nature=draw(st.sampled_from(list(Nature))),
            phase=draw(st.sampled_from(list(Phase))),
            amount=draw(AMOUNTS),
            is_today=draw(st.booleans()),
            first_year=draw(st.integers(1, 12)),
            is_indexed=draw(st.booleans()),
            key=draw(st.sampled_from([Key.QUANTITY, Key.EQUAL, Key.PERCENT])),
            percents=percents,
        )
        for pk in range(1, draw(st.integers(0, 5)) + 1)
    ]
    new = [cost.pk for cost in costs if not cost.is_today]
    sources = []
    for pk in range(1, draw(st.integers(0, most_sources)) + 1 if new else 1):
        kind = draw(st.sampled_from([Kind.GRANT, Kind.LOAN, Kind.LEASE]))
        sources.append(
            Source(
                pk=pk,
                kind=kind,
                buyer=draw(st.sampled_from([None, *pks])),
                costs=frozenset(draw(st.sets(st.sampled_from(new)))),
                rate=Decimal(draw(st.integers(0, 20))) / 100,
                ceiling=draw(st.none() | AMOUNTS),
                interest=Decimal(draw(st.integers(0, 12))) / 100,
                term=draw(st.integers(3, 12)),
                grace=draw(st.integers(0, 2)),
                first_year=draw(st.integers(1, 3)),
            )
        )
    leases = [source for source in sources if source.kind == Kind.LEASE]
    sources = [source for source in sources if source not in leases[1:]]
    assumptions = Assumptions(
        years=of_years,
        discount_rate=Decimal(draw(st.integers(0, 15))) / 100,
        indexation=Decimal(draw(st.integers(-10, 10))) / 100,
        quantity_factor=Decimal(draw(st.integers(0, 30))) / 10,
    )
    return costs, buyers, sources, assumptions

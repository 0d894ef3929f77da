"""Costs, buyers and sources of a feasibility plan, written short; and its lines read back."""

from decimal import Decimal

from buyers.financing import Assumptions, Buyer, Cost, Kind, Line, Nature, Phase, Source, compute


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

"""What is wrong with the figures of a feasibility plan, before anything is computed from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from buyers.terms import (
    GRANTS,
    LONGEST,
    SUPPLIERS,
    Assumptions,
    Buyer,
    Cost,
    Key,
    Kind,
    Nature,
    Source,
)


@dataclass(frozen=True)
class Problem:
    """Words come from whoever shows it."""

    code: str
    what: str  # cost, buyer, source, assumptions
    pk: int | None  # None: of the assumptions
    field: str
    params: Mapping[str, object] = field(default_factory=dict)


def check(
    costs: Sequence[Cost],
    buyers: Sequence[Buyer],
    sources: Sequence[Source],
    assumptions: Assumptions,
) -> list[Problem]:
    """All of them; an empty list says that `compute` will work."""
    known = {cost.pk: cost for cost in costs}
    pks = {buyer.pk for buyer in buyers}
    found = [*_of_assumptions(assumptions, known)]
    if not buyers:
        found.append(Problem("no_buyers", "assumptions", None, ""))
    for buyer in buyers:
        found += _of_buyer(buyer)
    for cost in costs:
        found += _of_cost(cost, known, pks)
    for source in sources:
        found += _of_source(source, known, pks)
    found += _together(sources, known)
    return found


# --- One by one


def _of_assumptions(of: Assumptions, costs: Mapping[int, Cost]) -> Iterator[Problem]:
    at = ("assumptions", None)
    if not 1 <= of.years <= LONGEST:
        yield Problem("years", *at, "years", {"most": LONGEST})
    yield from _rate(of, "discount_rate", *at)
    if not (of.indexation.is_finite() and -1 < of.indexation <= 1):
        yield Problem("rate", *at, "indexation")
    for name in ("quantity_factor", "price_factor"):
        yield from _amount(getattr(of, name), *at, name)
    for pk, price in of.prices.items():
        if pk not in costs:
            yield Problem("unknown_cost", *at, "prices", {"cost": pk})
        yield from _amount(price, *at, "prices", cost=pk)


def _of_buyer(of: Buyer) -> Iterator[Problem]:
    yield from _amount(of.quantity, "buyer", of.pk, "quantity")
    yield from _period(of, "buyer")


def _of_cost(of: Cost, costs: Mapping[int, Cost], buyers: set[int]) -> Iterator[Problem]:
    at = ("cost", of.pk)
    yield from _amount(of.amount, *at, "amount")
    yield from _period(of, "cost")
    for name, is_beyond in (("low", lambda v: v > of.amount), ("high", lambda v: v < of.amount)):
        value = getattr(of, name)
        if value is not None:
            wrong = list(_amount(value, *at, name))
            yield from wrong
            if not wrong and of.amount.is_finite() and is_beyond(value):
                yield Problem("range", *at, name, {"amount": of.amount})
    if of.nature == Nature.PER_UNIT:
        return  # its key is not asked
    if of.key == Key.PERCENT:
        for buyer, percent in of.percents.items():
            if buyer not in buyers:
                yield Problem("unknown_buyer", *at, "percents", {"buyer": buyer})
            yield from _amount(percent, *at, "percents", buyer=buyer)
        finite = [percent for percent in of.percents.values() if percent.is_finite()]
        total = sum(finite, Decimal(0))
        if total != 100:
            yield Problem("percents", *at, "percents", {"total": total})
    elif of.key == Key.LIKE:
        yield from _follows(of, costs)


def _follows(of: Cost, costs: Mapping[int, Cost]) -> Iterator[Problem]:
    """Whether “like” leads to a key."""
    seen, here = set(), of
    while here.key == Key.LIKE and here.nature != Nature.PER_UNIT:
        if here.pk in seen:
            yield Problem("circular", "cost", of.pk, "like")
            return
        seen.add(here.pk)
        if here.like not in costs:
            yield Problem("unknown_cost", "cost", of.pk, "like", {"cost": here.like})
            return
        here = costs[here.like]


def _of_source(of: Source, costs: Mapping[int, Cost], buyers: set[int]) -> Iterator[Problem]:
    at = ("source", of.pk)
    for name in ("rate", "interest"):
        yield from _rate(of, name, *at)
    yield from _amount(of.fee, *at, "fee")
    if of.ceiling is not None:
        yield from _amount(of.ceiling, *at, "ceiling")
    if not 1 <= of.first_year <= LONGEST:
        yield Problem("years", *at, "first_year", {"most": LONGEST})
    if of.term is None:
        if of.kind in (Kind.LOAN, Kind.LEASE):
            yield Problem("term", *at, "term")
    elif not 1 <= of.term <= LONGEST:
        yield Problem("years", *at, "term", {"most": LONGEST})
    elif of.kind == Kind.LOAN and not 0 <= of.grace < of.term:
        yield Problem("grace", *at, "grace", {"term": of.term})
    if of.buyer is not None and of.buyer not in buyers:
        yield Problem("unknown_buyer", *at, "buyer", {"buyer": of.buyer})
    if of.kind == Kind.BUDGET:
        if of.buyer is None:  # own money is somebody's
            yield Problem("whose_budget", *at, "buyer")
        for year, amount in of.amounts.items():
            if not 1 <= year <= LONGEST:
                yield Problem("years", *at, "amounts", {"year": year, "most": LONGEST})
            yield from _amount(amount, *at, "amounts", year=year)
    for pk in sorted(of.costs):
        if pk not in costs:
            yield Problem("unknown_cost", *at, "costs", {"cost": pk})
        elif costs[pk].is_today:  # what is not bought needs no money
            yield Problem("funds_today", *at, "costs", {"cost": pk})


# --- Sources beside each other


def _together(sources: Sequence[Source], costs: Mapping[int, Cost]) -> Iterator[Problem]:
    """No cost twice from the EU budget, no more than all of it from grants, and one supplier.

    “In no circumstances shall the same costs be financed twice by the budget”: Regulation (EU,
    Euratom) 2018/1046, Art. 191(3), and in its recast, Regulation (EU, Euratom) 2024/2509.
    """
    paying = [source for source in sources if source.kind != Kind.BUDGET]
    for one, other in combinations(paying, 2):
        if None not in (one.buyer, other.buyer) and one.buyer != other.buyer:
            continue
        for pk in sorted(one.costs & other.costs):
            params = {"cost": pk, "other": one.pk}
            if one.is_eu and other.is_eu:
                yield Problem("double_funded", "source", other.pk, "costs", params)
            if _bears(one, costs.get(pk)) and _bears(other, costs.get(pk)):
                yield Problem("borne_twice", "source", other.pk, "costs", params)
    grants = [source for source in paying if source.kind in GRANTS and source.rate.is_finite()]
    for pk in sorted({pk for source in grants for pk in source.costs}):
        on_it = [source for source in grants if pk in source.costs]
        for buyer in sorted({source.buyer for source in on_it} - {None}) or [None]:
            theirs = [source for source in on_it if source.buyer in (None, buyer)]
            total = sum(source.rate for source in theirs)
            if total > 1 and all(0 <= source.rate <= 1 for source in theirs):
                pks = tuple(source.pk for source in theirs)
                params = {"cost": pk, "total": total, "buyer": buyer, "sources": pks}
                yield Problem("over_funded", "source", theirs[-1].pk, "rate", params)


def _bears(source: Source, cost: Cost | None) -> bool:
    """Whether a supplier bears what grants leave of this cost."""
    if source.kind == Kind.LEASE:
        return cost is not None and cost.nature == Nature.ONE_OFF
    return source.kind in SUPPLIERS


# --- Bounds


def _amount(value: Decimal, what: str, pk: int | None, field: str, **params) -> Iterator[Problem]:
    if not value.is_finite():
        yield Problem("number", what, pk, field, params)
    elif value < 0:
        yield Problem("negative", what, pk, field, params)


def _rate(of, name: str, what: str, pk: int | None) -> Iterator[Problem]:
    value = getattr(of, name)
    if not value.is_finite() or not 0 <= value <= 1:
        yield Problem("rate", what, pk, name)


def _period(of: Cost | Buyer, what: str) -> Iterator[Problem]:
    if not 1 <= of.first_year <= LONGEST:
        yield Problem("years", what, of.pk, "first_year", {"most": LONGEST})
    if of.last_year is not None and not of.first_year <= of.last_year <= LONGEST:
        yield Problem("years", what, of.pk, "last_year", {"most": LONGEST})

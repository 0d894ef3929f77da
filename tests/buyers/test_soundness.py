"""What is refused before anything is computed, and where it says so."""

from decimal import Decimal

import pytest

from buyers.financing import Kind, check
from tests.buyers.terms import budget, buyer, one_off, per_unit, scenario, source, yearly

TWO = [buyer(1, 30), buyer(2, 10)]
COSTS = [one_off(1, 1000), yearly(2, 10), yearly(3, 10, is_today=True)]


def found(costs=COSTS, buyers=TWO, sources=(), assumptions=None) -> list[tuple]:
    problems = check(costs, buyers, sources, assumptions or scenario(5))
    return [(each.code, each.what, each.pk, each.field) for each in problems]


def test_a_sound_plan_has_no_problems():
    sources = [
        source(1, Kind.GRANT, 1, rate="0.6", is_eu=True),
        source(2, Kind.GRANT, 1, rate="0.4"),
        source(3, Kind.STRUCTURAL, 2, rate="1"),
        source(4, Kind.LOAN, 1, 2, term=2, grace=1),
        source(5, Kind.LEASE, 1, 2, term=40),
        source(6, Kind.PAY_PER_USE, 2, fee="1"),
        budget(7, 2, y1=5, y40=5),
    ]
    assert found(sources=sources) == []


def test_all_of_them_are_named():
    costs = [yearly(1, -1, first_year=0)]
    buyers = [buyer(1, -1)]
    assert found(costs, buyers, assumptions=scenario(0)) == [
        ("years", "assumptions", None, "years"),
        ("negative", "buyer", 1, "quantity"),
        ("negative", "cost", 1, "amount"),
        ("years", "cost", 1, "first_year"),
    ]


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"years": 0}, "years", "years"),
        ({"years": 41}, "years", "years"),
        ({"discount_rate": "1.01"}, "rate", "discount_rate"),
        ({"discount_rate": "NaN"}, "rate", "discount_rate"),
        ({"indexation": "1.01"}, "rate", "indexation"),
        ({"indexation": "-1"}, "rate", "indexation"),
        ({"quantity_factor": "-1"}, "negative", "quantity_factor"),
        ({"price_factor": "Infinity"}, "number", "price_factor"),
        ({"prices": {1: Decimal(-1)}}, "negative", "prices"),
        ({"prices": {9: Decimal(1)}}, "unknown_cost", "prices"),
    ],
)
def test_assumptions(fields, code, field):
    assumptions = scenario(**{"years": 5} | fields)
    assert found(assumptions=assumptions) == [(code, "assumptions", None, field)]


def test_a_plan_without_buyers():
    assert found(buyers=[]) == [("no_buyers", "assumptions", None, "")]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (buyer(1, "-0.001"), "negative", "quantity"),
        (buyer(1, "NaN"), "number", "quantity"),
        (buyer(1, 1, first_year=0), "years", "first_year"),
        (buyer(1, 1, first_year=41), "years", "first_year"),
        (buyer(1, 1, first_year=3, last_year=2), "years", "last_year"),
        (buyer(1, 1, last_year=41), "years", "last_year"),
    ],
)
def test_buyers(wrong, code, field):
    assert found(buyers=[wrong]) == [(code, "buyer", 1, field)]


def percent(*percents, **fields):
    percents = {pk: Decimal(each) for pk, each in enumerate(percents, 1)}
    return yearly(5, 10, key="percent", percents=percents, **fields)


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (yearly(5, "-0.01"), "negative", "amount"),
        (yearly(5, "NaN"), "number", "amount"),
        (yearly(5, 1, first_year=3, last_year=2), "years", "last_year"),
        (yearly(5, 10, low=Decimal(11)), "range", "low"),
        (yearly(5, 10, high=Decimal(9)), "range", "high"),
        (yearly(5, 10, low=Decimal(-1)), "negative", "low"),
        (yearly(5, 10, high=Decimal("NaN")), "number", "high"),
        (percent(50, "49.99"), "percents", "percents"),
        (percent(), "percents", "percents"),
        (percent(50, 40, 10), "unknown_buyer", "percents"),
        (percent(110, -10), "negative", "percents"),
        (yearly(5, 10, key="like"), "unknown_cost", "like"),
        (yearly(5, 10, key="like", like=9), "unknown_cost", "like"),
        (yearly(5, 10, key="like", like=5), "circular", "like"),
    ],
)
def test_costs(wrong, code, field):
    assert found([wrong]) == [(code, "cost", 5, field)]


def test_a_range_may_touch_the_amount():
    assert found([yearly(5, 10, low=Decimal(10), high=Decimal(10))]) == []


def test_costs_that_are_shared_like_each_other():
    costs = [
        yearly(5, 10, key="like", like=6),
        yearly(6, 10, key="like", like=7),
        yearly(7, 10, key="like", like=6),
        yearly(8, 10, key="like", like=1),
    ]
    assert found([*COSTS, *costs]) == [("circular", "cost", pk, "like") for pk in (5, 6, 7)]


def test_the_key_of_a_cost_per_unit_is_not_asked():
    assert found([per_unit(5, 10, key="like"), per_unit(6, 10, key="percent")]) == []


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        (source(5, Kind.GRANT, 1, rate="1.1"), "rate", "rate"),
        (source(5, Kind.GRANT, 1, rate="-0.1"), "rate", "rate"),
        (source(5, Kind.GRANT, 1, rate="NaN"), "rate", "rate"),
        (source(5, Kind.GRANT, 1, ceiling="-1"), "negative", "ceiling"),
        (source(5, Kind.GRANT, 1, first_year=0), "years", "first_year"),
        (source(5, Kind.GRANT, 1, term=0), "years", "term"),
        (source(5, Kind.GRANT, 1, buyer=3), "unknown_buyer", "buyer"),
        (source(5, Kind.GRANT, 9), "unknown_cost", "costs"),
        (source(5, Kind.GRANT, 3), "funds_today", "costs"),
        (source(5, Kind.LOAN, 1), "term", "term"),
        (source(5, Kind.LOAN, 1, term=41), "years", "term"),
        (source(5, Kind.LOAN, 1, term=2, grace=2), "grace", "grace"),
        (source(5, Kind.LOAN, 1, term=2, grace=-1), "grace", "grace"),
        (source(5, Kind.LOAN, 1, term=2, interest="2"), "rate", "interest"),
        (source(5, Kind.LEASE, 1), "term", "term"),
        (source(5, Kind.PAY_PER_USE, 1, fee="-1"), "negative", "fee"),
        (budget(5, None, y1=1), "whose_budget", "buyer"),
        (budget(5, 1, y41=1), "years", "amounts"),
        (budget(5, 1, y1=-1), "negative", "amounts"),
    ],
)
def test_sources(wrong, code, field):
    assert found(sources=[wrong]) == [(code, "source", 5, field)]


# --- Sources beside each other


def grant(pk, *costs, **fields):
    return source(pk, Kind.GRANT, *costs, **{"rate": "0.2"} | fields)


def structural(pk, *costs, **fields):
    return source(pk, Kind.STRUCTURAL, *costs, **{"rate": "0.2", "is_eu": True} | fields)


@pytest.mark.parametrize(
    ("one", "other", "is_double"),
    [
        (grant(4, 1, is_eu=True), grant(5, 1, 2, is_eu=True), True),
        (grant(4, 1, is_eu=True), structural(5, 1), True),
        (structural(4, 1, buyer=1), structural(5, 1), True),
        (structural(4, 1, buyer=1), structural(5, 1, buyer=2), False),
        (structural(4, 1), structural(5, 2), False),
        (grant(4, 1, is_eu=True), grant(5, 1), False),
        (grant(4, 1), structural(5, 1), False),
        (structural(4, 1), source(5, Kind.LOAN, 1, term=2, is_eu=True), True),
    ],
)
def test_no_cost_is_paid_twice_from_the_eu_budget(one, other, is_double):
    expected = [("double_funded", "source", 5, "costs")] if is_double else []
    assert found(sources=[one, other]) == expected


def test_it_says_which_cost_and_which_other_source():
    [problem] = check(COSTS, TWO, [structural(4, 1, 2), structural(5, 2)], scenario(5))
    assert problem.params == {"cost": 2, "other": 4}


def test_grants_pay_no_more_than_all_of_a_cost():
    grants = [grant(4, 1, rate="0.6"), grant(5, 1, buyer=1, rate="0.4")]
    assert found(sources=grants) == []
    grants += [grant(6, 1, buyer=2, rate="0.41")]
    assert found(sources=grants) == [("over_funded", "source", 6, "rate")]
    [problem] = check(COSTS, TWO, grants, scenario(5))
    params = {"cost": 1, "total": Decimal("1.01"), "buyer": 2, "sources": (4, 6)}
    assert problem.params == params
    both = [grant(4, 1, rate="0.6"), grant(5, 1, rate="0.5")]
    assert found(sources=both) == [("over_funded", "source", 5, "rate")]


def test_one_supplier_bears_a_cost():
    lease = source(4, Kind.LEASE, 1, 2, term=3)
    use = source(5, Kind.PAY_PER_USE, 1)
    assert found(sources=[lease, use]) == [("borne_twice", "source", 5, "costs")]
    use = source(5, Kind.PAY_PER_USE, 2)  # the yearly one, which a lease does not bear
    assert found(sources=[lease, use]) == []
    savings = source(6, Kind.SHARED_SAVINGS, 2, buyer=1)
    assert found(sources=[use, savings]) == [("borne_twice", "source", 6, "costs")]

"""What a plan costs, who bears it and what it is worth: by hand, by peers and by properties."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations

import numpy_financial
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from buyers.financing import Key, Kind, compute
from buyers.sharing import split
from tests.buyers.terms import (
    buyer,
    line,
    one_off,
    per_unit,
    plans,
    result,
    scenario,
    source,
    yearly,
)

CENT = Decimal("0.01")
TWO = [buyer(1, 30), buyer(2, 10)]


# --- Amounts of one cost


def test_a_one_off_cost_falls_in_its_first_year():
    total = result([one_off(1, 100, first_year=2)], TWO, years=3).total
    assert line(total.investment) == "0.00 100.00 0.00"
    assert line(total.operation) == "0.00 0.00 0.00"
    assert line(total.life_cycle) == "0.00 100.00 0.00"


def test_a_yearly_cost_falls_in_each_of_its_years():
    costs = [yearly(1, 10, first_year=2, last_year=3), yearly(2, 1, first_year=3)]
    assert line(result(costs, TWO, years=4).total.operation) == "0.00 10.00 11.00 1.00"


def test_a_cost_after_the_end_of_the_plan_does_not_count():
    found = result([one_off(1, 100, first_year=4)], TWO, years=3)
    assert not found.total.life_cycle
    assert found.costs[1].amounts.total == 0


def test_a_cost_per_unit_is_each_buyers_own():
    """Whatever its key says."""
    buyers = [buyer(1, "12.5"), buyer(2, 4, first_year=2, last_year=2)]
    found = result([per_unit(1, "2.10", key=Key.EQUAL)], buyers, years=3)
    assert line(found.buyers[1].operation) == "26.25 26.25 26.25"
    assert line(found.buyers[2].operation) == "0.00 8.40 0.00"
    assert found.total.quantity == [Decimal("12.5"), Decimal("16.5"), Decimal("12.5")]


def test_indexed_costs_rise_from_the_second_year():
    costs = [yearly(1, 100, is_indexed=True), yearly(2, 100)]
    found = result(costs, TWO, years=3, indexation="0.02")
    assert line(found.costs[1].amounts) == "100.00 102.00 104.04"
    assert line(found.costs[2].amounts) == "100.00 100.00 100.00"


def test_prices_may_fall():
    found = result([yearly(1, 100, is_indexed=True)], TWO, years=3, indexation="-0.1")
    assert line(found.total.operation) == "100.00 90.00 81.00"


@pytest.mark.parametrize(("quantity", "cents"), [("0.5", "0.00"), ("1.5", "0.02"), ("2.5", "0.02")])
def test_half_a_cent_goes_to_the_even_one(quantity, cents):
    found = result([per_unit(1, "0.01")], [buyer(1, quantity)], years=1)
    assert line(found.total.operation) == cents


def test_a_scenario_has_its_own_quantities_and_prices():
    """A price of the scenario stands as it is; today's solution costs what it costs."""
    costs = [
        per_unit(1, 10),
        yearly(2, 10),
        yearly(3, 10),
        per_unit(4, 10, is_today=True),
    ]
    factors = {"quantity_factor": "0.5", "price_factor": "1.1", "prices": {3: Decimal(7)}}
    found = result(costs, TWO, years=1, **factors)
    amounts = {pk: line(cost.amounts) for pk, cost in found.costs.items()}
    assert amounts == {1: "220.00", 2: "11.00", 3: "7.00", 4: "200.00"}


def test_costs_of_another_contract_model_do_not_count():
    costs = [yearly(1, 1), yearly(2, 10, option=7), yearly(3, 100, option=8)]
    assert [list(result(costs, TWO, years=1, option=o).costs) for o in (None, 7, 8)] == [
        [1],
        [1, 2],
        [1, 3],
    ]


# --- Sharing


def shares(cost, buyers=TWO, years=1, others=()):
    found = result([cost, *others], buyers, years=years)
    return {pk: str(amount) for pk, amount in found.costs[cost.pk].by_buyer.items()}


def test_shared_by_quantity_equally_by_percents_or_like_another():
    percents = {"key": Key.PERCENT, "percents": {1: Decimal("12.5"), 2: Decimal("87.5")}}
    other = yearly(9, 5, **percents)
    between = yearly(8, 5, key=Key.LIKE, like=9)
    assert shares(yearly(1, 100)) == {1: "75.00", 2: "25.00"}
    assert shares(yearly(1, 100, key=Key.EQUAL)) == {1: "50.00", 2: "50.00"}
    assert shares(yearly(1, 100, **percents)) == {1: "12.50", 2: "87.50"}
    like = yearly(1, 100, key=Key.LIKE, like=8)
    assert shares(like, others=[other, between]) == {1: "12.50", 2: "87.50"}
    like = yearly(1, 100, key=Key.LIKE, like=9)
    assert shares(like, others=[per_unit(9, 5, key=Key.EQUAL)]) == {1: "75.00", 2: "25.00"}


def test_a_buyer_without_a_percent_bears_nothing():
    assert shares(yearly(1, 100, key=Key.PERCENT, percents={2: Decimal(100)})) == {
        1: "0.00",
        2: "100.00",
    }


def test_by_the_quantity_of_the_year_else_of_all_years():
    """Year 1: nobody buys, so 30 x 2 years to 10 x 1; year 2: only the first; year 3: both."""
    buyers = [buyer(1, 30, first_year=2), buyer(2, 10, first_year=3)]
    found = result([yearly(1, 70)], buyers, years=3)
    assert line(found.buyers[1].operation) == "60.00 70.00 52.50"
    assert line(found.buyers[2].operation) == "10.00 0.00 17.50"


def test_where_nobody_ever_buys_all_share_equally():
    assert shares(yearly(1, 100), [buyer(1, 0), buyer(2, 0)]) == {1: "50.00", 2: "50.00"}


def test_a_quantity_factor_of_nothing_leaves_the_shares():
    found = result([yearly(1, 100), per_unit(2, 5)], TWO, years=1, quantity_factor="0")
    assert line(found.buyers[1].life_cycle) == "75.00"
    assert found.total.cost_per_unit is None


def test_the_cents_left_over_go_to_the_largest_remainders():
    """100 cents among weights of 1, 1 and 1; 5 cents by 50, 30 and 20: 2.5, 1.5 and 1."""
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(5, [50, 30, 20]) == [3, 1, 1]
    assert split(5, [20, 30, 50]) == [1, 2, 2]


@settings(deadline=None)
@given(st.integers(0, 10**17), st.lists(st.integers(0, 10**12), min_size=1, max_size=12))
def test_shares_add_up_and_are_within_a_cent(amount, weights):
    assume(any(weights))
    found = split(amount, weights)
    assert sum(found) == amount
    total = sum(weights)
    for share, weight in zip(found, weights, strict=True):
        assert abs(share * total - amount * weight) < total


# --- Values


def test_year_one_is_now_and_is_not_discounted():
    """1000 + 1000 / 1.25 + 1000 / 1.5625 = 1000 + 800 + 640"""
    total = result([yearly(1, 1000)], TWO, years=3, discount_rate="0.25").total
    assert total.life_cycle.total == Decimal("3000.00")
    assert total.life_cycle_value == Decimal("2440.00")


@pytest.mark.parametrize("rate", ["0", "0.035", "0.12", "1"])
def test_present_value_as_numpy_financial_has_it(rate):
    costs = [one_off(1, "98765.43"), yearly(2, "1234.56", first_year=2, is_indexed=True)]
    total = result(costs, TWO, years=15, discount_rate=rate, indexation="0.021").total
    flows = [float(amount) for amount in total.life_cycle.by_year]
    assert float(total.life_cycle_value) == pytest.approx(
        numpy_financial.npv(float(rate), flows), abs=0.006
    )


def test_the_change_is_worth_what_today_costs_more():
    """New: 1000 now and 100 a year; today: 500 a year; 25 %: factors 1, 0.8 and 0.64."""
    costs = [one_off(1, 1000), yearly(2, 100), yearly(3, 500, is_today=True)]
    total = result(costs, TWO, years=3, discount_rate="0.25").total
    assert total.life_cycle_value == Decimal("1244.00")  # 1000 + 100 x 2.44
    assert total.today_value == Decimal("1220.00")  # 500 x 2.44
    assert line(total.today) == "500.00 500.00 500.00"
    assert total.saving_of_costs == Decimal("-24.00")
    assert total.saving_of_cash == Decimal("-24.00")


def test_what_it_is_worth_to_a_buyer_with_a_grant():
    costs = [one_off(1, 1000), yearly(2, 100), yearly(3, 500, is_today=True)]
    grant = source(1, Kind.GRANT, 1, rate="0.3")
    found = result(costs, TWO, [grant], years=3, discount_rate="0.25")
    assert found.total.cash_need_value == Decimal("944.00")
    assert found.total.saving_of_costs == Decimal("-24.00")
    assert found.total.saving_of_cash == Decimal("276.00")
    assert found.buyers[1].saving_of_cash == Decimal("207.00")
    assert found.buyers[2].saving_of_cash == Decimal("69.00")


@pytest.mark.parametrize(
    ("invested", "year"),
    [("0", 1), ("400", 1), ("400.01", 2), ("720", 2), ("721", 3), ("977", None)],
)
def test_the_year_from_which_it_is_no_loss_any_more(invested, year):
    """Savings of 400 a year, discounted at 25 %: 400, 320 and 256; together 976."""
    costs = [one_off(1, invested), yearly(2, 100), yearly(3, 500, is_today=True)]
    total = result(costs, TWO, years=3, discount_rate="0.25").total
    assert (total.costs_break_even_year, total.cash_break_even_year) == (year, year)


def test_a_later_loss_puts_off_the_break_even():
    """Saved so far: 400, then -100 after a second investment, then 300."""
    costs = [one_off(1, 900, first_year=2), yearly(2, 100), yearly(3, 500, is_today=True)]
    assert result(costs, TWO, years=3).total.costs_break_even_year == 3


def test_without_a_today_nothing_is_broken_even():
    total = result([], TWO, years=3).total
    assert total.costs_break_even_year is None
    assert total.today_per_unit == 0


def test_the_quantity_at_which_both_cost_the_same():
    """1200 + f x 40 x 2 a year for 3 years = f x 40 x 15 for 3 years: 1200 = f x 1560"""
    costs = [one_off(1, 1200), per_unit(2, 2), per_unit(3, 15, is_today=True)]
    for factor in ("1", "0.3", "0"):
        total = result(costs, TWO, years=3, quantity_factor=factor).total
        assert total.break_even_factor == Decimal("0.7692")
        assert total.is_better_above is True
    at_it = result(costs, TWO, years=3, quantity_factor="0.7692").total
    assert abs(at_it.saving_of_costs) <= Decimal("0.06")


def test_where_fewer_are_better_it_says_so():
    costs = [per_unit(2, 15), yearly(3, 300, is_today=True)]
    total = result(costs, TWO, years=2).total
    assert (total.break_even_factor, total.is_better_above) == (Decimal("0.5"), False)


@pytest.mark.parametrize("today", [1, 2])
def test_no_quantity_makes_up_for_a_dearer_unit(today):
    costs = [one_off(1, 1200), per_unit(2, 2), per_unit(3, today, is_today=True)]
    total = result(costs, TWO, years=3).total
    assert (total.break_even_factor, total.is_better_above) == (None, None)


def test_the_cost_of_a_unit_is_levelised():
    """1000 now, 40 units a year; 25 %: 40 x 2.44 = 97.6 discounted units"""
    costs = [one_off(1, 1000), yearly(2, 61, is_today=True)]
    grant = source(1, Kind.GRANT, 1, rate="0.5")
    total = result(costs, TWO, [grant], years=3, discount_rate="0.25").total
    assert total.discounted_quantity == Decimal("97.600")
    assert total.cost_per_unit == Decimal("10.2459")
    assert total.cash_per_unit == Decimal("5.1230")
    assert total.today_per_unit == Decimal("1.5250")


# --- Properties

LINES = ["investment", "operation", "life_cycle", "interest", "cash_need", "own_budget", "gap"]
LINES += ["today", "quantity", "owed_at_end", "life_cycle_value", "cash_need_value", "today_value"]
LINES += ["saving_of_costs", "saving_of_cash"]


def figures(statement, name) -> list[Decimal]:
    value = getattr(statement, name)
    return value if isinstance(value, list) else getattr(value, "by_year", [value])


@settings(deadline=None)
@given(plans())
def test_buyers_and_costs_add_up_to_the_total(plan):
    found = compute(*plan)
    for name in LINES:
        columns = [figures(statement, name) for statement in found.buyers.values()]
        assert [sum(row) for row in zip(*columns, strict=True)] == figures(found.total, name)
    for part in ("funding", "service"):
        for pk, paid in getattr(found.total, part).items():
            theirs = [getattr(of, part).get(pk) for of in found.buyers.values()]
            columns = [line.cents for line in theirs if line is not None]
            assert tuple(map(sum, zip(*columns, strict=True))) == paid.cents
    new = [found.costs[cost.pk] for cost in plan[0] if not cost.is_today]
    assert sum(cost.present_value for cost in new) == found.total.life_cycle_value
    assert sum(cost.amounts.total for cost in new) == found.total.life_cycle.total
    for pk, statement in found.buyers.items():
        assert sum(cost.by_buyer[pk] for cost in new) == statement.life_cycle.total
    for cost in found.costs.values():
        assert sum(cost.by_buyer.values()) == cost.amounts.total


@settings(deadline=None, max_examples=50)
@given(plans(), st.randoms())
def test_the_order_in_which_things_come_does_not_matter(plan, random):
    *things, assumptions = plan
    mixed = [random.sample(each, len(each)) for each in things]
    one, other = compute(*plan), compute(*mixed, assumptions)
    assert (one.total, one.buyers, one.costs) == (other.total, other.buyers, other.costs)


def test_who_gets_the_odd_cent_depends_on_no_order():
    three = [buyer(3, 1), buyer(1, 1), buyer(2, 1)]
    for order in permutations(three):
        found = result([yearly(1, 1)], order, years=1)
        assert [(pk, line(found.buyers[pk].operation)) for pk in found.buyers] == [
            (1, "0.34"),
            (2, "0.33"),
            (3, "0.33"),
        ]


@settings(deadline=None, max_examples=50)
@given(plans())
def test_without_discounting_values_are_plain_sums(plan):
    *things, assumptions = plan
    found = compute(*things, replace(assumptions, discount_rate=Decimal(0)))
    for of in [found.total, *found.buyers.values()]:
        assert of.life_cycle_value == of.life_cycle.total
        assert of.today_value == of.today.total
        assert of.cash_need_value == of.cash_need.total + of.owed_at_end
        assert of.discounted_quantity == round(sum(of.quantity), 3)


@settings(deadline=None, max_examples=50)
@given(plans(most_sources=0), st.integers(2, 1000))
def test_n_times_the_prices_are_n_times_the_costs(plan, n):
    """But for the cents that were rounded off: half a cent for each cost and year."""
    costs, buyers, sources, assumptions = plan
    dearer = [replace(cost, amount=cost.amount * n) for cost in costs]
    one = compute(costs, buyers, sources, assumptions).total
    many = compute(dearer, buyers, sources, assumptions).total
    most = len(costs) * assumptions.years * (n + 1) * CENT / 2
    assert abs(many.life_cycle_value - n * one.life_cycle_value) <= most + n * CENT
    assert abs(many.today_value - n * one.today_value) <= most + n * CENT


def test_the_largest_amounts_that_the_database_holds():
    most = Decimal("9999999999999.99")
    buyers = [buyer(1, "999999999999.999"), buyer(2, "0.001")]
    costs = [per_unit(1, most, is_indexed=True), one_off(2, most), per_unit(3, most, is_today=True)]
    found = result(costs, buyers, years=40, discount_rate="0.04", indexation="1")
    assert found.buyers[1].life_cycle.total + found.buyers[2].life_cycle.total == (
        found.total.life_cycle.total
    )


def test_what_is_wrong_stops_it():
    with pytest.raises(ValueError, match="no_buyers"):
        compute([], [], [], scenario(5))

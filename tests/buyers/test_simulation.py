"""The simulation: what it must equal, what it must come near to, and what drives it."""

from decimal import Decimal

import pytest
from hypothesis import given, settings

from buyers import simulation
from buyers.financing import compute
from tests.buyers.terms import buyer, one_off, per_unit, plans, scenario, yearly

TWO = [buyer(1, 30), buyer(2, 10)]
FOUR_YEARS = scenario(4, discount_rate="0.04", indexation="0.02")


def ranged(cost_of, pk, amount, low, high, **fields):
    return cost_of(pk, amount, low=Decimal(low), high=Decimal(high), **fields)


INVESTED = ranged(one_off, 1, 1000, 800, 1600)
RUNNING = ranged(per_unit, 2, 5, 4, 6, is_indexed=True)
TODAY = ranged(yearly, 3, 500, 450, 600, is_today=True)
ALL = [INVESTED, RUNNING, TODAY]
QUANTITY = {"quantity_low": Decimal("0.8"), "quantity_high": Decimal("1.3")}


def run(costs=ALL, buyers=TWO, assumptions=FOUR_YEARS, *, draws=10_000, seed=7, **fields):
    return simulation.run(costs, buyers, assumptions, draws=draws, seed=seed, **fields)


@settings(deadline=None, max_examples=40)
@given(plans(most_sources=0))
def test_without_ranges_every_draw_is_the_exact_result(plan):
    costs, buyers, _sources, assumptions = plan
    exact = compute(*plan).total
    found = run(costs, buyers, assumptions, draws=50)
    for distribution, value in (
        (found.life_cycle, exact.life_cycle_value),
        (found.saving, exact.saving_of_costs),
    ):
        assert set(distribution.percentiles.values()) == {value}
        assert (distribution.mean, distribution.deviation) == (value, 0)
        assert (distribution.edges, distribution.counts) == ([value, value], [50])
    assert found.chance_of_saving == (exact.saving_of_costs >= 0)
    assert found.drivers == []
    if exact.cost_per_unit is None:
        assert found.cost_per_unit is None
    else:
        middle = float(found.cost_per_unit.percentiles[50])
        assert middle == pytest.approx(float(exact.cost_per_unit), rel=1e-12, abs=0.00011)


def test_a_triangle_has_the_mean_and_deviation_of_a_triangle():
    """Mean (a + b + c) / 3; variance (a² + b² + c² - ab - ac - bc) / 18: of 800, 1000 and 1600
    that is 1133.33 and 169.97."""
    found = run([INVESTED], draws=100_000).life_cycle
    assert float(found.mean) == pytest.approx(1133.33, abs=2)
    assert float(found.deviation) == pytest.approx(169.97, abs=2)
    assert found.edges[0] > 800
    assert found.edges[-1] < 1600


def test_what_is_drawn_is_indexed_and_discounted():
    """A mean of 110 at the prices of year 1; 10 % and 25 %: 121 x 0.8 + 133.1 x 0.64 = 181.98"""
    cost = ranged(yearly, 1, 100, 100, 130, first_year=2, is_indexed=True)
    found = run([cost], assumptions=scenario(3, indexation="0.1", discount_rate="0.25"))
    assert float(found.life_cycle.mean) == pytest.approx(181.98, abs=0.6)


def test_percentiles_are_those_of_the_triangle():
    """F(x) = (x - a)² / ((b - a)(c - a)) up to the planned c: at 1000 that is a quarter; from
    there 1 - (b - x)² / ((b - a)(b - c)): the median is 1600 - sqrt(0.5 x 800 x 600) = 1110.10."""
    found = run([INVESTED], draws=100_000).life_cycle.percentiles
    assert list(found) == [5, 10, 25, 50, 75, 90, 95]
    assert float(found[25]) == pytest.approx(1000, abs=4)
    assert float(found[50]) == pytest.approx(1110.10, abs=4)


def test_the_quantity_works_on_costs_per_unit_of_both_solutions():
    """A factor on 40 units a year: 40 x 2 x 4 years less 40 x 3 x 4 years, -160 at 1."""
    costs = [per_unit(1, 3), per_unit(2, 2, is_today=True), yearly(3, 100)]
    found = run(costs, assumptions=scenario(4), **QUANTITY)
    mean = (0.8 + 1 + 1.3) / 3
    assert float(found.life_cycle.mean) == pytest.approx(480 * mean + 400, abs=3)
    assert float(found.saving.mean) == pytest.approx(-160 * mean - 400, abs=2)
    assert found.chance_of_saving == 0
    [driver] = found.drivers
    assert (driver.cost, driver.correlation) == (None, -1)
    # 400 are shared by more units: 3 + 400 / (160 x factor), at least at 1.3 and at most at 0.8
    edges = [float(found.cost_per_unit.edges[n]) for n in (0, -1)]
    assert edges == pytest.approx([3 + 400 / 208, 3 + 400 / 128], abs=0.05)


def test_the_ends_of_the_quantity_are_factors_as_the_scenarios():
    """3 x 40 x 4 years x 2, at half the quantities, which are the most as well."""
    costs = [per_unit(1, 3)]
    half = scenario(4, quantity_factor="0.5", price_factor="2")
    found = run(costs, assumptions=half, quantity_low=Decimal("0.25")).life_cycle
    assert 240 < found.edges[0] < 245
    assert 478 < found.edges[-1] < 480


def test_a_scenario_without_quantities_may_draw_some():
    none = scenario(4, quantity_factor="0")
    found = run([per_unit(1, 3)], assumptions=none, quantity_high=Decimal("0.5"))
    assert found.life_cycle.edges[-1] > 230
    assert found.cost_per_unit.percentiles[50] == 3
    assert run([per_unit(1, 3)], assumptions=none).cost_per_unit is None


def test_a_price_of_the_scenario_is_not_drawn_and_the_factor_moves_the_range():
    fixed = scenario(4, prices={1: Decimal(900)})
    assert run([INVESTED], assumptions=fixed).life_cycle.edges == [900, 900]
    doubled = run([INVESTED], assumptions=scenario(4, price_factor="2")).life_cycle
    assert 1600 < doubled.edges[0] < 1650
    assert 3100 < doubled.edges[-1] < 3200


def test_one_end_alone_is_a_range():
    costs = [one_off(1, 1000, high=Decimal(1300))]
    found = run(costs).life_cycle
    assert 1000 < found.edges[0] < 1001
    assert 1290 < found.edges[-1] < 1300


def test_the_chance_of_saving():
    """Saving 1110.10 - cost: the cost is below its median in half of the draws."""
    costs = [INVESTED, one_off(2, "1110.10", is_today=True)]
    found = run(costs, assumptions=scenario(1), draws=100_000)
    assert float(found.chance_of_saving) == pytest.approx(0.5, abs=0.01)


def test_what_drives_the_result_comes_first():
    """Costs of the new solution push the saving down, today's push it up."""
    found = run(**QUANTITY)
    assert {driver.cost for driver in found.drivers} == {1, 2, 3, None}
    strengths = [abs(driver.correlation) for driver in found.drivers]
    assert strengths == sorted(strengths, reverse=True)
    signs = {driver.cost: driver.correlation > 0 for driver in found.drivers}
    assert signs == {1: False, 2: False, 3: True, None: False}
    assert run([INVESTED]).drivers == [simulation.Driver(1, Decimal("-1.000"))]


def test_what_changes_nothing_drives_nothing():
    late = ranged(one_off, 9, 10, 5, 20, first_year=5)
    other = ranged(one_off, 8, 10, 5, 20, option=2)
    assert [driver.cost for driver in run([INVESTED, late, other], **QUANTITY).drivers] == [1]


def test_the_same_seed_gives_the_same_numbers():
    assert run(**QUANTITY) == run(ALL[::-1], TWO[::-1], **QUANTITY)
    assert run(**QUANTITY).life_cycle != run(seed=8, **QUANTITY).life_cycle


def test_every_draw_is_in_the_histogram():
    found = run(**QUANTITY)
    for each in (found.life_cycle, found.saving, found.cost_per_unit):
        assert sum(each.counts) == 10_000
        assert (len(each.counts), len(each.edges)) == (20, 21)


def test_a_plan_without_costs_or_quantities():
    found = run([], [buyer(1, 0)], **QUANTITY)
    assert found.life_cycle.mean == 0
    assert found.cost_per_unit is None
    assert found.chance_of_saving == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"draws": 0}, "draws"),
        ({"draws": 100_001}, "draws"),
        ({"quantity_low": Decimal("-0.1")}, "quantity_low"),
        ({"quantity_low": Decimal("1.1")}, "quantity_low"),
        ({"quantity_low": Decimal("NaN")}, "quantity_low"),
        ({"quantity_high": Decimal("0.9")}, "quantity_high"),
        ({"quantity_high": Decimal("Infinity")}, "quantity_high"),
    ],
)
def test_what_it_refuses(fields, field):
    with pytest.raises(ValueError, match=field) as caught:
        run(**fields)
    assert [problem.field for problem in caught.value.args[0]] == [field]


def test_what_is_wrong_with_the_plan_stops_it():
    with pytest.raises(ValueError, match="no_buyers"):
        run(buyers=[])

"""How sure the figures of a feasibility plan are: a Monte Carlo simulation of one scenario.

The amounts that have a range, and the quantities, are drawn from triangular distributions: the
planned value is the likeliest, and nothing beyond either end is drawn. Each draw is a plan of its
own.
What is simulated are the costs before financing: who pays them, grants and loans are not.

A result is the exact one of `buyers.financing` plus what the draw changes; so without any range it
is the exact one, to the cent. docs/financing.md has the formulas.

numpy takes half a second and 20 MB when it is first imported: import this module where it is used.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from buyers.financing import compute
from buyers.sharing import runs
from buyers.soundness import Problem
from buyers.terms import Assumptions, Buyer, Cost, Nature

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)
BARS = 20  # of a histogram
MOST_DRAWS = 100_000
HALF_A_CENT = 0.005


@dataclass(frozen=True, slots=True)
class Distribution:
    percentiles: dict[int, Decimal]  # 5: what 5 % of the draws stay below; between two, linearly
    mean: Decimal
    deviation: Decimal  # standard deviation of the draws
    edges: list[Decimal]  # of the bars of a histogram, one more than there are bars
    counts: list[int]  # draws in each bar


@dataclass(frozen=True, slots=True)
class Driver:
    """An input that is drawn, and how closely the saving follows it."""

    cost: int | None  # pk; None: the quantities
    correlation: Decimal  # Spearman's rank correlation, -1 to 1, with the saving


@dataclass(frozen=True, slots=True)
class Simulation:
    draws: int
    seed: int
    life_cycle: Distribution  # present value of the new solution's costs
    saving: Distribution  # present value of today's costs less that
    cost_per_unit: Distribution | None  # levelised; None without any quantity
    chance_of_saving: Decimal  # share of the draws in which the saving is 0 or more
    drivers: list[Driver]  # the strongest first


def run(
    costs: Sequence[Cost],
    buyers: Sequence[Buyer],
    assumptions: Assumptions,
    *,
    draws: int,
    seed: int,
    quantity_low: Decimal | None = None,
    quantity_high: Decimal | None = None,
) -> Simulation:
    """`quantity_low` and `quantity_high` are quantity factors below and above that of the scenario;
    None: that one. A price that the scenario sets is not drawn. The same seed gives the same draws,
    in whatever order the costs come.

    Raises ValueError with a list of problems, as `compute` does.
    """
    planned = assumptions.quantity_factor
    low = planned if quantity_low is None else quantity_low
    high = planned if quantity_high is None else quantity_high
    exact = compute(costs, buyers, (), assumptions).total
    if problems := _check(draws, low, planned, high):
        raise ValueError(problems)
    inputs = _Inputs(costs, buyers, assumptions)
    random = np.random.Generator(np.random.PCG64(seed))
    amounts = _drawn(random, inputs.low, inputs.mode, inputs.high, draws)
    factor = _drawn(random, *(np.array([float(each)]) for each in (low, planned, high)), draws)[0]
    # What each draw adds to the exact present values
    new = inputs.change(amounts, factor, is_today=False)
    saved = inputs.change(amounts, factor, is_today=True) - new
    units = inputs.discounted_quantity * factor
    per_unit = None
    if units.min() > 0:
        per_unit = _distribution(
            Decimal(0), (float(exact.life_cycle_value) + new) / units, places=4
        )
    chance = float(np.mean(float(exact.saving_of_costs) + saved > -HALF_A_CENT))
    return Simulation(
        draws=draws,
        seed=seed,
        life_cycle=_distribution(exact.life_cycle_value, new),
        saving=_distribution(exact.saving_of_costs, saved),
        cost_per_unit=per_unit,
        chance_of_saving=_decimal(chance, 4),
        drivers=_drivers(inputs, amounts, factor, saved),
    )


class _Inputs:
    """The costs of a scenario as numbers, in the order of their pk."""

    def __init__(self, costs: Sequence[Cost], buyers: Sequence[Buyer], of: Assumptions):
        chosen = [cost for cost in costs if cost.option in (None, of.option)]
        chosen.sort(key=lambda cost: cost.pk)
        ranges = [_range(cost, of) for cost in chosen]
        self.low, self.mode, self.high = (np.array([each[n] for each in ranges]) for n in range(3))
        self.pks = [cost.pk for cost in chosen]
        self.is_today = np.array([cost.is_today for cost in chosen], dtype=bool)
        self.is_per_unit = np.array([cost.nature == Nature.PER_UNIT for cost in chosen], dtype=bool)
        discount = (1 + float(of.discount_rate)) ** -np.arange(of.years)
        growth = (1 + float(of.indexation)) ** np.arange(of.years)
        quantities = np.zeros(of.years)
        for buyer in sorted(buyers, key=lambda buyer: buyer.pk):
            quantities[[year - 1 for year in runs(buyer, of.years)]] += float(buyer.quantity)
        # Both at a quantity factor of 1; the second by cost, for one unit of money of its amount
        self.factor, self.discounted_quantity = float(of.quantity_factor), quantities @ discount
        self.weights = np.zeros(len(chosen))
        for place, cost in enumerate(chosen):
            years = [year - 1 for year in runs(cost, of.years)]
            if cost.nature == Nature.ONE_OFF:
                years = years[:1]
            value = discount * growth if cost.is_indexed else discount
            if cost.nature == Nature.PER_UNIT:
                value = value * quantities
            self.weights[place] = value[years].sum()

    def change(self, amounts: np.ndarray, factor: np.ndarray, *, is_today: bool) -> np.ndarray:
        """What each draw (amounts: by cost and draw) adds to the present value of a solution."""
        fixed = (self.is_today == is_today) & ~self.is_per_unit
        unit = (self.is_today == is_today) & self.is_per_unit
        planned = self.mode[:, None]
        found = self.weights[fixed] @ (amounts - planned)[fixed]
        return found + self.weights[unit] @ (amounts * factor - planned * self.factor)[unit]


def _range(cost: Cost, of: Assumptions) -> tuple[float, float, float]:
    """(low, planned, high) amount in this scenario; an end without a value is the planned one."""
    if cost.pk in of.prices:
        return (float(of.prices[cost.pk]),) * 3
    factor = 1 if cost.is_today else of.price_factor
    low = cost.amount if cost.low is None else cost.low
    high = cost.amount if cost.high is None else cost.high
    return float(low * factor), float(cost.amount * factor), float(high * factor)


def _drawn(random, low: np.ndarray, mode: np.ndarray, high: np.ndarray, draws: int) -> np.ndarray:
    """By input and draw; an input without a range is what it is in every draw."""
    found = np.repeat(mode[:, None], draws, axis=1)
    vary = low < high
    ends = (each[vary][:, None] for each in (low, mode, high))
    found[vary] = random.triangular(*ends, size=(int(vary.sum()), draws))
    return found


def _distribution(exact: Decimal, changes: np.ndarray, places: int = 2) -> Distribution:
    """Of exact + changes. Computed of the changes alone, so no cent of the rest is lost."""
    least, most = changes.min(), changes.max()
    bars = BARS if most > least else 1
    # No density and no automatic range: numpy widens that of equal values.
    counts, edges = np.histogram(changes, bins=np.linspace(least, most, bars + 1))
    percentiles = np.percentile(changes, PERCENTILES)
    return Distribution(
        percentiles={
            percent: exact + _decimal(value, places)
            for percent, value in zip(PERCENTILES, percentiles, strict=True)
        },
        mean=exact + _decimal(changes.mean(), places),
        deviation=_decimal(changes.std(), places),
        edges=[exact + _decimal(edge, places) for edge in edges],
        counts=[int(count) for count in counts],
    )


def _drivers(inputs: _Inputs, amounts, factor, saved) -> list[Driver]:
    """Of what was drawn and changes anything."""
    names = [*inputs.pks, None]
    rows = [*amounts, factor]
    counts = [*(inputs.weights > 0), bool((inputs.weights * inputs.is_per_unit).any())]
    outcome = _ranks(saved)
    found = [
        Driver(name, _decimal(float(np.corrcoef(_ranks(row), outcome)[0, 1]), 3))
        for name, row, matters in zip(names, rows, counts, strict=True)
        if matters and row.min() < row.max()
    ]
    return sorted(found, key=lambda driver: -abs(driver.correlation))


def _ranks(values: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _decimal(value: float, places: int) -> Decimal:
    return round(Decimal(float(value)), places)


def _check(draws: int, low: Decimal, planned: Decimal, high: Decimal) -> list[Problem]:
    found = []
    if not 1 <= draws <= MOST_DRAWS:
        found.append(Problem("draws", "assumptions", None, "draws", {"most": MOST_DRAWS}))
    if not (low.is_finite() and 0 <= low <= planned):
        found.append(Problem("range", "assumptions", None, "quantity_low", {"planned": planned}))
    if not (high.is_finite() and high >= planned):
        found.append(Problem("range", "assumptions", None, "quantity_high", {"planned": planned}))
    return found

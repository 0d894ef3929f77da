"""The financing of a feasibility plan: what the new solution costs each buyer and all of them, who
pays for it, and what it is worth against today's solution.

    problems = check(costs, buyers, sources, assumptions)
    result = compute(costs, buyers, sources, assumptions)  # ValueError where there are problems

Nothing here reads the database or makes words. docs/financing.md has every formula with its units,
its source and a worked example. Three rules hold throughout:

- A year of the plan is worth (1 + discount rate)^-(year - 1) of year 1, which is now.
- The amount of one cost in one year is rounded to the cent, half to even, and then shared by
  largest remainder, so that the buyers add up to the total. So is each payment of a source.
- Present values are computed from those cents, summed exactly and rounded once, at the end: the
  total half to even, its parts by largest remainder, so that they add up to it.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import add, mul

from buyers.funding import Funding, Grid, half_even, in_order
from buyers.sharing import Shares, runs, split
from buyers.soundness import Problem, check
from buyers.statements import CostLine, Line, Result, Statement, money
from buyers.terms import Assumptions, Buyer, Cost, Key, Kind, Nature, Phase, Source

__all__ = [
    "Assumptions",
    "Buyer",
    "Cost",
    "CostLine",
    "Key",
    "Kind",
    "Line",
    "Nature",
    "Phase",
    "Problem",
    "Result",
    "Source",
    "Statement",
    "check",
    "compute",
]

DIGITS = 60  # no amount that the database holds is rounded before its cents
SCALE = 10**30  # discount factors are whole numbers of this
PER_UNIT = Decimal("0.0001")  # to what a cost per unit is rounded


def compute(
    costs: Sequence[Cost],
    buyers: Sequence[Buyer],
    sources: Sequence[Source],
    assumptions: Assumptions,
) -> Result:
    """Raises ValueError with the list of `check`, where there are problems."""
    if problems := check(costs, buyers, sources, assumptions):
        raise ValueError(problems)
    with localcontext(prec=DIGITS):
        return _Plan(costs, buyers, sources, assumptions).result()


class _Plan:
    """One computation. Grids are cents by year and buyer; buyers stand in the order of their pk."""

    def __init__(self, costs, buyers, sources, assumptions):
        self.assumptions, self.years = assumptions, assumptions.years
        self.buyers = sorted(buyers, key=lambda buyer: buyer.pk)
        self.pks = [buyer.pk for buyer in self.buyers]
        self.costs = [cost for cost in costs if cost.option in (None, assumptions.option)]
        self.sources = in_order(sources)
        self.budgets = [source for source in sources if source.kind == Kind.BUDGET]
        self.quantities = self._quantities()
        growth, rate = 1 + assumptions.indexation, 1 + Fraction(assumptions.discount_rate)
        self.index = [growth**year for year in range(self.years)]
        self.discount = [
            half_even(SCALE * rate.denominator**n, rate.numerator**n) for n in range(self.years)
        ]
        self.phases = {phase: self._grid() for phase in Phase}
        self.today = self._grid()
        # Of today's solution and of the new one: what a unit costs, by year
        self.unit_prices = {is_today: [Decimal(0)] * self.years for is_today in (True, False)}
        self.bundles: dict[tuple[frozenset[int], bool], Grid] = {}
        self.amounts: dict[int, list[int]] = {}  # by year
        self.parts: dict[int, list[int]] = {}  # by buyer
        shares = Shares(self.buyers, costs, self.years)
        for cost in self.costs:
            self._add(cost, shares)
        # What a unit costs more today than in the new solution: present value by year, in cents
        # times SCALE
        self.unit_savings = [
            (today - new) * discount
            for today, new, discount in zip(
                self.unit_prices[True], self.unit_prices[False], self.discount, strict=True
            )
        ]
        self.life_cycle = [
            list(map(add, *rows)) for rows in zip(*self.phases.values(), strict=True)
        ]
        self.funding = Funding(self.bundles, self.pks, self.years)
        for source in self.sources:
            self.funding.run(source, self.quantities, self._saving)

    def _grid(self) -> Grid:
        return [[0] * len(self.pks) for _year in range(self.years)]

    def _quantities(self) -> list[list[Decimal]]:
        factor, none = self.assumptions.quantity_factor, Decimal(0)
        each = [(buyer.quantity * factor, runs(buyer, self.years)) for buyer in self.buyers]
        return [
            [quantity if year in period else none for quantity, period in each]
            for year in range(1, self.years + 1)
        ]

    # --- Costs

    def price(self, cost: Cost) -> Decimal:
        """Of year 1, in this scenario."""
        price = self.assumptions.prices.get(cost.pk)
        if price is None:
            price = cost.amount * (1 if cost.is_today else self.assumptions.price_factor)
        return price

    def _add(self, cost: Cost, shares: Shares) -> None:
        grids = [self.today if cost.is_today else self.phases[cost.phase]]
        is_per_unit, is_one_off = cost.nature == Nature.PER_UNIT, cost.nature == Nature.ONE_OFF
        if paying := frozenset(s.pk for s in self.sources if cost.pk in s.costs):
            grids.append(self.bundles.setdefault((paying, is_one_off), self._grid()))
        amounts, weights = [0] * self.years, shares.weights(cost)
        rows = [[0] * len(self.pks)]
        cents = self.price(cost) * 100
        for year in runs(cost, self.years)[: 1 if is_one_off else None]:
            amount = cents * self.index[year - 1] if cost.is_indexed else cents
            if is_per_unit:
                self.unit_prices[cost.is_today][year - 1] += amount
                amount *= sum(self.quantities[year - 1])
            amounts[year - 1] = whole = round(amount)
            row = shares.split(whole, weights[year - 1])
            rows.append(row)
            for grid in grids:
                grid[year - 1] = list(map(add, grid[year - 1], row))
        self.amounts[cost.pk] = amounts
        self.parts[cost.pk] = list(map(sum, zip(*rows, strict=True)))

    def _saving(self, borne: Grid) -> Grid:
        """Against today's solution, by year and buyer, when so much is borne by a supplier."""
        return [
            [now - new + less for now, new, less in zip(*rows, strict=True)]
            for rows in zip(self.today, self.life_cycle, borne, strict=True)
        ]

    # --- What comes out

    def result(self) -> Result:
        cash_need = self._cash_need()
        budget = self._own_budget()
        gap = [
            [max(need - own, 0) for need, own in zip(*rows, strict=True)]
            for rows in zip(cash_need, budget, strict=True)
        ]
        lines = {
            "investment": self.phases[Phase.INVESTMENT],
            "operation": self.phases[Phase.OPERATION],
            "life_cycle": self.life_cycle,
            "interest": self.funding.interest,
            "cash_need": cash_need,
            "own_budget": budget,
            "gap": gap,
            "today": self.today,
        }
        columns = {name: _columns(grid) for name, grid in lines.items()}
        funding = {pk: _columns(grid) for pk, grid in self.funding.paid.items()}
        service = {pk: _columns(grid) for pk, grid in self.funding.service.items()}
        owed = [*self.funding.owed, sum(self.funding.owed)]
        values = {
            "life_cycle": self._values(columns["life_cycle"]),
            "cash_need": self._values(columns["cash_need"], owed),
            "today": self._values(columns["today"]),
        }
        places = range(len(self.pks) + 1)
        statements = [
            self._statement(
                place,
                {name: found[place] for name, found in columns.items()},
                {pk: funding[pk][place] for pk in self._sources_of(place)},
                {pk: service[pk][place] for pk in self._sources_of(place) if pk in service},
                owed[place],
                {name: found[place] for name, found in values.items()},
            )
            for place in places
        ]
        return Result(
            self.years,
            dict(zip(self.pks, statements[:-1], strict=True)),
            statements[-1],
            self._cost_lines(),
        )

    def _sources_of(self, place: int) -> list[int]:
        """Those of one buyer and those of all; of the total every one."""
        whose = [None, *self.pks] if place == len(self.pks) else [None, self.pks[place]]
        return [source.pk for source in self.sources if source.buyer in whose]

    def _cash_need(self) -> Grid:
        rows = []
        for year, costs in enumerate(self.life_cycle):
            row = costs
            for grid in self.funding.paid.values():
                row = [need - paid for need, paid in zip(row, grid[year], strict=True)]
            for grid in self.funding.service.values():
                row = list(map(add, row, grid[year]))
            rows.append(row)
        return rows

    def _own_budget(self) -> Grid:
        grid = self._grid()
        for source in self.budgets:
            for year, amount in source.amounts.items():
                if year <= self.years:
                    grid[year - 1][self.pks.index(source.buyer)] += round(amount * 100)
        return grid

    def _values(self, columns: list[tuple[int, ...]], at_end: Sequence[int] = ()) -> list[int]:
        """Present values in cents, each buyer's and the total's, which they add up to."""
        exact = [self._value(column) for column in columns]
        for place, owed in enumerate(at_end):
            exact[place] += owed * self.discount[-1]
        *parts, total = exact
        return _rounded(parts, total)

    def _value(self, cents: Iterable[int]) -> int:
        """Present value, in cents times SCALE."""
        return sum(map(mul, cents, self.discount))

    def _statement(self, place, cents, funding, service, owed, values) -> Statement:
        quantity = [sum(row) if place == len(self.pks) else row[place] for row in self.quantities]
        discounted = sum(map(mul, quantity, self.discount)) / SCALE
        new, own, today = values["life_cycle"], values["cash_need"], values["today"]
        to_repay = [*[0] * (self.years - 1), owed]
        factor, is_better_above = self._break_even_factor(place, cents)
        return Statement(
            **{name: Line(column) for name, column in cents.items()},
            funding={pk: Line(column) for pk, column in funding.items()},
            service={pk: Line(column) for pk, column in service.items()},
            owed_at_end=money(owed),
            quantity=quantity,
            discounted_quantity=round(discounted, 3),
            life_cycle_value=money(new),
            cash_need_value=money(own),
            today_value=money(today),
            saving_of_costs=money(today - new),
            saving_of_cash=money(today - own),
            costs_break_even_year=self._break_even_year(cents["today"], cents["life_cycle"]),
            cash_break_even_year=self._break_even_year(
                cents["today"], map(add, cents["cash_need"], to_repay)
            ),
            break_even_factor=factor,
            is_better_above=is_better_above,
            cost_per_unit=_per_unit(new, discounted),
            cash_per_unit=_per_unit(own, discounted),
            today_per_unit=_per_unit(today, discounted),
        )

    def _break_even_year(self, today: Iterable[int], new: Iterable[int]) -> int | None:
        """The year after the last one that ends with a loss so far; None without a today."""
        today = list(today)
        so_far, found = 0, 1 if any(today) else None
        for year, (now, then) in enumerate(zip(today, new, strict=True), 1):
            so_far += (now - then) * self.discount[year - 1]
            if so_far < 0:
                found = year + 1
        return found if found is None or found <= self.years else None

    def _break_even_factor(self, place: int, cents) -> tuple[Decimal | None, bool | None]:
        """(factor, whether more is better). Only costs per unit grow with the quantity factor f, so
        the saving is a straight line in it: saving(f) = saving(f0) + (f - f0) * slope."""
        saving = self._value(cents["today"]) - self._value(cents["life_cycle"])
        buyers = self.buyers if place == len(self.pks) else [self.buyers[place]]
        slope = Decimal(0)
        for buyer in buyers:
            years = slice(buyer.first_year - 1, buyer.last_year)
            slope += buyer.quantity * sum(self.unit_savings[years])
        if abs(slope) * 2 < SCALE:  # both cost the same per unit, to the cent
            return None, None
        factor = self.assumptions.quantity_factor - saving / slope
        return (round(factor, 4), slope > 0) if factor > 0 else (None, None)

    def _cost_lines(self) -> dict[int, CostLine]:
        values = {}
        for is_today in (False, True):
            pks = [cost.pk for cost in self.costs if cost.is_today is is_today]
            exact = [self._value(self.amounts[pk]) for pk in pks]
            values |= zip(pks, _rounded(exact, sum(exact)), strict=False)
        return {
            cost.pk: CostLine(
                cost.pk,
                Line(tuple(self.amounts[cost.pk])),
                money(values[cost.pk]),
                dict(zip(self.pks, self.parts[cost.pk], strict=True)),
            )
            for cost in self.costs
        }


def _columns(grid: Grid) -> list[tuple[int, ...]]:
    """By buyer, and the total last."""
    return [*zip(*grid, strict=True), tuple(map(sum, grid))]


def _rounded(parts: Sequence[int], total: int) -> list[int]:
    """Cents of parts in cents times SCALE, with their total last."""
    whole = half_even(total, SCALE)
    return [*(split(whole, parts) if total else parts), whole]


def _per_unit(cents: int, quantity: Decimal) -> Decimal | None:
    return (money(cents) / quantity).quantize(PER_UNIT) if quantity else None

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
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from operator import add, mul

from buyers.funding import Funding, Grid, half_even, in_order
from buyers.sharing import Shares, runs, split
from buyers.soundness import Problem, check
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


@dataclass(frozen=True, slots=True)
class Line:
    """Money by year of the plan."""

    cents: tuple[int, ...]

    @property
    def by_year(self) -> list[Decimal]:
        return [_money(each) for each in self.cents]

    @property
    def total(self) -> Decimal:
        """Nominal: added up without discounting."""
        return _money(sum(self.cents))

    def __bool__(self) -> bool:
        return any(self.cents)


@dataclass(frozen=True, slots=True)
class Statement:
    """Of one buyer, or of all together."""

    investment: Line
    operation: Line
    life_cycle: Line  # both: the whole cost of the new solution, whoever pays it
    funding: dict[int, Line]  # source: what it pays of these costs
    service: dict[int, Line]  # source: what is paid to it: repayment and interest, rent, fees
    interest: Line  # how much of `service` is interest on loans and leases
    cash_need: Line  # life_cycle - funding + service: what has to come from own money
    own_budget: Line
    gap: Line  # what the cash need of a year exceeds the budget of that year by
    owed_at_end: Decimal  # principal of loans and leases that the plan's end leaves unpaid
    today: Line  # what today's solution would cost
    quantity: list[Decimal]  # by year
    discounted_quantity: Decimal
    # Present values
    life_cycle_value: Decimal
    cash_need_value: Decimal  # with what is owed at the end, as if repaid in the last year
    today_value: Decimal
    # today_value - life_cycle_value: is the new solution worth it, whoever pays?
    saving_of_costs: Decimal
    # today_value - cash_need_value: is it worth it to whom this statement is of?
    saving_of_cash: Decimal
    # First year from which on the savings so far, discounted, are no loss any more; None: never
    costs_break_even_year: int | None
    cash_break_even_year: int | None
    # The quantity factor at which saving_of_costs is 0; None: at none that is positive
    break_even_factor: Decimal | None
    is_better_above: bool | None  # with more than that; False: with less
    # Present value per discounted unit (levelised); None without any quantity
    cost_per_unit: Decimal | None  # of the life cycle
    cash_per_unit: Decimal | None
    today_per_unit: Decimal | None


@dataclass(frozen=True, slots=True)
class CostLine:
    """A cost that counts in this scenario."""

    pk: int
    amounts: Line
    present_value: Decimal
    by_buyer: dict[int, Decimal]  # nominal


@dataclass(frozen=True, slots=True)
class Result:
    years: int
    buyers: dict[int, Statement]  # by pk
    total: Statement
    costs: dict[int, CostLine]  # by pk, in the order in which they came; of today's solution too


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
        # New solution by phase, today's, and of both what depends on the quantity
        self.phases = {phase: self._grid() for phase in Phase}
        self.today = self._grid()
        self.per_unit = {is_today: self._grid() for is_today in (False, True)}
        self.unit_prices = {is_today: [Decimal(0)] * self.years for is_today in (False, True)}
        self.bundles: dict[tuple[frozenset[int], bool], Grid] = {}
        self.amounts: dict[int, list[int]] = {}  # by year
        self.by_buyer: dict[int, list[int]] = {}
        shares = Shares(self.buyers, costs, self.years)
        for cost in self.costs:
            self._add(cost, shares)
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
        if is_per_unit:
            grids.append(self.per_unit[cost.is_today])
        if paying := frozenset(s.pk for s in self.sources if cost.pk in s.costs):
            grids.append(self.bundles.setdefault((paying, is_one_off), self._grid()))
        amounts, of_buyers = [0] * self.years, [0] * len(self.pks)
        cents = self.price(cost) * 100
        for year in runs(cost, self.years)[: 1 if is_one_off else None]:
            amount = cents * self.index[year - 1] if cost.is_indexed else cents
            if is_per_unit:
                self.unit_prices[cost.is_today][year - 1] += amount
                amount *= sum(self.quantities[year - 1])
            amounts[year - 1] = whole = round(amount)
            parts = shares.of(cost, year, whole)
            of_buyers = list(map(add, of_buyers, parts))
            for grid in grids:
                grid[year - 1] = list(map(add, grid[year - 1], parts))
        self.amounts[cost.pk], self.by_buyer[cost.pk] = amounts, of_buyers

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
                {pk: found[place] for pk, found in funding.items()},
                {pk: found[place] for pk, found in service.items()},
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
            owed_at_end=_money(owed),
            quantity=quantity,
            discounted_quantity=round(discounted, 3),
            life_cycle_value=_money(new),
            cash_need_value=_money(own),
            today_value=_money(today),
            saving_of_costs=_money(today - new),
            saving_of_cash=_money(today - own),
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
        """Fixed costs stay, costs per unit grow with the factor f, and at f both solutions cost the
        same: new_fixed + f * new_unit = today_fixed + f * today_unit. In present values."""
        fixed, per_factor = [], []
        for is_today, name in ((False, "life_cycle"), (True, "today")):
            columns = _columns(self.per_unit[is_today])
            fixed.append(self._value(cents[name]) - self._value(columns[place]))
            per_factor.append(self._value_per_factor(place, is_today))
        more_spent, saved = fixed[0] - fixed[1], per_factor[1] - per_factor[0]
        if not saved or more_spent / saved <= 0:
            return None, None
        return round(more_spent / saved, 6), saved > 0

    def _value_per_factor(self, place: int, is_today: bool) -> Decimal:
        """Present value of the costs per unit at a quantity factor of 1, in cents times SCALE."""
        buyers = self.buyers if place == len(self.pks) else [self.buyers[place]]
        return sum(
            (
                buyer.quantity * self.unit_prices[is_today][year - 1] * self.discount[year - 1]
                for buyer in buyers
                for year in runs(buyer, self.years)
            ),
            Decimal(0),
        )

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
                _money(values[cost.pk]),
                dict(zip(self.pks, map(_money, self.by_buyer[cost.pk]), strict=True)),
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


def _money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


def _per_unit(cents: int, quantity: Decimal) -> Decimal | None:
    return (_money(cents) / quantity).quantize(PER_UNIT) if quantity else None

"""What comes out of the financing of a feasibility plan: by year, by buyer, by cost and in all."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Line:
    """Money by year of the plan."""

    cents: tuple[int, ...]

    @property
    def by_year(self) -> list[Decimal]:
        return [money(each) for each in self.cents]

    @property
    def total(self) -> Decimal:
        """Nominal: added up without discounting."""
        return money(sum(self.cents))

    def __bool__(self) -> bool:
        return any(self.cents)


@dataclass(frozen=True, slots=True)
class Statement:
    """Of one buyer, or of all together."""

    investment: Line
    operation: Line
    life_cycle: Line  # both: the whole cost of the new solution, whoever pays it
    # Of the buyer's own sources and of those of all, in the order in which they pay
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
    cents_of: dict[int, int]  # by buyer

    @property
    def by_buyer(self) -> dict[int, Decimal]:
        """What each buyer bears of it, nominal."""
        return {pk: money(cents) for pk, cents in self.cents_of.items()}


@dataclass(frozen=True, slots=True)
class Result:
    years: int
    buyers: dict[int, Statement]  # by pk
    total: Statement
    costs: dict[int, CostLine]  # by pk, in the order in which they came; of today's solution too


def money(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)

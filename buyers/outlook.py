"""What the financing of a plan comes to, as one reader may know it: in total and for each buyer.

    found = outlook.read(plan, person, today)

Who steers the group reads all of it. Everybody else reads, as decision 0050 has it,

- totals, where no year's quantity gives away one or two members that have not agreed;
- what each of those buyers comes to that are their own or have agreed, on the same condition: a
  share by quantity tells what all quantities are together;
- what members' own money changes of the cash, where they may read all of it.

Whatever is tried out in between is asked the same: no rate makes a figure of one member out of a
sum of several. That holds of costs, which rise with the sum of the quantities. It does not hold of
what is the sum of the members' limits: each has a limit, a saving or a budget of its own, and where
it is reached, the sum bends. Whoever tries prices finds every bend, and reads off it what that
member bears. So three members do not cover each other there.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal, localcontext

from django.utils.translation import gettext as _

from buyers import disclosure, estimates
from buyers.disclosure import Part
from buyers.estimates import Estimates
from buyers.faults import Fault, faults
from buyers.financing import DIGITS, Result, Statement
from buyers.models import FeasibilityPlan, FundingScheme, Scenario
from buyers.places import buyer_places_of
from buyers.terms import GRANTS

CENT = Decimal("0.01")
BUDGET, SHARED_SAVINGS = FundingScheme.Kind.BUDGET, FundingScheme.Kind.SHARED_SAVINGS
Dimensions = dict[str, set[int]]  # a year: the members of whom it tells something


@dataclass(frozen=True, slots=True)
class Cash:
    """Who pays: what comes from elsewhere, what it costs, and what is left to be found."""

    funding: list[Decimal]  # by year, of all sources
    service: list[Decimal]
    need: list[Decimal]
    funding_total: Decimal
    service_total: Decimal
    need_total: Decimal
    need_value: Decimal  # present value, with what is owed at the end
    owed_at_end: Decimal
    saving: Decimal  # present value: against today's solution
    break_even: int | None  # calendar year
    per_unit: Decimal | None
    by_source: list[tuple[str, Decimal]]
    own_budget: list[Decimal] | None  # None: hidden
    gap: list[Decimal] | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one buyer or of all together, in the plan's currency. By year: lists from its first."""

    quantity: list[Decimal]
    investment: list[Decimal]
    operation: list[Decimal]
    today: list[Decimal]
    life_cycle: list[Decimal]
    life_cycle_total: Decimal
    life_cycle_value: Decimal
    today_value: Decimal
    saving: Decimal  # present value: against today's solution, whoever pays
    saved_so_far: list[Decimal]  # discounted, up to and with each year
    break_even: int | None  # calendar year
    break_even_factor: Decimal | None
    is_better_above: bool | None
    per_unit: Decimal | None
    today_per_unit: Decimal | None
    cash: Cash | None  # None: hidden


@dataclass(frozen=True, slots=True)
class OfBuyer:
    organisation: int
    name: str
    is_own: bool
    figures: Figures


@dataclass(frozen=True, slots=True)
class OfScenario:
    scenario: Scenario
    is_tried: bool  # a copy of the scenario with other rates, which is not saved
    total: Figures | None  # None: hidden
    buyers: list[OfBuyer]  # those that the reader may know

    @property
    def name(self) -> str:
        return self.scenario.name


@dataclass(frozen=True, slots=True)
class Outlook:
    """`scenarios` is empty where there is nothing to compute from, or `faults` stand against it."""

    plan: FeasibilityPlan
    years: list[int]  # calendar
    faults: list[Fault]
    scenarios: list[OfScenario]
    hides: str  # why totals are hidden, in words; "" where they are not
    hides_cash: str
    hides_budgets: str
    buyers: int  # in the plan
    others: int  # of them, whom the reader does not know by themselves
    estimates: Estimates = field(repr=False)

    def of(self, scenario: int | None) -> OfScenario | None:
        """That of this id; by default the base case."""
        saved = [each for each in self.scenarios if not each.is_tried]
        base = next((each for each in saved if each.scenario.is_base), None)
        return next((each for each in saved if each.scenario.pk == scenario), base)

    @property
    def tried(self) -> OfScenario | None:
        return next((each for each in self.scenarios if each.is_tried), None)


def read(
    plan: FeasibilityPlan,
    person,
    today: date,
    *,
    of: Estimates | None = None,
    tried: Scenario | None = None,
) -> Outlook:
    """Every scenario, computed once, and one more that is `tried` out, the last of the list: a copy
    of a saved one, with its id and so with its prices.

    `plan` comes with its group and knows `may_steer`. `of` is what is entered, where it is at hand.
    Its statements are those of `estimates.load` and one more where something is wrong.
    """
    of = of or estimates.load(plan, today)
    rows = [*of.scenarios.values(), *filter(None, [tried])]
    wrong = faults(of, person) if of.buyers else []
    results = [(row, of.compute(row)) for row in rows] if of.buyers and not wrong else []
    known = _Known(of, person, today)
    made = [
        OfScenario(
            row,
            row is tried,
            known.total(result, row),
            [
                OfBuyer(pk, of.members[pk], pk in known.own, known.buyer(pk, result, row))
                for pk in result.buyers
                if known.reads(pk)
            ],
        )
        for row, result in results
    ]
    return Outlook(
        plan=plan,
        years=list(range(plan.first_year, plan.last_year + 1)),
        faults=wrong,
        scenarios=made,
        hides="" if known.all_quantities else str(THIN_QUANTITIES()),
        hides_cash="" if known.all_cash else str(UNTOLD_MONEY()),
        hides_budgets="" if known.all_budgets else str(UNTOLD_MONEY()),
        buyers=len(of.buyers),
        others=sum(1 for buyer in of.buyers if not known.knows(buyer.pk)),
        estimates=of,
    )


def reads_totals(of: Estimates, person, today: date) -> bool:
    """Whether this reader may know what the buyers come to together, before financing."""
    return _Known(of, person, today).all_quantities


def THIN_QUANTITIES():
    return _("hidden: the quantities of some year would tell of fewer than three members")


def UNTOLD_MONEY():
    return _("hidden: this would tell of single members' own money")


class _Known:
    """What one reader may know of the results."""

    def __init__(self, of: Estimates, person, today: date):
        self.of, self.steers = of, of.plan.may_steer
        seats = buyer_places_of(person, today).seats
        self.own = {pk for group, pk in seats if group == of.plan.group_id}
        self.agreed = {pk for pk, row in of.volumes.items() if row.discloses}
        self.all_quantities = self.steers or self._quantities_are_safe()
        untold = [row for row in of.money.values() if self._is_untold(row)]
        lent = [row for row in untold if row.scheme.kind != BUDGET]
        self.all_cash = not lent and not self._shares_savings()
        self.all_budgets = self.all_cash and not untold
        self.entangled = self._shares_a_limit(lent)

    def knows(self, pk: int) -> bool:
        return self.steers or pk in self.own or pk in self.agreed

    def reads(self, pk: int) -> bool:
        return self.all_quantities and self.knows(pk)

    def _is_untold(self, source) -> bool:
        return source.organisation_id is not None and not self.knows(source.organisation_id)

    def _quantities_are_safe(self) -> bool:
        """Each year's sum is a figure over the members that buy in it, and whoever tries out rates
        finds all of them: so all are asked together."""
        touched = {}
        for pk, row in self.of.volumes.items():
            last = min(row.to_year or self.of.plan.years, self.of.plan.years)
            touched[pk] = {str(year) for year in range(row.from_year, last + 1)}
        return _are_safe(touched, self.agreed)

    def _shares_savings(self) -> bool:
        """Whether all buyers share their savings with a supplier: each its own, where it has any,
        so that who writes the percentages of a cost could leave out whom they like."""
        shared = any(
            row.organisation_id is None and row.scheme.kind == SHARED_SAVINGS
            for row in self.of.money.values()
        )
        return shared and not all(self.knows(buyer.pk) for buyer in self.of.buyers)

    def _shares_a_limit(self, sources: list) -> bool:
        """Whether a common source of limited money pays what members' own money leaves of a cost:
        what one gets of it then tells what the others have."""
        untold = {cost for row in sources for cost in self.of.paid.get(row.pk, ())}
        return any(
            row.organisation_id is None
            and row.ceiling is not None
            and row.scheme.kind not in GRANTS
            and untold & self.of.paid.get(pk, frozenset())
            for pk, row in self.of.money.items()
        )

    # --- Figures

    def total(self, result: Result, scenario: Scenario) -> Figures | None:
        if not self.all_quantities:
            return None
        cash = None
        if self.all_cash:
            cash = self._cash(result.total, with_budgets=self.all_budgets)
        return self._figures(result.total, scenario, cash)

    def buyer(self, pk: int, result: Result, scenario: Scenario) -> Figures:
        statement = result.buyers[pk]
        cash = None if self.entangled else self._cash(statement, with_budgets=True)
        return self._figures(statement, scenario, cash)

    def _figures(self, of: Statement, scenario: Scenario, cash: Cash | None) -> Figures:
        return Figures(
            quantity=list(map(_plain, of.quantity)),
            investment=of.investment.by_year,
            operation=of.operation.by_year,
            today=of.today.by_year,
            life_cycle=of.life_cycle.by_year,
            life_cycle_total=of.life_cycle.total,
            life_cycle_value=of.life_cycle_value,
            today_value=of.today_value,
            saving=of.saving_of_costs,
            saved_so_far=_so_far(of, scenario),
            break_even=self._calendar(of.costs_break_even_year),
            break_even_factor=of.break_even_factor,
            is_better_above=of.is_better_above,
            per_unit=of.cost_per_unit,
            today_per_unit=of.today_per_unit,
            cash=cash,
        )

    def _cash(self, of: Statement, *, with_budgets: bool) -> Cash:
        funding, service = list(of.funding.values()), list(of.service.values())
        nothing = [Decimal(0)] * self.of.plan.years
        return Cash(
            funding=_added([line.by_year for line in funding], nothing),
            service=_added([line.by_year for line in service], nothing),
            need=of.cash_need.by_year,
            funding_total=sum((line.total for line in funding), Decimal(0)),
            service_total=sum((line.total for line in service), Decimal(0)),
            need_total=of.cash_need.total,
            need_value=of.cash_need_value,
            owed_at_end=of.owed_at_end,
            saving=of.saving_of_cash,
            break_even=self._calendar(of.cash_break_even_year),
            per_unit=of.cash_per_unit,
            by_source=self._by_source(of),
            own_budget=of.own_budget.by_year if with_budgets else None,
            gap=of.gap.by_year if with_budgets else None,
        )

    def _by_source(self, of: Statement) -> list[tuple[str, Decimal]]:
        return [(self.of.money[pk].name, line.total) for pk, line in of.funding.items() if line]

    def _calendar(self, year: int | None) -> int | None:
        return None if year is None else self.of.plan.first_year + year - 1


def _are_safe(touched: Dimensions, agreed: set[int]) -> bool:
    """Whether sums over the members of each year may all be told, and what can be made of them.

    A member counts with one unknown for all years: whoever knows the same sum with and without a
    member knows the member.
    """
    parts = [
        Part(pk, pk in agreed, Decimal(1), tuple((year, "") for year in sorted(years)))
        for pk, years in touched.items()
        if years
    ]
    dimensions = sorted({year for years in touched.values() for year in years})
    found = disclosure.totals(parts, dimensions)
    return not any(row.is_hidden for rows in found.by.values() for row in rows)


def _so_far(of: Statement, scenario: Scenario) -> list[Decimal]:
    """The discounted savings of the years, added up: as `financing` has it, by year."""
    rate = 1 + Decimal(scenario.discount_rate) / 100
    so_far, found = Decimal(0), []
    rows = zip(of.today.by_year, of.life_cycle.by_year, strict=True)
    with localcontext(prec=DIGITS):
        for year, (today, new) in enumerate(rows):
            so_far += (today - new) / rate**year
            found.append(so_far.quantize(CENT, ROUND_HALF_EVEN))
    return found


def _plain(quantity: Decimal) -> Decimal:
    """Without the noughts that factors bring."""
    whole = quantity.to_integral_value()
    return whole if whole == quantity else quantity.normalize()


def _added(columns: list[list[Decimal]], nothing: list[Decimal]) -> list[Decimal]:
    return [sum(values) for values in zip(nothing, *columns, strict=True)]

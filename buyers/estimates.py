"""What is entered of a plan's money, read once and handed to `buyers.financing` as plain values.

The buyers of a plan are its members of the day that do not only observe and have named a quantity,
bear a percentage of a cost, or have money of their own in it. What a member has entered that has
left the group counts no longer; a percentage that it bears is a fault until somebody changes it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from buyers import financing
from buyers.financing import Assumptions, Buyer, Cost, Problem, Source
from buyers.models import (
    BudgetLine,
    BuyerVolume,
    CostItem,
    CostShare,
    FeasibilityPlan,
    FundingSource,
    Scenario,
    ScenarioPrice,
)

NONE = Decimal(0)


@dataclass(frozen=True)
class Estimates:
    """Of the members of one day."""

    plan: FeasibilityPlan
    members: dict[int, str]  # organisation: short name
    items: dict[int, CostItem]  # by pk, in their order
    percents: dict[int, dict[int, Decimal]]  # cost: {organisation: percent}
    volumes: dict[int, BuyerVolume]  # by organisation
    money: dict[int, FundingSource]  # by pk, each with its scheme
    scenarios: dict[int, Scenario]  # by pk, in their order
    prices: dict[int, dict[int, Decimal]]  # scenario: {cost: amount}
    paid: dict[int, frozenset[int]]  # source: costs
    lines: dict[int, dict[int, Decimal]]  # source: {year: amount}

    @property
    def base(self) -> Scenario:
        return next(each for each in self.scenarios.values() if each.is_base)

    @cached_property
    def costs(self) -> list[Cost]:
        return [
            Cost(
                pk=row.pk,
                nature=row.nature,
                phase=row.phase,
                amount=row.amount,
                name=row.name,
                is_today=row.is_today,
                first_year=row.from_year,
                last_year=row.to_year,
                is_indexed=row.is_indexed,
                key=row.key,
                percents=self.percents.get(row.pk, {}),
                like=row.like_id,
                low=row.low,
                high=row.high,
                option=row.option_id,
            )
            for row in self.items.values()
        ]

    @cached_property
    def buyers(self) -> list[Buyer]:
        bearing = {pk for shares in self.percents.values() for pk in shares}
        paying = {row.organisation_id for row in self.money.values()}
        return [
            self._buyer(pk)
            for pk in self.members
            if pk in self.volumes or pk in bearing or pk in paying
        ]

    def _buyer(self, pk: int) -> Buyer:
        row = self.volumes.get(pk)
        if not row:
            return Buyer(pk=pk, quantity=NONE)
        return Buyer(pk=pk, quantity=row.quantity, first_year=row.from_year, last_year=row.to_year)

    @cached_property
    def sources(self) -> list[Source]:
        return [
            Source(
                pk=row.pk,
                kind=row.scheme.kind,
                buyer=row.organisation_id,
                costs=self.paid.get(row.pk, frozenset()),
                rate=_fraction(row.rate),
                ceiling=row.ceiling,
                interest=_fraction(row.interest),
                term=row.term,
                grace=row.grace or 0,
                first_year=row.from_year,
                amounts=self.lines.get(row.pk, {}),
                fee=row.fee or NONE,
                is_eu=row.scheme.is_eu,
            )
            for row in self.money.values()
        ]

    def assumptions(self, scenario: Scenario) -> Assumptions:
        """Of a scenario, saved or not."""
        return Assumptions(
            years=self.plan.years,
            discount_rate=_fraction(scenario.discount_rate),
            indexation=_fraction(scenario.indexation),
            quantity_factor=_fraction(scenario.quantity_percent),
            price_factor=_fraction(scenario.price_percent),
            prices=self.prices.get(scenario.pk, {}),
            option=scenario.option_id,
        )

    @property
    def uncounted(self) -> list[CostItem]:
        """Of contract models that no scenario has: they are in no figure."""
        counted = {None} | {row.option_id for row in self.scenarios.values()}
        return [row for row in self.items.values() if row.option_id not in counted]

    def problems(self) -> list[Problem]:
        """Of all that is entered; what belongs to one scenario is found with that scenario."""
        found = []
        for scenario in self.scenarios.values():
            of = self.assumptions(scenario)
            for each in financing.check(self.costs, self.buyers, self.sources, of):
                if each.what == "assumptions":
                    each = Problem(each.code, "scenario", scenario.pk, each.field, each.params)
                if each not in found:
                    found.append(each)
        return found

    def compute(self, scenario: Scenario) -> financing.Result:
        """Raises ValueError where there are problems."""
        return financing.compute(self.costs, self.buyers, self.sources, self.assumptions(scenario))


def load(plan: FeasibilityPlan, day: date) -> Estimates:
    """Nine statements, whatever there is."""
    members = plan.group.memberships.asked_on(day).order_by("organisation__short_name")
    names = dict(members.values_list("organisation", "organisation__short_name"))
    items = {row.pk: row for row in plan.costs.standing()}
    shares = CostShare.objects.filter(cost__in=_pks(items), percent__gt=0).order_by()
    volumes = BuyerVolume.objects.filter(plan=plan, organisation__in=names)
    money = {
        row.pk: row
        for row in plan.sources.standing().select_related("scheme").order_by("pk")
        if row.organisation_id is None or row.organisation_id in names
    }
    paid = FundingSource.costs.through.objects.filter(fundingsource__in=_pks(money))
    lines = BudgetLine.objects.filter(source__in=_pks(money)).order_by()
    scenarios = {row.pk: row for row in plan.scenarios.standing()}
    prices = ScenarioPrice.objects.filter(scenario__in=_pks(scenarios)).order_by()
    return Estimates(
        plan=plan,
        members=names,
        items=items,
        percents=_nested(shares.values_list("cost", "organisation", "percent")),
        volumes={row.organisation_id: row for row in volumes},
        money=money,
        scenarios=scenarios,
        prices=_nested(
            row for row in prices.values_list("scenario", "cost", "amount") if row[1] in items
        ),
        paid=_sets(row for row in paid.values_list("fundingsource", "costitem") if row[1] in items),
        lines=_nested(lines.values_list("source", "year", "amount")),
    )


def _pks(rows: dict) -> list[int]:
    return list(rows)


def _nested(rows: Iterable[tuple]) -> dict:
    found = defaultdict(dict)
    for outer, inner, value in rows:
        found[outer][inner] = value
    return dict(found)


def _sets(rows: Iterable[tuple]) -> dict[int, frozenset[int]]:
    found = defaultdict(set)
    for pk, other in rows:
        found[pk].add(other)
    return {pk: frozenset(others) for pk, others in found.items()}


def _fraction(percent: Decimal | None) -> Decimal:
    return NONE if percent is None else Decimal(percent) / 100

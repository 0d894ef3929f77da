"""A feasibility plan of the measured buyer group: 10 buyers, 60 costs, 15 years, 4 scenarios."""

from decimal import Decimal

from buyers import plans
from buyers.models import (
    BuyerMembership,
    BuyerVolume,
    CostItem,
    Criterion,
    FeasibilityPlan,
    FundingScheme,
    FundingSource,
    PartVersion,
    PlanOption,
    Scenario,
    Score,
    ScoreSheet,
)

BUYERS, COSTS, YEARS, SCENARIOS = 10, 60, 15, 4
TEXT = (
    "## What is said\n\nBulky waste is sorted by hand, and *much* of it is burnt.\n\n- one\n- two\n"
    * 8
)
NATURES = ("one_off", "yearly", "per_unit")
KINDS = ("grant", "structural", "loan")


def load(world) -> None:
    members = BuyerMembership.objects.filter(group=world.group).select_related("organisation")
    buyers = [member.organisation for member in members.order_by("pk")[:BUYERS]]
    plan = plans.start(
        plan=FeasibilityPlan(
            group=world.group,
            title="Sorting of bulky waste",
            unit="tonnes",
            first_year=world.today.year + 1,
            years=YEARS,
        ),
        by=world.coordinator,
    )
    write_parts(world, plan)
    score(world, plan, buyers)
    costs = world.create(
        [
            CostItem(
                plan=plan,
                position=n,
                name=f"Cost element {n + 1}",
                is_today=n % 6 == 5,
                phase="investment" if n % 3 == 0 else "operation",
                nature=NATURES[n % 3],
                amount=Decimal((250_000, 40_000, 3)[n % 3] + n),
                low=Decimal((200_000, 30_000, 2)[n % 3]),
                high=Decimal((400_000, 60_000, 5)[n % 3] + n),
                from_year=1 + n % 3,
                key="equal" if n % 4 == 0 else "quantity",
            )
            for n in range(COSTS)
        ]
    )
    world.create(
        [
            BuyerVolume(
                plan=plan, organisation=buyer, quantity=Decimal(1000 + 100 * n), discloses=n < 3
            )
            for n, buyer in enumerate(buyers)
        ]
    )
    fund(world, plan, buyers, [cost for cost in costs if not cost.is_today])
    world.create(
        [
            Scenario(
                plan=plan,
                position=n,
                name=f"Scenario {n + 1}",
                case="worst",
                discount_rate=Decimal(4 + n),
                quantity_percent=Decimal(100 - 10 * n),
            )
            for n in range(1, SCENARIOS)
        ]
    )


def write_parts(world, plan) -> None:
    parts = list(plan.parts.all())
    world.create(
        [
            PartVersion(
                part=part,
                number=1,
                text=TEXT,
                written_at=world.before,
                written_by=world.coordinator,
            )
            for part in parts
        ]
    )
    for part in parts:
        part.version, part.state = 1, "writing"
        part.save()


def score(world, plan, buyers) -> None:
    """Both questions: four options, six criteria, a sheet of each buyer."""
    for question, kind in (("form", {"form": "joint"}), ("contract", {"contract": "service"})):
        options = world.create(
            [
                PlanOption(plan=plan, question=question, name=f"Option {n + 1}", **kind)
                for n in range(4)
            ]
        )
        criteria = world.create(
            [
                Criterion(plan=plan, question=question, name=f"Criterion {n + 1}", weight=10 + n)
                for n in range(6)
            ]
        )
        sheets = world.create(
            [
                ScoreSheet(
                    plan=plan,
                    question=question,
                    organisation=buyer,
                    state="given",
                    discloses=n < 3,
                    given_on=world.today,
                )
                for n, buyer in enumerate(buyers)
            ]
        )
        world.create(
            [
                Score(
                    sheet=sheet,
                    option=option,
                    criterion=criterion,
                    value=(nth + 3 * i + 2 * j) % 11,
                )
                for nth, sheet in enumerate(sheets)
                for i, option in enumerate(options)
                for j, criterion in enumerate(criteria)
            ]
        )


def fund(world, plan, buyers, costs) -> None:
    """A grant for all, and one source of each buyer for a cost of its own."""
    schemes = {kind: FundingScheme.objects.filter(kind=kind).first() for kind in KINDS}
    sources = world.create(
        [
            FundingSource(
                plan=plan,
                organisation=None if n == 0 else buyers[n - 1],
                scheme=schemes[KINDS[n % 3]],
                name=f"Source {n + 1}",
                rate=None if n % 3 == 2 else Decimal(20),
                interest=Decimal(2) if n % 3 == 2 else None,
                term=8 if n % 3 == 2 else None,
            )
            for n in range(BUYERS + 1)
        ]
    )
    for n, source in enumerate(sources):
        source.costs.set([costs[n]])

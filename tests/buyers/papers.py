"""A feasibility plan with something in each of its parts, for tests of its documents."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from buyers.models import BudgetLine, Clause, FeasibilityPlan, Gate, PartVersion, Question
from tests.buyers.plans import (
    make_cost,
    make_criterion,
    make_decision,
    make_option,
    make_plan,
    make_plan_risk,
    make_scenario,
    make_sheet,
    make_source,
    make_volume,
)
from tests.people import (
    NOW,
    TODAY,
    make_action,
    make_buyer,
    make_commitment,
    make_consultation,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_risk,
)

TEXT = """\
# What the buyers lack

Bulky waste arrives **mixed** and is *crushed* on the way; see [the study](https://example.org/s).

1. Sorting by hand is slow
2. It hurts people
   - nine accidents a year

| City | Tonnes |
|:-----|-------:|
| Split | 4,000 |

> We want to reach 45 %.
"""


@dataclass
class Paper:
    """Alice speaks for Split, Bob for Rijeka; `members` are all that buy, Split the first."""

    plan: FeasibilityPlan
    members: list
    alice: object
    bob: object


def make_paper(world, *, members=4, costs=4, years=10, scenarios=2, text=TEXT, **fields) -> Paper:
    """No member discloses anything. Quantities are 1111, 2222 and so on: no sum or mean of them,
    and no other figure of the plan, is written like one."""
    plan = make_plan(world.group, world.coordinator, years=years, **fields)
    plan.project = world.project
    orgs = [world.city.organisation]
    for n in range(1, members):
        orgs.append(make_organisation(f"Member {n}", country="ES"))
        seat = make_membership(world.group, orgs[-1])
        if n == 1:
            bob = make_person("Bob")
            make_buyer(bob, seat)
    write(plan, world.coordinator, text)
    enter_money(plan, orgs, costs, scenarios)
    compare(plan, orgs)
    plan_risks(plan, world)
    plan_gates(plan)
    need = make_need(world.group, title="Sorting of bulky waste")
    need.indicators.create(name="Used again", unit="per cent", baseline=20, target=45)
    need.prior_art.create(title="A sorting robot", trl=7)
    for n, organisation in enumerate(orgs, start=1):
        make_commitment(need, organisation, quantity=Decimal(n * 1313), value=None, currency="")
    make_consultation(world.group, title="What can be sorted", report="Six suppliers came.")
    FeasibilityPlan.objects.filter(pk=plan.pk).update(
        decisions_asked_on=TODAY, decisions_due=TODAY + timedelta(days=60)
    )
    make_decision(plan, orgs[0], world.buyer, "conditional", conditions="If the grant comes.")
    plan.refresh_from_db()
    return Paper(plan, orgs, world.buyer, bob)


def write(plan, by, text):
    for part in plan.parts.all():
        if part.number == 12:
            continue
        PartVersion.objects.create(
            part=part, number=1, text=text, written_at=NOW, written_by=by, note=""
        )
        part.version, part.state = 1, "review"
        part.save()


def enter_money(plan, orgs, costs, scenarios):
    for n in range(costs - 1):
        investment = {"phase": "investment", "nature": "one_off", "from_year": n % plan.years + 1}
        yearly = {"phase": "operation", "nature": "yearly"}
        kind = yearly if n % 3 else investment
        amount = 50000 + 1000 * n
        reach = {} if n else {"low": amount * 0.8, "high": amount * 1.5}
        make_cost(plan, f"Cost element {n}", f"{amount}", **kind, **reach)
    make_cost(plan, "Crushing", "90", phase="operation", nature="per_unit", is_today=True)
    for n, organisation in enumerate(orgs, start=1):
        make_volume(plan, organisation, str(n * 1111))
        own = make_source(plan, "budget", organisation, name=f"Budget {n}")
        for year in range(1, plan.years + 1):
            BudgetLine.objects.create(source=own, year=year, amount=Decimal(n * 7777))
    first = plan.costs.filter(is_today=False).first()
    make_source(plan, "grant", costs=[first], rate=Decimal(20), name="Grant of the EU")
    for n in range(1, scenarios):
        make_scenario(plan, f"Case {n}", price_percent=100 + 10 * n, quantity_percent=100 - 5 * n)


def compare(plan, orgs):
    for question, names in (
        (Question.FORM, ("Joint", "Coordinated", "Central body")),
        (Question.CONTRACT, ("Supply with service", "As a service", "Pay per use")),
    ):
        options = [make_option(plan, name, question) for name in names]
        options[0].state = "chosen"
        options[0].save()
        criteria = [make_criterion(plan, name, question) for name in ("Price", "Risk", "Speed")]
        for n, organisation in enumerate(orgs):
            scores = {
                (option, criterion): (n + i + j) % 8 + 2
                for i, option in enumerate(options)
                for j, criterion in enumerate(criteria)
            }
            make_sheet(plan, organisation, scores, question)
    clause = plan.clauses.get(topic=Clause.Topic.IPR)
    clause.state, clause.text = "settled", "The **buyers** own the data."
    clause.save()


def plan_risks(plan, world):
    for number, likelihood, impact in (("1", 4, 5), ("2", 2, 3), ("3", 3, 3)):
        risk = make_risk(
            world.wp4,
            world.acr,
            number,
            title=f"Risk {number}",
            likelihood=likelihood,
            impact=impact,
            residual_likelihood=1,
            residual_impact=impact,
        )
        world.group.risks.add(risk)
        make_action(world.organiser, risk=risk)
        make_plan_risk(plan, risk, bearer="supplier", reason="It knows the machine.")


def plan_gates(plan):
    for n, gate in enumerate(plan.gates.order_by("position")):
        gate.planned_on = date(2027, 6, 1) + timedelta(days=100 * n)
        gate.passed_on = gate.planned_on if n < 1 else None
        gate.save()
    assert Gate.objects.filter(plan=plan, passed_on__isnull=False).count() == 1

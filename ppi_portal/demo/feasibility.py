"""The feasibility plan of the demo's buyer group, entered through the acts that people use.

What it says stands in `feasibility_facts`: all of it is illustrative.
"""

from datetime import timedelta
from decimal import Decimal

from buyers import (
    clauses,
    costs,
    decision,
    gates,
    options,
    parts,
    plans,
    scenarios,
    score_sheets,
    sources,
    strategy,
    volumes,
)
from buyers.models import (
    BuyerVolume,
    CostItem,
    Decision,
    FeasibilityPlan,
    FundingScheme,
    FundingSource,
    PlanOption,
    Question,
    Scenario,
    ScoreSheet,
)
from partners.models import Organisation
from ppi_portal.demo import feasibility_facts as facts
from ppi_portal.demo.buying import speaker


def enter_feasibility_plan(demo) -> FeasibilityPlan:
    lead = demo.people["wp4.lead"]
    plan = plans.start(
        plan=FeasibilityPlan(
            group=demo.members["zagreb"].group,
            title=facts.TITLE,
            unit=facts.UNIT,
            currency="EUR",
            first_year=demo.line.start.year + 3,
            years=10,
            scores_due=demo.today + timedelta(days=17),
            is_illustrative=True,
        ),
        by=lead,
    )
    compare_options(demo, plan, Question.FORM, facts.FORMS, facts.FORM_CRITERIA)
    compare_options(demo, plan, Question.CONTRACT, facts.CONTRACTS, facts.CONTRACT_CRITERIA)
    score(demo, plan, Question.FORM, facts.FORM_SCORES)
    score(demo, plan, Question.CONTRACT, facts.CONTRACT_SCORES)
    settle_clauses(demo, plan)
    enter_costs(demo, plan)
    enter_scenarios(demo, plan)
    enter_money(demo, plan)
    for risk, (stage, bearer, percent, reason) in facts.ALLOCATION.items():
        values = {"stage": stage, "bearer": bearer, "buyer_percent": percent, "reason": reason}
        strategy.allocate(plan=plan, risk=demo.risks[risk], by=lead, **values)
    plan_gates(demo, plan)
    for known in facts.PARTS:
        write_part(demo, plan, known)
    decide(demo, plan)
    return plan


def organisation(demo, member: str) -> Organisation | None:
    return demo.members[member].organisation if member else None


def write_part(demo, plan, known: facts.Part) -> None:
    part, lead = plan.parts.get(number=known.number), demo.people["wp4.lead"]
    owner = organisation(demo, known.owner)
    due = demo.today + timedelta(days=9 * known.number) if known.state == "writing" else None
    parts.assign(part=part, owner=owner, due_on=due, by=lead, today=demo.today)
    by = speaker(demo, known.owner) if known.owner else lead
    for seen, text in enumerate(known.texts):
        now = demo.moment(demo.today - timedelta(days=30 - seen))
        parts.write(part=part, text=text, note="", seen=seen, by=by, now=now)
    if known.state == "writing":
        return
    parts.ask(part=part, by=lead)
    said = dict.fromkeys(known.approve, ("approves", ""))
    said |= {member: ("objects", comment) for member, comment in known.object}
    for member, (verdict, comment) in said.items():
        parts.answer(
            part=part,
            organisation=organisation(demo, member),
            version=len(known.texts),
            verdict=verdict,
            comment=comment,
            by=speaker(demo, member),
            now=demo.moment(demo.today - timedelta(days=14)),
        )
    if known.state == "agreed":
        reason = "The core buyers approve, and nobody objects."
        parts.agree(part=part, reason=reason, by=lead, today=demo.today)


def compare_options(demo, plan, question: str, known, criteria) -> None:
    lead = demo.people["wp4.lead"]
    for each in known:
        option = PlanOption(
            plan=plan,
            question=question,
            name=each.name,
            form=each.kind if question == Question.FORM else "",
            contract=each.kind if question == Question.CONTRACT else "",
            description=each.description,
            applicable_law=each.law,
            acting_body=each.body,
        )
        options.add(option=option, by=lead)
    rows = [
        {"id": None, "name": name, "description": meant, "weight": Decimal(weight), "is_out": False}
        for name, weight, meant in criteria
    ]
    options.write_criteria(plan=plan, question=question, rows=rows, by=lead, on=demo.today)


def score(demo, plan, question: str, known) -> None:
    of, by_what = score_sheets.compared_now(plan, question)
    for member, (rows, discloses) in known.items():
        scores = {
            (option.pk, criterion.pk): value
            for option, row in zip(of, rows, strict=True)
            for criterion, value in zip(by_what, row, strict=True)
        }
        sheet = ScoreSheet(
            plan=plan, question=question, organisation=demo.members[member].organisation
        )
        score_sheets.write(
            sheet=sheet,
            scores=scores,
            discloses=discloses,
            give=True,
            by=speaker(demo, member),
            on=demo.today,
        )


def settle_clauses(demo, plan) -> None:
    for topic, state, text in facts.CLAUSES:
        clause = plan.clauses.get(topic=topic)
        clauses.change(clause=clause, by=demo.people["wp4.lead"], state=state, text=text)


def enter_costs(demo, plan) -> None:
    models = list(plan.options.filter(question=Question.CONTRACT))
    for known in facts.COSTS:
        cost = CostItem(
            plan=plan,
            name=known.name,
            phase=known.phase,
            nature=known.nature,
            amount=Decimal(known.amount),
            low=number(known.low),
            high=number(known.high),
            from_year=known.from_year,
            to_year=known.to_year,
            key=known.key,
            option=None if known.model is None else models[known.model],
            is_today=known.is_today,
            is_indexed=known.is_indexed,
            source=known.source,
        )
        shares = {}
        if known.key == CostItem.Key.PERCENT:
            shares = {
                demo.members[member].organisation_id: Decimal(percent)
                for member, percent in facts.YARDS.items()
            }
        costs.enter(cost=cost, shares=shares, by=demo.people["wp4.lead"], on=demo.today)
    for member, (quantity, first, discloses) in facts.VOLUMES.items():
        volumes.name(
            volume=BuyerVolume(plan=plan, organisation=demo.members[member].organisation),
            by=speaker(demo, member),
            on=demo.today,
            quantity=Decimal(quantity),
            from_year=first,
            to_year=None,
            discloses=discloses,
        )


def enter_scenarios(demo, plan) -> None:
    models = list(plan.options.filter(question=Question.CONTRACT))
    given = {"prices": {}, "by": demo.people["wp4.lead"], "on": demo.today}

    def values(known: facts.Scenario) -> dict:
        return {
            "name": known.name,
            "case": known.case,
            "option": models[known.model],
            "discount_rate": Decimal(known.discount),
            "indexation": Decimal(known.index),
            "quantity_percent": Decimal(known.quantity),
            "price_percent": Decimal(known.price),
            "quantity_low": Decimal(known.low),
            "quantity_high": Decimal(known.high),
        }

    scenarios.change(scenario=plan.scenarios.get(), **values(facts.BASE), **given)
    for known in facts.SCENARIOS:
        scenarios.enter(scenario=Scenario(plan=plan, **values(known)), **given)


def enter_money(demo, plan) -> None:
    by_name = {cost.name: cost for cost in plan.costs.all()}
    for known in facts.SOURCES:
        source = FundingSource(
            plan=plan,
            organisation=organisation(demo, known.member),
            scheme=FundingScheme.objects.get(name=known.scheme),
            name=known.name,
            rate=number(known.rate),
            ceiling=number(known.ceiling),
            interest=number(known.interest),
            term=known.term,
            grace=known.grace,
        )
        sources.enter(
            source=source,
            costs=[by_name[name] for name in known.costs],
            lines={year: Decimal(amount) for year, amount in known.lines},
            by=speaker(demo, known.member) if known.member else demo.people["wp4.lead"],
            on=demo.today,
        )


def number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def plan_gates(demo, plan) -> None:
    lead = demo.people["wp4.lead"]
    days = {kind: demo.today + timedelta(days=days) for kind, days in facts.GATES.items()}
    gates.schedule(plan=plan, by=lead, days=days, notes={})
    for kind in facts.PASSED:
        gates.pass_through(plan=plan, kind=kind, by=lead, on=days[kind], today=demo.today)


def decide(demo, plan) -> None:
    due = demo.today + timedelta(days=33)
    plan = decision.ask(plan=plan, by=demo.people["wp4.lead"], due=due, today=demo.today)
    for known in facts.DECISIONS:
        day = demo.today - timedelta(days=known.ago)
        decision.decide(
            decision=Decision(
                plan=plan,
                organisation=demo.members[known.member].organisation,
                verdict=known.verdict,
                conditions=known.conditions,
                decided_on=day,
                signatory="Signed in the original (illustrative)",
                signatory_function=known.function,
            ),
            by=speaker(demo, known.member),
            now=demo.moment(day),
        )

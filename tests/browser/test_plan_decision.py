"""Risk strategy, gates and decisions of a plan in a real browser: fit for everyone, and used."""

from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.hands import fill, follow, lines, press
from tests.browser.test_frame import assert_fit, log_in
from tests.buyers.plans import make_decision, make_plan, make_plan_risk
from tests.people import (
    make_action,
    make_meeting,
    make_membership,
    make_organisation,
    make_risk,
)
from workpackages import risks

PLAN = "/projects/ppi4test/groups/waste-buyers/plan/"


def enter(world, **fields):
    """A plan with four risks, one gate passed and one late, and a decision of each sort."""
    today = timezone.localdate()
    plan = make_plan(world.group, world.coordinator, **fields)
    board = make_meeting(world.project, first_day=today, last_day=today)
    for number, category, likelihood, residual in (
        ("1", "technology", 3, 2),
        ("2", "market", 5, 3),
        ("3", "market", 2, None),
        ("4", "finance", 4, 1),
    ):
        risk = make_risk(
            world.wp4,
            world.acr,
            number,
            title=f"What may go wrong with the {category}",
            description="The market is small, so few bid, and the price is high.",
            mitigation="Talk to suppliers early, and publish the need.",
            category=category,
            likelihood=likelihood,
            residual_likelihood=residual,
            residual_impact=residual and 2,
            review_on=today + timedelta(days=20),
        )
        world.group.risks.add(risk)
        risks.score(
            risk=risk,
            by=world.partner,
            likelihood=likelihood,
            impact=4,
            on=today,
            review_on=risk.review_on,
            meeting=board,
        )
        make_action(world.organiser, risk=risk, due_on=today - timedelta(days=2))
        if number != "3":
            make_plan_risk(plan, risk, bearer="shared", buyer_percent=40, reason="Clause 7")
    plan.gates.filter(kind="needs").update(planned_on=today, passed_on=today, note="Workshop")
    plan.gates.filter(kind="prior_art").update(planned_on=today - timedelta(days=1))
    plan.gates.filter(kind="tender").update(planned_on=today + timedelta(days=200))
    return plan


def decided(world, plan):
    zaragoza = make_organisation("Ayuntamiento de Zaragoza", country="ES")
    make_membership(world.group, zaragoza, "core")
    graz = make_organisation("Graz", country="AT")
    make_membership(world.group, graz)
    make_decision(plan, world.zagreb.organisation, world.organiser)
    make_decision(
        plan, zaragoza, world.organiser, "conditional", conditions="If the council votes for it."
    )
    make_decision(plan, graz, world.organiser, "no_go", conditions="No budget before 2030.")
    make_decision(plan, world.city.organisation, world.buyer)


def test_the_pages_are_fit_for_everyone(page, world):
    today = timezone.localdate()
    plan = enter(world, decisions_asked_on=today, decisions_due=today + timedelta(days=30))
    log_in(page, world.coordinator)
    for address in (
        *(f"{PLAN}risks/", f"{PLAN}risks/r3/", f"{PLAN}decision/", f"{PLAN}decision/ask/"),
        *(f"{PLAN}gates/", f"{PLAN}gates/prior_art/pass/", f"{PLAN}gates/needs/take-back/"),
    ):
        assert_fit(page, address)
    decided(world, plan)
    page.context.clear_cookies()
    log_in(page, world.buyer)
    for address in (f"{PLAN}risks/", f"{PLAN}decision/", f"{PLAN}decision/new/"):
        assert_fit(page, address)


def test_an_empty_strategy_is_fit_for_everyone(page, world):
    make_plan(world.group, world.coordinator)
    log_in(page, world.coordinator)
    assert_fit(page, f"{PLAN}risks/")


def test_from_risks_and_gates_to_a_decision(page, world):
    today = timezone.localdate()
    enter(world)
    log_in(page, world.wp_lead)
    page.goto(f"{PLAN}risks/")
    expect(page.get_by_text("1 risk is not yet allocated")).to_be_visible()
    page.get_by_role("link", name="Say who bears it").click()
    fill(page, bearer="the supplier", stage="selection of the supplier", reason="Clause 4")
    press(page, "Save", "R3 is saved.")
    expect(page.get_by_text("not yet allocated")).to_have_count(0)
    page.goto(f"{PLAN}decision/")
    page.get_by_role("link", name="prior art analysed").click()
    press(page, "It is passed", "Passed: prior art analysed.")
    follow(page, f"{PLAN}decision/", "Ask for decisions")
    fill(page, due=(today + timedelta(days=30)).isoformat())
    press(page, "Ask for decisions", "The members that mean to buy are asked to decide.")
    page.context.clear_cookies()
    log_in(page, world.buyer)
    page.goto("/")
    page.get_by_role("link", name="Decide on the plan").click()
    page.get_by_label("go on conditions").check()
    fill(page, decided_on=today.isoformat(), signatory="Ana Horvat", signatory_function="Mayor")
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fill(page, conditions="If the council votes for it.")
    press(page, "Record the decision", "The decision is recorded.")
    told = [line for line in lines(page, "#decisions") if "Split" in line]
    assert len(told) == 1
    assert "go on conditions" in told[0]
    expect(page.locator("h1")).to_contain_text("waits for decisions")

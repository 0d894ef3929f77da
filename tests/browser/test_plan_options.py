"""The options of a plan in a real browser: fit for everyone, scored, weighed and chosen."""

import re

from playwright.sync_api import expect

from buyers.models import Question
from tests.browser.hands import fill, press
from tests.browser.test_frame import assert_fit, log_in
from tests.buyers.plans import make_criterion, make_option, make_plan, make_sheet
from tests.people import make_membership, make_organisation

PLAN = "/projects/ppi4test/groups/waste-buyers/plan/"
FORM = f"{PLAN}options/form/"
CRITERIA = (
    ("Price", 3),
    ("Time to contract", 2),
    ("Legal risk", 1.5),
    ("Fit with small buyers", 1),
)
SCORES = {  # of each option by each criterion; members differ by a point or four
    "Joint procurement by Split": (8, 4, 6, 5),
    "Cross-border with Graz": (7, 3, 3, 6),
    "Coordinated": (5, 8, 8, 7),
}


def enter(world):
    plan = make_plan(world.group, world.coordinator, is_illustrative=True)
    kinds = (
        {"form": "joint", "acting_body": "City of Split", "state": "chosen"},
        {"form": "cross_border", "applicable_law": "Croatian law, court of Split"},
        {"form": "coordinated", "description": "Each buyer signs.\n\nThe calendar is shared."},
    )
    options = [
        make_option(plan, name, position=n, **fields)
        for n, (name, fields) in enumerate(zip(SCORES, kinds, strict=True))
    ]
    criteria = [
        make_criterion(plan, name, weight=weight, position=n, description="10: the best there is")
        for n, (name, weight) in enumerate(CRITERIA)
    ]
    for m, name in enumerate(("Graz", "Lund", "Freiburg im Breisgau", "City of Rijeka")):
        organisation = make_organisation(name)
        make_membership(world.group, organisation)
        scores = {
            (option, criterion): min(10, max(0, SCORES[option.name][n] + (m - 1) * (n - 1)))
            for option in options
            for n, criterion in enumerate(criteria)
        }
        make_sheet(plan, organisation, scores, discloses=m == 3)
    make_option(plan, "As a service", Question.CONTRACT, contract="as_a_service")
    make_option(plan, "Left out", position=9, state="out")
    return plan


def test_the_pages_are_fit_for_everyone(page, world):
    plan = enter(world)
    option = plan.options.filter(question="form").first()
    log_in(page, world.buyer)
    for address in (FORM, f"{FORM}scores/{world.city.organisation_id}/", f"{PLAN}clauses/"):
        assert_fit(page, address)
    log_out_and_in(page, world.coordinator)
    for address in (
        *(FORM, f"{FORM}?w_{plan.criteria.first().pk}=x", f"{FORM}new/", f"{FORM}criteria/"),
        *(f"{FORM}{option.pk}/edit/", f"{FORM}{option.pk}/take-back/"),
        *(f"{PLAN}options/contract/", f"{PLAN}clauses/price/"),
    ):
        assert_fit(page, address)


def log_out_and_in(page, person):
    page.context.clear_cookies()
    log_in(page, person)


def test_other_weights_are_compared_while_one_types_and_saved(page, world):
    enter(world)
    log_in(page, world.coordinator)
    page.goto(FORM)
    first = page.locator("#result .bars .label").first
    expect(first).to_have_text("1. Coordinated")
    page.get_by_label("Price").fill("20")
    expect(first).to_have_text("1. Joint procurement by Split")
    assert "w_" in page.url
    expect(page.get_by_label("Price")).to_be_focused()
    press(page, "Save these weights", "The weights are saved.")
    expect(first).to_have_text("1. Joint procurement by Split")
    assert "w_" not in page.url


def test_without_javascript_a_button_compares_them(new_context, world):
    enter(world)
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, world.buyer)
    page.goto(FORM)
    page.get_by_label("Price").fill("20")
    page.get_by_role("button", name="Compare by these").click()
    expect(page.locator("#result .bars .label").first).to_have_text("1. Joint procurement by Split")
    page.get_by_role("link", name="Back to the plan's weights").click()
    expect(page.locator("#result .bars .label").first).to_have_text("1. Coordinated")


def test_a_member_scores_and_the_group_chooses(page, world):
    plan = enter(world)
    log_in(page, world.buyer)
    page.goto(FORM)
    page.get_by_role("link", name="Score the options").click()
    options = plan.options.filter(question="form").exclude(state="out")
    cells = [f"s_{option.pk}_{each.pk}" for option in options for each in plan.criteria.all()]
    fill(page, **dict.fromkeys(cells[1:], "7"))
    page.get_by_role("button", name="Give the scores").click()
    expect(page.get_by_role("alert")).to_be_focused()
    fill(page, **{cells[0]: "9"})
    press(page, "Give the scores", "Your scores are given.")
    expect(page.locator(".lede")).to_contain_text("5 of 6 members have scored")
    log_out_and_in(page, world.coordinator)
    page.goto(f"{FORM}new/")
    law = page.get_by_label("Applicable law")
    expect(law).to_be_hidden()
    page.get_by_label("Cross-border joint procurement").check()
    expect(law).to_be_visible()
    page.goto(FORM)
    page.get_by_role("link", name=re.compile("^Choose.+Coordinated")).click()
    fill(page, reason="Each council may sign by itself.")
    press(page, "Choose", "“Coordinated” is chosen.")
    expect(page.get_by_text("Each council may sign by itself.")).to_be_visible()

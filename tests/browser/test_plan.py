"""The plan of a group in a real browser: written, looked at, approved, compared; and axe."""

import pytest
from playwright.sync_api import expect

from buyers import parts
from buyers.models import PartApproval, PartVersion
from tests.browser.hands import fill, lines, press
from tests.browser.test_frame import PHONE, WCAG, found_by_axe, log_in
from tests.buyers.plans import make_plan
from tests.people import NOW

PLAN = "/projects/ppi4test/groups/waste-buyers/plan/"
TEXT = """## Need

We sort **bulky waste** together.

| Buyer | Tonnes |
|-------|-------:|
| Split |  1 200 |
"""


@pytest.mark.parametrize("script", [True, False])
def test_a_part_is_written_looked_at_approved_and_agreed(new_context, world, script):
    page = new_context(java_script_enabled=script).new_page()
    log_in(page, world.coordinator)
    page.goto(PLAN)
    page.get_by_role("link", name="Begin the feasibility plan").click()
    fill(page, title="Sorting of bulky waste", unit="tonnes", first_year="2028")
    press(page, "Begin the plan", "The plan is begun.")
    assert len(lines(page, "#parts")) == 12
    scope = page.get_by_role("row", name="Scope and unmet need")
    scope.get_by_role("link", name="Write").click()
    fill(page, text=TEXT)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview h3")).to_have_text("Need")
    expect(page.locator("#preview td.num")).to_have_text("1 200")
    assert not PartVersion.objects.exists()
    if script:
        assert found_by_axe(page, WCAG) == []
    press(page, "Save as version 1", "Version 1 is saved.")
    page.get_by_role("link", name="Ask for approval").click()
    press(page, "Ask for approval", "The members are asked.")
    page.context.clear_cookies()
    log_in(page, world.buyer)
    page.goto(PLAN)
    scope.get_by_role("link", name="Approve or object").click()
    if script:
        assert found_by_axe(page, WCAG) == []
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_role("status").first).to_contain_text("City of Split approves this version.")
    assert PartApproval.objects.get().verdict == "approves"
    expect(page.get_by_role("caption").first).to_have_text("Version 1: 1 of 2 approve")


def test_the_pages_hold_on_a_phone_and_for_everybody(page, world):
    plan = make_plan(world.group, world.coordinator)
    part = plan.parts.get(number=1)
    for seen, text in enumerate((TEXT, TEXT.replace("together", "in one joint purchase"))):
        parts.write(part=part, text=text, note="", seen=seen, by=world.coordinator, now=NOW)
    log_in(page, world.coordinator)
    page.set_viewport_size(PHONE)
    for address in ("", "parts/1/", "parts/1/write/", "parts/1/changes/", "parts/1/versions/1/"):
        page.goto(PLAN + address)
        assert found_by_axe(page, WCAG) == []
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

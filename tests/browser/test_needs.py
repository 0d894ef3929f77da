"""Choosing codes and answering a need in a real browser, with the keyboard and without script."""

import pytest
from playwright.sync_api import expect

from buyers import codes
from buyers.models import Need, NeedShare
from tests.browser.test_frame import WCAG, found_by_axe, log_in
from tests.people import make_need

NEEDS = "/projects/ppi4test/groups/waste-buyers/needs/"


@pytest.fixture(autouse=True)
def few(world):
    codes.load_shipped(only=["90511000", "90512000", "90500000", "HR035", "HR050"])


def test_codes_are_found_while_one_types_and_ticked_by_keyboard(page, world):
    log_in(page, world.coordinator)
    page.goto(f"{NEEDS}new/")
    search = page.get_by_label("Search CPV by word or code")
    search.press_sequentially("refuse coll")
    box = page.get_by_role("checkbox", name="90511000 Refuse collection services")
    expect(box).to_be_visible()
    expect(page.locator(".picker-told")).to_have_text("One code found.")
    search.press("Tab")  # the button, then what was found
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Space")
    search.fill("90512")
    search.press("Enter")  # searches, and does not send the form
    transport = page.get_by_role("checkbox", name="90512000 Refuse transport services")
    expect(transport).to_be_visible()
    expect(box).to_be_checked()
    transport.check()
    assert found_by_axe(page, WCAG) == []
    page.get_by_label("Title").fill("Sort bulky waste")
    page.get_by_label("Problem today").fill("By hand.")
    page.get_by_label("Desired outcome").fill("Used again.")
    page.locator("#id_unit").fill("tonnes")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("status").first).to_contain_text("N1 is saved as a draft.")
    assert [code.code for code in Need.objects.get().cpv.order_by("code")] == [
        *("90511000", "90512000"),
    ]


def test_without_script_a_buyer_finds_its_region_and_answers(new_context, world):
    make_need(world.group)
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, world.buyer)
    page.goto(f"{NEEDS}1/")
    page.get_by_role("link", name="Answer", exact=True).click()
    page.locator("#id_quantity").fill("1200")
    search = page.get_by_label("Search NUTS by word or code")
    search.fill("splitsko")
    search.press("Enter")  # presses the first button of the form
    region = page.get_by_role("radio", name="HR035")
    expect(region).to_be_visible()
    expect(page.locator("#id_quantity")).to_have_value("1200")
    assert not NeedShare.objects.exists()
    region.check()
    page.get_by_role("button", name="Save as a draft").click()
    share = NeedShare.objects.get()
    assert (share.state, share.quantity, share.nuts.code) == ("draft", 1200, "HR035")
    page.get_by_role("link", name="Go on with our answer").click()
    expect(page.get_by_role("radio", name="HR035")).to_be_checked()
    page.get_by_role("button", name="Give the answer").click()
    expect(page.get_by_role("status").first).to_contain_text("Your answer is given.")
    share.refresh_from_db()
    assert share.state == "given"

"""Baselines, board, saved filters and the bulk change in a real browser: drag, script off, axe."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_frame import WCAG, assert_fit, found_by_axe, log_in
from workpackages import filters, planning
from workpackages.baselines import freeze
from workpackages.dependencies import link
from workpackages.models import Deliverable, Milestone, Task

PROJECT = "/projects/ppi4test/"


@pytest.fixture
def baseline(world):
    """Something has moved since, and somebody keeps a filter."""
    frozen = freeze(
        project=world.project,
        name="Annex 1",
        reason="as signed",
        by=world.coordinator,
        now=timezone.now(),
    )
    planning.change(item=world.d41, due_month=24, by=world.coordinator, reason="amendment 1")
    planning.change(item=world.t42, first_month=11, by=world.coordinator, reason="amendment 1")
    filters.save(
        project=world.project,
        person=world.coordinator,
        page="plan",
        name="Late",
        query="late=on",
        is_shared=True,
    )
    return frozen


def test_the_pages_are_fit_for_everyone(page, world, baseline):
    log_in(page, world.coordinator)
    for address in (
        f"plan/?baseline={baseline.pk}",
        f"deliverables/?baseline={baseline.pk}",
        "d4.1/",
        "board/",
        "board/?kind=deliverable",
        "baselines/",
        "baselines/new/",
        f"baselines/{baseline.pk}/",
        "filters/",
        "filters/new/plan/?late=on",
    ):
        assert_fit(page, PROJECT + address)


def test_a_card_is_dragged_to_another_column_and_back(page, world):
    log_in(page, world.task_lead)
    page.goto(f"{PROJECT}board/?mine=on")
    card, done = page.locator(".ticket", has_text="T4.2"), page.locator("[data-state=done]")
    card.drag_to(done)
    expect(done.locator(".ticket")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"board/\?mine=on$"))
    assert Task.objects.get(number="4.2").state == "done"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-state=planned] .ticket")).to_have_count(1)
    card.drag_to(page.locator("[data-state=cancelled]"))  # which wants a reason
    expect(page).to_have_url(re.compile(r"t4\.2/cancel/\?next="))
    page.get_by_role("link", name="Keep it as it is").click()
    expect(page).to_have_url(re.compile(r"board/\?mine=on$"))


def test_a_card_of_others_stays_where_it_is(page, world):
    log_in(page, world.task_lead)
    page.goto(f"{PROJECT}board/")
    page.locator(".ticket", has_text="T4.1").drag_to(page.locator("[data-state=done]"))
    expect(page.locator("[data-state=done] .ticket")).to_have_count(0)
    assert Task.objects.get(number="4.1").state == "planned"


def test_a_card_is_moved_by_the_keyboard_without_script(new_context, world):
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, world.task_lead)
    page.goto(f"{PROJECT}board/")
    page.get_by_text("Move T4.2").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("T4.2 has started.")
    expect(page.locator("[data-state=running] .ticket")).to_have_count(1)


def move_two(page):
    """From the list to the change; what is ticked stays ticked on the way."""
    page.get_by_label("With the ticked items").select_option(label="Move by months")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Months").fill("2")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_role("heading", name="2 items change")).to_be_visible()
    page.get_by_label("Reason").fill("amendment 2")


def test_all_that_are_shown_are_ticked_and_moved(page, world):
    Deliverable.objects.all().delete()
    link(earlier=world.t41, later=world.ms1, by=world.coordinator)
    log_in(page, world.coordinator)
    page.goto(f"{PROJECT}plan/?kind=task&sort=due_on")
    bar = page.locator("#bulk")
    expect(bar).to_be_hidden()
    page.get_by_label("All that are shown").check()
    expect(bar).to_contain_text("(2)")
    assert found_by_axe(page, WCAG) == []
    move_two(page)
    assert found_by_axe(page, WCAG) == []
    page.get_by_label("Move MS1 to M26").check()
    page.emulate_media(color_scheme="dark")
    assert found_by_axe(page, ["color-contrast"]) == []
    page.get_by_role("button", name="Change 2 items").click()
    expect(page.get_by_role("status")).to_contain_text("1 item moved along.")
    expect(page).to_have_url(re.compile(r"plan/\?kind=task&sort=due_on$"))
    assert Milestone.objects.get().due_month == 26
    assert list(Task.objects.values_list("last_month", flat=True)) == [26, 26]


def test_many_are_changed_without_script(new_context, world):
    page = new_context(java_script_enabled=False).new_page()
    log_in(page, world.coordinator)
    page.goto(f"{PROJECT}plan/?kind=task")
    for code in ("T4.1", "T4.2"):
        page.get_by_label(code, exact=True).check()
    move_two(page)
    page.get_by_role("button", name="Change 2 items").click()
    assert list(Task.objects.values_list("last_month", flat=True)) == [26, 26]

"""The chart in a real browser: dragged, moved by keyboard, read on a phone, without script."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.test_frame import PHONE, assert_fit, log_in
from tests.people import make_deliverable, make_task
from workpackages.dependencies import link
from workpackages.models import Task

GANTT = "/projects/ppi4test/gantt/"


@pytest.fixture
def chart(page, world):
    """The coordinator looks at it; T4.1 (M12–M24) comes before D4.1 (M22)."""
    link(earlier=world.t41, later=world.d41, by=world.coordinator)
    make_deliverable(world.wp4, world.acr, "4.9", title="Late leaflet", due_month=20)
    log_in(page, world.coordinator)
    page.goto(GANTT)
    return page


def bar(page, code):
    return page.get_by_role("link", name=f"Move {code}", exact=True)


def middle(link) -> tuple[float, float]:
    box = link.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def lies_in(inner, outer) -> bool:
    one, other = inner.bounding_box(), outer.bounding_box()
    ends = one["x"] + one["width"] <= other["x"] + other["width"]
    return other["x"] <= one["x"] and ends


def confirm(page, reason):
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Move T4.1 to").click()


def test_a_bar_is_dragged_and_asks_before_anything_is_saved(chart, world):
    x, y = middle(bar(chart, "T4.1"))
    month = chart.locator("table.gantt").get_attribute("data-month")
    chart.mouse.move(x, y)
    chart.mouse.down()
    chart.mouse.move(x + 2.2 * int(month), y, steps=4)
    said = chart.locator("svg .preview")
    expect(said).to_have_text("M12–M24 → M14–M26")
    assert lies_in(said, chart.locator(".gantt-frame"))
    chart.mouse.up()
    expect(chart.get_by_role("heading", name="Move T4.1")).to_be_visible()
    expect(chart.get_by_text("From M12–M24 to M14–M26. Nothing is saved yet.")).to_be_visible()
    chart.get_by_role("checkbox", name="Move D4.1 to M26").check()
    confirm(chart, "They slip")
    expect(chart).to_have_url(re.compile(GANTT))
    expect(chart.get_by_text("T4.1 is at M14–M26. 1 item that waits")).to_be_visible()
    world.d41.refresh_from_db()
    assert world.d41.due_month == 26
    expect(chart.get_by_role("row", name="D4.1")).to_contain_text("M26, pending")


def test_a_bar_is_moved_by_keyboard_and_escape_takes_it_back(chart, world):
    target = bar(chart, "T4.1")
    target.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        chart.keyboard.press(key)
    said = chart.locator("p[role=status]")
    expect(said).to_have_text("M12–M24 → M13–M25")
    chart.keyboard.press("Escape")
    expect(said).to_have_text("")
    for _many in range(30):
        chart.keyboard.press("ArrowRight")
    expect(said).to_have_text("M12–M24 → M21–M33")  # not beyond the project
    chart.keyboard.press("Escape")
    chart.keyboard.press("ArrowRight")
    chart.keyboard.press("Enter")
    expect(chart.get_by_text("From M12–M24 to M13–M25. Nothing is saved yet.")).to_be_visible()
    confirm(chart, "They slip")
    chart.get_by_text("T4.1 is at M13–M25.").wait_for()
    assert Task.objects.get(pk=world.t41.pk).first_month == 13


def test_without_script_the_bar_leads_to_the_form(new_context, world):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    log_in(page, world.coordinator)
    page.goto(GANTT)
    bar(page, "T4.2").press("Enter")
    expect(page.get_by_label("First month")).to_have_value("12")
    page.get_by_label("First month").fill("M14")
    page.get_by_label("Last month").fill("M26")
    page.get_by_role("button", name="Show what follows").click()
    expect(page.get_by_text("From M12–M24 to M14–M26. Nothing is saved yet.")).to_be_visible()


def test_who_may_not_edit_drags_nothing(page, world):
    log_in(page, world.partner)
    page.goto(GANTT)
    expect(page.get_by_role("table")).to_contain_text("Feasibility plan")
    assert page.locator("table.gantt svg a").count() == 0


@pytest.mark.parametrize("zoom", ["month", "quarter", "year"])
def test_rows_stay_aligned_and_labels_apart(chart, zoom):
    chart.goto(f"{GANTT}?zoom={zoom}")
    heights = chart.evaluate(
        "[...document.querySelectorAll('.gantt tbody tr')].map(row => [row.offsetHeight,"
        " row.querySelector('svg').getBoundingClientRect().height])"
    )
    assert heights == [[28, 28]] * len(heights)
    labels = chart.evaluate(
        "[...document.querySelectorAll('.scale text')].map(text => text.getBoundingClientRect())"
        ".map(box => [box.top, box.left, box.right])"
    )
    for top in {box[0] for box in labels}:
        row = sorted(box[1:] for box in labels if box[0] == top)
        assert all(one[1] <= other[0] for one, other in pairwise(row))


def test_it_is_fit_for_everybody(chart, world):
    make_task(world.wp4, world.acr, "4.10", title="x" * 200, last_month=13)
    for address in (GANTT, f"{GANTT}?zoom=year", f"{GANTT}?open=none", f"{GANTT}?q=no+such"):
        assert_fit(chart, address)
    for address in ("d4.1/", "t4.1/move/?first_month=14&last_month=26", "t4.1/waits-for/"):
        assert_fit(chart, f"/projects/ppi4test/{address}")

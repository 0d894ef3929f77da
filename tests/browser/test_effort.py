"""Person-months in a real browser: fit for everyone with data in them, and pasted as a block."""

from decimal import Decimal

from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_frame import assert_fit, log_in
from tests.people import make_period, make_work_package
from workpackages import effort

EFFORT = "/projects/ppi4test/effort/"
PLAN = f"{EFFORT}plan/"
PASTE = """(input, text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    input.dispatchEvent(
        new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})
    );
}"""


def enter(world):
    """ACR+ has spent more than planned, ICLEI has handed in nothing."""
    world.wp5 = make_work_package(world.project, world.acr, "5")
    period = make_period(world.project)
    effort.plan(
        project=world.project,
        cells={
            (world.wp4.pk, world.acr.pk): Decimal(6),
            (world.wp4.pk, world.iclei.pk): Decimal(4),
        },
        by=world.coordinator,
        now=timezone.now(),
    )
    effort.write(
        period=period,
        participation=world.acr,
        lines={world.wp4.pk: Decimal("6.5"), world.wp5.pk: Decimal(1)},
        comment="More travel",
        by=world.partner,
        now=timezone.now(),
        hand_in_on=timezone.localdate(),
    )


def test_the_pages_are_fit_for_everyone(page, world):
    enter(world)
    log_in(page, world.coordinator)
    pages = (
        *("", "?by=package&open=none", "plan/", "new-period/", "rp1/5/", "rp1/3/", "rp1/5/return/"),
        *("rp1/edit/", "rp1/report/"),
    )
    for address in pages:
        assert_fit(page, EFFORT + address)


def test_a_wrong_cell_is_reached_from_the_summary(page, world):
    enter(world)
    log_in(page, world.coordinator)
    page.goto(PLAN)
    page.get_by_label("ICLEI, WP4").fill("seven")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("link", name="ICLEI, WP4: Write person-months such as 1.5.").click()
    expect(page.get_by_label("ICLEI, WP4")).to_be_focused()
    expect(page.get_by_label("ICLEI, WP4")).to_have_value("seven")


def test_a_block_of_a_spreadsheet_is_pasted(page, world):
    enter(world)
    log_in(page, world.coordinator)
    page.goto(PLAN)
    page.get_by_label("ICLEI, WP4").evaluate(PASTE, "5,5\t2\r\n0,25\t\r\n7\t1\t9\r\n8\r\n")
    values = {
        f"{partner}, {package}": page.get_by_label(f"{partner}, {package}").input_value()
        for partner in ("ICLEI", "ZGH", "ACR+")
        for package in ("WP4", "WP5")
    }
    assert values == {
        "ICLEI, WP4": "5,5",
        "ICLEI, WP5": "2",
        "ZGH, WP4": "0,25",
        "ZGH, WP5": "",
        "ACR+, WP4": "7",
        "ACR+, WP5": "1",
    }
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("5 cells were changed.")

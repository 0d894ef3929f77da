"""Pages on paper: what is to be read, without what is to be pressed."""

import io

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.browser.test_frame import fill_register, log_in
from tests.people import make_task

PROJECT = "/projects/ppi4test/"


@pytest.fixture
def paper(page, world):
    """The coordinator's page as it is printed from the dark screen."""
    fill_register(world)
    log_in(page, world.coordinator)
    page.emulate_media(media="print", color_scheme="dark")
    return page


def printed(page) -> list[str]:
    """The text of each sheet of A4."""
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(page.pdf(format="A4"))).pages]


def on_show(page, selectors) -> set[str]:
    return {one for one in selectors if page.locator(one).filter(visible=True).count()}


@pytest.mark.parametrize(
    ("address", "pressed", "reads"),
    [
        ("plan/", {".filter", ".tabs", ".actions", ".tick"}, "Feasibility plan"),
        ("risks/", {".filter", ".actions"}, "Risk 1"),
        ("r1/", {".actions", ".acts"}, "What is done about it"),
        ("meetings/project-board/", {".actions", ".acts"}, "Go on"),
        ("t4.1/edit/", {".form-actions"}, "Feasibility plan"),
        ("partners/5/", {".actions", ".acts"}, "Legal name"),
    ],
)
def test_what_is_pressed_is_left_out_and_the_rest_is_there(paper, address, pressed, reads):
    pressed = {"header.bar", ".foot", *pressed}
    paper.goto(PROJECT + address)
    assert on_show(paper, pressed) == set()
    expect(paper.locator("main h1")).to_be_visible()
    text = "\n".join(printed(paper))
    assert reads in text
    assert "Your account" not in text
    paper.emulate_media(media="screen")
    assert on_show(paper, pressed) == pressed


def test_it_is_black_on_white_whatever_the_screen(paper):
    paper.goto(f"{PROJECT}plan/")
    colours = "(({color, backgroundColor}) => [color, backgroundColor])(getComputedStyle(body))"
    read = f"(() => {{ const body = document.body; return {colours}; }})()"
    assert paper.evaluate(read) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def test_a_long_table_has_its_head_on_each_sheet_and_no_row_is_cut(paper, world):
    for number in range(10, 90):
        make_task(world.wp4, world.acr, f"4.{number}")
    paper.goto(f"{PROJECT}plan/?kind=task&open=all")
    sheets = printed(paper)
    assert len(sheets) > 1
    assert [("Title" in sheet, "Lead" in sheet) for sheet in sheets[1:]] == [
        (True, True) for _sheet in sheets[1:]
    ]
    text = "\n".join(sheets)
    assert all(f"Task 4.{number}" in text for number in range(10, 90))


def test_nothing_runs_off_the_sheet(paper):
    paper.set_viewport_size({"width": 718, "height": 1000})  # A4 between its margins
    for address in ("plan/", "risks/", "r1/", "meetings/project-board/", "actions/", "effort/"):
        paper.goto(PROJECT + address)
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert paper.evaluate(wider) == 0, address


def test_no_table_lies_under_the_facts_beside_it(paper):
    paper.set_viewport_size({"width": 718, "height": 1000})
    paper.goto(f"{PROJECT}partners/5/")
    table, facts = paper.locator("table.data").bounding_box(), paper.locator("aside").bounding_box()
    assert table["y"] + table["height"] <= facts["y"]

"""Every list of the work plan as XLSX and ODS: the same cells as in the CSV file."""

from datetime import date

import pytest

from tests.people import NOW, make_action, make_meeting, make_milestone, make_review, make_risk
from tests.reading import read_book, read_csv
from workpackages.baselines import freeze
from workpackages.planning import change

BASE = "/projects/ppi4test"


@pytest.fixture
def lists(world):
    """Some rows in each list; one of each begins like a formula."""
    baseline = freeze(
        project=world.project, name="Annex 1", reason="", by=world.coordinator, now=NOW
    )
    change(item=world.t42, by=world.coordinator, last_month=26, reason="late")
    change(item=world.d41, by=world.coordinator, title="=2+3", reason="formula")
    make_milestone(world.wp4, world.acr, "2", means_of_verification="=Signed list of participants")
    make_review(world.project, world.iat, title="=First review")
    rv2 = make_review(world.project, world.acr, "2", venue="Brussels")
    rv2.hold(by=world.coordinator, on=NOW.date(), outcome="Good")
    risk = make_risk(world.wp4, world.acr, title="=Market", review_on=date(2027, 9, 1))
    make_risk(world.wp4, world.iat, "2", residual_likelihood=1, residual_impact=2)
    meeting = make_meeting(world.project, "=Board", slug="board", host=world.iclei)
    make_meeting(world.project, "Call", city="")
    make_action(world.partner, meeting, text="=Write", due_on=date(2027, 9, 1))
    make_action(world.organiser, risk=risk, state="done")
    return baseline


def as_text(cell) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


@pytest.mark.parametrize("format", ["xlsx", "ods"])
@pytest.mark.parametrize(
    ("path", "sheet", "rows"),
    [
        ("milestones", "Milestones", 2),
        ("reviews", "Project reviews", 2),
        ("risks", "Risks", 2),
        ("risks?state=open&sort=-level", "Risks", 2),
        ("meetings", "Meetings", 2),
        ("actions", "Actions", 2),
        ("actions?late=on", "Actions", 1),
        ("baselines/{pk}", "Baseline", 3),
    ],
)
def test_the_formats_hold_the_same_cells(world, login, lists, format, path, sheet, rows):
    client = login(world.partner)
    name, mark, query = path.format(pk=lists.pk).partition("?")
    book = read_book(client.get(f"{BASE}/{name}.{format}{mark}{query}"))
    assert list(book) == [sheet]
    cells = [[as_text(cell) for cell in row] for row in book[sheet]]
    text = read_csv(client.get(f"{BASE}/{name}.csv{mark}{query}"))
    # A CSV file has no text cells: what would be a formula is marked as text.
    assert cells == [[cell.removeprefix("'") for cell in row] for row in text]
    assert len(cells) == 1 + rows


def test_dates_and_figures_are_cells_one_can_reckon_with(world, login, lists):
    client = login(world.partner)
    for format in ("xlsx", "ods"):
        risks = read_book(client.get(f"{BASE}/risks.{format}"))["Risks"]
        row = dict(zip(risks[0], risks[1], strict=True))
        assert (row["Level"], row["Next review"]) == (12, date(2027, 9, 1))
        actions = read_book(client.get(f"{BASE}/actions.{format}?late=on"))["Actions"]
        assert actions[1][2] == date(2027, 9, 1)
        meetings = read_book(client.get(f"{BASE}/meetings.{format}"))["Meetings"]
        assert [row[2] for row in meetings[1:]] == [date(2027, 9, 27)] * 2
        reviews = read_book(client.get(f"{BASE}/reviews.{format}"))["Project reviews"]
        assert [row[4] for row in reviews[1:]] == [date(2027, 10, 31)] * 2


def test_the_means_of_verification_are_exported_and_shown(world, login, lists):
    client = login(world.partner)
    for format in ("xlsx", "ods"):
        sheet = read_book(client.get(f"{BASE}/milestones.{format}"))["Milestones"]
        assert (sheet[0][-1], sheet[2][-1]) == (
            *("Means of verification", "=Signed list of participants"),
        )

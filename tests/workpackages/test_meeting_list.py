"""The list of the meetings."""

from datetime import date

from tests.people import TODAY, make_action, make_meeting
from tests.reading import read_csv
from tests.workpackages.test_meetings import BASE, held


def test_the_list_has_what_comes_and_what_is_past(world, login):
    for title, day in (("Past one", 1), ("Past two", 2), ("Next", 20), ("Today", 6)):
        make_meeting(
            world.project, title, first_day=date(2027, 9, day), last_day=date(2027, 9, day)
        )
    client = login(world.officer)
    groups = client.get(f"{BASE}/meetings/").context["groups"]
    assert [(title, [row.title for row in rows]) for title, rows in groups] == [
        ("Coming", ["Today", "Next"]),
        ("Past", ["Past two", "Past one"]),
    ]
    for query, expected in (
        ("?q=past", ["Past one", "Past two"]),
        ("?state=held", []),
        ("?kind=board&sort=-first_day", ["Next", "Today", "Past two", "Past one"]),
    ):
        rows = client.get(f"{BASE}/meetings/{query}").context["rows"]
        assert [row.title for row in rows] == expected


def test_a_row_counts_standing_decisions_and_open_actions(world, login):
    row = held(world, venue="City hall")
    for number, day in ((1, None), (2, None), (3, TODAY)):
        row.decisions.create(number=number, text="x", withdrawn_on=day)
    make_action(world.partner, row)
    make_action(world.partner, row, state="done")
    make_action(world.organiser, row)
    (found,) = login(world.officer).get(f"{BASE}/meetings/").context["rows"]
    assert (found.decisions, found.actions, found.place, found.host) == (
        *(2, 2, "City hall, Bilbao", "ICLEI"),
    )
    assert (found.day, found.month) == ("Mon 30 Aug 2027 – Tue 31 Aug 2027", "M20")
    answer = login(world.officer).get(f"{BASE}/meetings.csv")
    assert read_csv(answer)[1] == [
        *["Project board", "project board", "2027-08-30", "2027-08-31", "M20"],
        *["City hall, Bilbao", "ICLEI", "held", "2", "2"],
    ]

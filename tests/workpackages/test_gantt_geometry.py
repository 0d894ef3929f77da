"""The chart's geometry: whole numbers, and labels that do not overlap."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import months
from workpackages import gantt
from workpackages.gantt import Label, Scale

START = date(2026, 1, 1)
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
SCALE = Scale(START, 33, 20)


def shapes(drawn) -> dict:
    return dict(drawn.shapes)


def test_days_stand_where_they_end_in_their_month():
    assert SCALE.at(date(2026, 1, 31)) == SCALE.right(1) == SCALE.left(2) == 20
    assert SCALE.at(date(2026, 2, 14)) == 30
    assert SCALE.at(date(2025, 12, 31)) == 0
    assert SCALE.at(date(2028, 9, 30)) == SCALE.width == 660


def test_a_task_is_filled_by_its_progress():
    drawn = gantt.task(SCALE, [(10, 26)], 45)
    assert (drawn.left, drawn.right) == (180, 520)
    assert shapes(drawn)["work"] == "M180 7H520v14H180z"
    assert shapes(drawn)["fill"] == "M180 7H333v14H180z"
    assert "fill" not in shapes(gantt.task(SCALE, [(10, 26)], 0))


def test_a_task_that_pauses_has_a_bar_for_each_interval_and_pauses_are_not_filled():
    drawn = gantt.task(SCALE, [(1, 2), (5, 6)], 75)
    assert shapes(drawn) == {
        "hit": "M0 0H120v28H0z",
        "pause": "M0 14H120",
        "work": "M0 7H40v14H0zM80 7H120v14H80z",
        "fill": "M0 7H40v14H0zM80 7H100v14H80z",
    }


def test_marks_flags_and_what_is_late():
    mark = gantt.deliverable(100)
    assert (mark.left, mark.right) == (93, 107)
    assert shapes(mark)["point"] == "M100 7l7 7-7 7-7-7z"
    assert gantt.late(mark)[1].startswith("M110 ")
    flag = gantt.milestone(100)
    assert shapes(flag)["point"] == "M100 23V5l11 4.5-11 4.5"
    assert gantt.late(flag)[1].startswith("M112 ")


def test_a_work_package_of_one_month_is_still_drawn():
    narrow = Scale(START, 33, 4)
    assert shapes(gantt.package(narrow, 3, 3))["pack"] == "M8 9H12v10l-2-5h-0l-2 5z"


def test_a_line_goes_forward_or_around_the_corner():
    early, late = gantt.task(SCALE, [(1, 2)], 0), gantt.task(SCALE, [(5, 6)], 0)
    assert gantt.line(early, -3, late) == "M40 -70H73V14H80m-4-3l4 3-4 3"
    assert gantt.line(late, 1, early) == "M120 42h5V28H-8V14H0m-4-3l4 3-4 3"
    assert gantt.line(late, -1, early) == "M120 -14h5V0H-8V14H0m-4-3l4 3-4 3"


def test_the_head_by_month():
    head = gantt.head(Scale(date(2026, 11, 1), 4, 22), "month", MONTHS)
    assert head.years == [Label(0, 44, "2026"), Label(44, 44, "2027")]
    assert [label.text for label in head.parts] == ["Nov", "Dec", "Jan", "Feb"]
    assert [label.text for label in head.months] == ["M1", "M2", "M3", "M4"]
    assert head.lines == "M0 0v28M22 0v28M44 0v28M66 0v28"
    assert head.year_lines == "M0 0v28M44 0v28"


def test_the_head_by_quarter_and_by_year():
    scale = Scale(date(2026, 2, 1), 24, 10)
    head = gantt.head(scale, "quarter", MONTHS)
    assert [label.text for label in head.parts][:3] == ["Q1", "Q2", "Q3"]
    assert [label.text for label in head.months][:3] == ["M1", "M3", "M6"]
    head = gantt.head(Scale(date(2026, 2, 1), 24, 4), "year", MONTHS)
    assert [label.text for label in head.years] == ["2026", "2027"]
    assert (head.parts, [label.text for label in head.months]) == ([], ["M1", "M12"])


@given(
    st.dates(date(1990, 1, 1), date(2090, 1, 1)),
    st.integers(1, 240),
    st.sampled_from(list(gantt.WIDTHS)),
)
def test_labels_fit_and_never_overlap(start, duration, zoom):
    scale = Scale(start, duration, gantt.WIDTHS[zoom])
    head = gantt.head(scale, zoom, MONTHS)
    for labels in (head.years, head.parts, head.months):
        ends = [label.x + gantt.LETTER * len(label.text) for label in labels]
        assert all(end <= after.x for end, after in zip(ends, labels[1:], strict=False))
        assert all(0 <= label.x < scale.width for label in labels)
        assert not ends or ends[-1] <= scale.width + gantt.MARGIN


@given(st.dates(date(2026, 1, 1), date(2028, 9, 30)), st.integers(0, 400))
def test_a_later_day_never_stands_further_left(day, count):
    assert SCALE.at(day) <= SCALE.at(day + timedelta(days=count))
    month = months.month_of(START, day)
    assert SCALE.left(month) <= SCALE.at(day) <= SCALE.right(month)


@given(
    st.lists(st.integers(1, 60), min_size=2, max_size=8, unique=True).filter(
        lambda found: len(found) % 2 == 0
    ),
    st.integers(0, 100),
    st.sampled_from(list(gantt.WIDTHS.values())),
)
def test_progress_fills_that_share_of_the_bars(edges, progress, month):
    edges = sorted(edges)
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    drawn = dict(gantt.task(Scale(START, 60, month), spans, progress).shapes)
    whole = sum(right - left for left, right in boxes(drawn["work"]))
    done = sum(right - left for left, right in boxes(drawn.get("fill", "")))
    assert done == whole * progress // 100


def boxes(path: str) -> list[tuple[int, int]]:
    return [(int(left), int(right)) for left, right in re.findall(r"M(\d+) \d+H(\d+)", path)]


@pytest.mark.parametrize("zoom", gantt.WIDTHS)
def test_everything_is_whole_numbers(zoom):
    scale = Scale(date(2026, 1, 31), 40, gantt.WIDTHS[zoom])
    drawn = [
        gantt.task(scale, [(1, 3), (7, 9)], 33),
        gantt.package(scale, 1, 40),
        gantt.deliverable(scale.at(date(2027, 2, 9))),
    ]
    text = "".join(path for each in drawn for _css, path in each.shapes)
    assert not re.search(r"\.\d", text)

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core import months

starts = st.dates(date(1990, 1, 1), date(2090, 12, 31))
numbers = st.integers(-24, 240)
days_from_start = st.integers(-800, 6000)


@given(starts, days_from_start)
@example(date(2015, 1, 31), 58)  # 30 March: still in M2, which began on 28 February
@example(date(2016, 2, 29), 366)
def test_every_day_lies_in_exactly_the_month_that_month_of_names(start, offset):
    day = start + timedelta(days=offset)
    month = months.month_of(start, day)
    containing = [
        n
        for n in range(month - 2, month + 3)
        if months.first_day(start, n) <= day <= months.last_day(start, n)
    ]
    assert containing == [month]


@given(starts, numbers)
@example(date(2015, 1, 29), 2)
@example(date(2015, 1, 30), 2)
@example(date(2015, 1, 31), 2)
def test_months_follow_one_another_without_gap_or_overlap(start, month):
    next_first = months.first_day(start, month + 1)
    assert months.last_day(start, month) + timedelta(days=1) == next_first
    assert 28 <= (next_first - months.first_day(start, month)).days <= 31


@given(starts, days_from_start, st.integers(0, 100))
@example(date(2015, 1, 31), 27, 1)
@example(date(2016, 2, 29), 30, 0)
def test_the_months_that_end_in_a_window_are_those_whose_last_day_lies_in_it(start, offset, length):
    first = start + timedelta(days=offset)
    last = first + timedelta(days=length)
    lowest, highest = months.ending(start, first, last)
    assert list(range(lowest, highest + 1)) == [
        month
        for month in range(lowest - 3, highest + 4)
        if first <= months.last_day(start, month) <= last
    ]


@given(starts, numbers)
def test_the_days_of_a_month_lead_back_to_it(start, month):
    assert months.month_of(start, months.first_day(start, month)) == month
    assert months.month_of(start, months.last_day(start, month)) == month


@given(starts)
def test_month_one_begins_on_the_start_of_the_project(start):
    assert months.first_day(start, 1) == start
    assert months.month_of(start, start - timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("month", "first", "last"),
    [
        (1, date(2015, 1, 1), date(2015, 1, 31)),
        (14, date(2016, 2, 1), date(2016, 2, 29)),
        (16, date(2016, 4, 1), date(2016, 4, 30)),  # the training for trainers, Bilbao
        (18, date(2016, 6, 1), date(2016, 6, 30)),  # the end of reporting period 1
        (21, date(2016, 9, 1), date(2016, 9, 30)),
        (25, date(2017, 1, 1), date(2017, 1, 31)),
    ],
)
def test_months_of_ppi4waste(month, first, last):
    start = date(2015, 1, 1)
    assert (months.first_day(start, month), months.last_day(start, month)) == (first, last)


@pytest.mark.parametrize(
    ("start_day", "first_days"),
    [
        (29, [date(2015, 1, 29), date(2015, 2, 28), date(2015, 3, 29), date(2015, 4, 29)]),
        (30, [date(2015, 1, 30), date(2015, 2, 28), date(2015, 3, 30), date(2015, 4, 30)]),
        (31, [date(2015, 1, 31), date(2015, 2, 28), date(2015, 3, 31), date(2015, 4, 30)]),
    ],
)
def test_a_start_late_in_the_month_keeps_its_day_where_the_month_has_it(start_day, first_days):
    start = date(2015, 1, start_day)
    assert [months.first_day(start, month) for month in (1, 2, 3, 4)] == first_days


def test_how_the_plan_writes_months():
    assert months.label(21) == "M21"
    assert months.span(21, 23) == "M21–M23"
    assert months.span(21, 21) == "M21"


spans = st.lists(
    st.tuples(st.integers(1, 240), st.integers(1, 240)).map(lambda pair: tuple(sorted(pair))),
    max_size=12,
)


@given(spans)
def test_intervals_are_read_as_they_are_written(found):
    """Whatever the order: the months are the same, and no two intervals touch."""
    text = ", ".join(f"M{first}-M{last}" for first, last in found)
    parsed = months.parse_spans(text)
    assert {m for first, last in parsed for m in range(first, last + 1)} == {
        m for first, last in found for m in range(first, last + 1)
    }
    assert all(before[1] + 1 < after[0] for before, after in pairwise(parsed))
    assert months.parse_spans(months.spans_text(parsed)) == parsed


@given(st.text(max_size=30))
def test_any_text_is_intervals_or_refused(text):
    try:
        parsed = months.parse_spans(text)
    except ValueError:
        return
    assert all(1 <= first <= last <= 999 for first, last in parsed)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("M12-M24", ((12, 24),)),
        ("m1 - m4; 10–12", ((1, 4), (10, 12))),
        ("5, 1-4", ((1, 5),)),
        ("M7", ((7, 7),)),
        ("", ()),
        (" , ", ()),
    ],
)
def test_how_people_write_intervals(text, found):
    assert months.parse_spans(text) == found


@pytest.mark.parametrize("text", ["M0", "0-4", "M4-M1", "spring", "1-2-3", "1000", "M1 M2"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(ValueError, match=text):
        months.parse_spans(text)

"""The demo is the real project, moved by whole months to shortly before today."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core import months
from core.clock import is_working_day
from ppi_portal.demo.timeline import START, Timeline

ZAGREB = date(2016, 9, 22)  # a Thursday


def test_in_september_2016_nothing_moves():
    real = Timeline.before_window(date(2016, 9, 1))
    assert real.shift == 0
    assert real.start == START
    assert (real.window_opens, real.window_closes) == (date(2016, 9, 15), date(2016, 11, 30))
    assert real.weekday(ZAGREB, "HR", in_window=True) == ZAGREB


def test_late_in_a_month_the_window_opens_in_the_next_one():
    moved = Timeline.before_window(date(2026, 11, 23))
    assert moved.start == date(2025, 4, 1)
    assert (moved.window_opens, moved.window_closes) == (date(2026, 12, 15), date(2027, 2, 28))


@given(st.dates(date(2016, 1, 1), date(2080, 12, 31)))
def test_whatever_the_day_the_window_lies_shortly_ahead_in_m21_to_m23(today):
    moved = Timeline.before_window(today)
    assert moved.start.day == 1
    assert timedelta(days=7) <= moved.window_opens - today <= timedelta(days=37)
    assert months.month_of(moved.start, moved.window_opens) == 21
    assert months.month_of(moved.start, moved.window_closes) == 23
    for real in (ZAGREB, date(2016, 9, 15), date(2016, 11, 30)):
        day = moved.weekday(real, "HR", in_window=True)
        assert day.weekday() == real.weekday()
        assert moved.window_opens <= day <= moved.window_closes
        assert is_working_day(day, "HR")

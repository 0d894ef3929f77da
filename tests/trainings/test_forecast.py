"""The forecast: numbers that can be worked out by hand, and what holds for whatever people do."""

from datetime import date, datetime, timedelta
from math import comb
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainings.forecast import Forecast, forecast, quantile

ZAGREB = ZoneInfo("Europe/Zagreb")
NOW = datetime(2027, 9, 6, 9, 0, tzinfo=ZAGREB)
DAY = timedelta(days=1)


def told(came, *, left=(), so_far=None, minimum=15, most=25, opened=None, ahead=14):
    """The forecast from what happened so many days ago, and `ahead` days before the end."""
    return forecast(
        came=[NOW - days * DAY for days in came],
        left=[NOW - days * DAY for days in left],
        so_far=len(came) - len(left) if so_far is None else so_far,
        minimum=minimum,
        most=most,
        opened=opened and NOW - opened * DAY,
        ends=NOW + ahead * DAY,
        now=NOW,
        zone="Europe/Zagreb",
    )


def test_one_every_other_day_goes_on():
    # 7 in 14 days, 8 days ahead: 4 more than the 11 there are.
    assert told([2, 4, 6, 8, 10, 12, 14, 20, 20, 20, 20], ahead=8) == Forecast(
        pace=0.5,
        expected=15,
        low=12,
        high=19,
        ends_on=date(2027, 9, 14),
        minimum_on=date(2027, 9, 14),
    )


def test_the_day_on_which_the_minimum_is_reached():
    found = told([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], minimum=18, most=40)
    assert (found.pace, found.expected, found.minimum_on) == (1, 28, date(2027, 9, 10))
    assert told([1, 2, 3, 4, 5, 6, 7, 8], minimum=8).minimum_on is None  # it is reached


def test_who_left_is_taken_off_the_pace():
    came, left = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14], [1, 2, 3, 4, 5, 6, 7]
    assert (told(came).expected, told(came, left=left).expected) == (25, 14)
    assert told(came, left=left).low < 14 < told(came, left=left).high
    assert told([20] * 12, left=[1, 2, 3], so_far=9).expected == 6
    assert told([20] * 12, left=[1] * 9, so_far=3, ahead=99).expected == 0


def test_only_the_last_two_weeks_make_the_pace():
    found = told([20, 21, 22, 23, 24])
    assert (found.pace, found.expected, found.low, found.high) == (0, 5, 5, 7)


def test_registration_that_opened_lately_has_its_own_pace():
    # 4 in the 4 days since it opened, and the same for 4 days more.
    assert told([1, 2, 3, 4], opened=4, ahead=4).expected == 8
    # Without the day on which it opened: since the first one came.
    assert told([1, 2, 3, 4], ahead=4).expected == 8
    # Who was added before it opened counts from there.
    assert told([1, 2, 3, 8], opened=4, ahead=8).expected == 8


@pytest.mark.parametrize(
    ("came", "more"),
    [
        ([], {}),
        ([5, 6], {}),
        ([0, 1, 2], {}),
        ([0, 1, 2, 2.9], {"opened": 2}),
        ([5, 6, 7, 8], {"ahead": 0}),
        ([5, 6, 7, 8], {"ahead": -1}),
    ],
)
def test_too_early_and_too_late_to_say(came, more):
    assert told(came, **more) is None


def test_no_more_than_the_seats_that_others_leave():
    found = told([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], most=12)
    assert (found.expected, found.high, found.minimum_on) == (12, 12, None)


def test_the_range_is_the_negative_binomial_one():
    # With r = 3 and p = 1/2 by hand: C(n+2, 2) / 2^(n+3).
    total = 0
    for number in range(12):
        total += comb(number + 2, 2) / 2 ** (number + 3)
        assert quantile(total - 1e-9, 2.5, 5, 5) == number
        assert quantile(total + 1e-9, 2.5, 5, 5) == number + 1


def test_thousands_are_no_trouble():
    # Mean 2000.5, standard deviation 63.3: 1.28 of them to either side.
    assert quantile(0.1, 2000, 14, 14) == pytest.approx(2000.5 - 1.2816 * 63.3, abs=3)
    assert quantile(0.9, 2000, 14, 14) == pytest.approx(2000.5 + 1.2816 * 63.3, abs=3)
    assert quantile(0.9, 2000, 3, 365) > 200_000


days = st.floats(0, 60).map(lambda days: round(days, 2))


@given(
    came=st.lists(days, max_size=30),
    left=st.lists(days, max_size=10),
    so_far=st.integers(0, 30),
    minimum=st.integers(0, 40),
    most=st.integers(0, 40),
    opened=st.none() | days,
    ahead=st.integers(-1, 90),
)
def test_whatever_people_do(came, left, so_far, minimum, most, opened, ahead):
    given = {"so_far": so_far, "minimum": minimum, "most": most, "opened": opened, "ahead": ahead}
    found = told(came, left=left, **given)
    if found is None:
        assert ahead <= 0 or len(came) < 3 or max([*came, opened or 0]) < 3
        return
    assert 0 <= found.low <= found.expected <= found.high <= max(most, so_far)
    if found.minimum_on:
        assert so_far < minimum <= found.expected
        assert NOW.date() <= found.minimum_on <= found.ends_on
    # One more who came lately never lowers what is expected.
    more = told([*came, 0.5], left=left, **given)
    assert more.expected >= found.expected
    assert more.high >= found.high

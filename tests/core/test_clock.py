from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import clock

ZONES = ["Europe/Lisbon", "Europe/Madrid", "Europe/Zagreb", "Europe/Athens"]
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # both changes are at 01:00 UTC
around_a_change = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda change: st.dates(change - timedelta(days=2), change + timedelta(days=2))
)


@pytest.mark.parametrize(
    ("zone", "at", "shown", "utc_hour"),
    [
        ("Europe/Lisbon", time(1, 30), time(2, 30), 1),
        ("Europe/Madrid", time(2, 30), time(3, 30), 1),
        ("Europe/Zagreb", time(2, 30), time(3, 30), 1),
        ("Europe/Athens", time(3, 30), time(4, 30), 1),
    ],
)
def test_a_missing_hour_moves_forward(zone, at, shown, utc_hour):
    moment = clock.wall_moment(SPRING, at, zone)
    assert (moment.date(), moment.time()) == (SPRING, shown)
    assert moment.astimezone(UTC) == datetime(2026, 3, 29, utc_hour, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("Europe/Lisbon", time(1, 30)),
        ("Europe/Madrid", time(2, 30)),
        ("Europe/Zagreb", time(2, 30)),
        ("Europe/Athens", time(3, 30)),
    ],
)
def test_of_a_doubled_hour_it_is_the_first(zone, at):
    moment = clock.wall_moment(AUTUMN, at, zone)
    assert moment.time() == at
    assert moment.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@given(around_a_change, st.times().map(lambda t: t.replace(second=0, microsecond=0)))
@pytest.mark.parametrize("zone", ZONES)
def test_clocks_of_the_place_show_the_hour_asked_for_or_one_hour_later(zone, day, at):
    moment = clock.wall_moment(day, at, zone)
    shown = moment.astimezone(UTC).astimezone(moment.tzinfo)
    asked = datetime.combine(day, at.replace(fold=0))
    assert shown.replace(tzinfo=None, fold=0) in (asked, asked + timedelta(hours=1))
    assert clock.local_day(moment, zone) == day


@given(around_a_change)
@pytest.mark.parametrize("zone", ZONES)
def test_eight_in_the_morning_is_eight_on_every_day(zone, day):
    assert clock.wall_moment(day, time(8), zone).time() == time(8)
    before = clock.wall_moment(day - timedelta(days=1), time(8), zone)
    hours = (clock.wall_moment(day, time(8), zone).astimezone(UTC) - before.astimezone(UTC)) / (
        timedelta(hours=1)
    )
    assert hours == {SPRING: 23, AUTUMN: 25}.get(day, 24)


def test_midnight_of_a_day_that_has_none_is_its_first_hour():
    moment = clock.wall_moment(SPRING, zone="Atlantic/Azores")  # 00:00 -> 01:00
    assert (moment.date(), moment.time()) == (SPRING, time(1))


def test_the_local_day_is_the_readers_not_the_servers():
    moment = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert clock.local_day(moment, "Europe/Lisbon") == date(2026, 11, 22)
    assert clock.local_day(moment, "Europe/Athens") == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "country", "working"),
    [
        (date(2026, 11, 18), "HR", False),  # a Wednesday: Remembrance Day
        (date(2026, 11, 18), "ES", True),
        (date(2026, 11, 21), "HR", False),  # a Saturday
        (date(2026, 11, 18), "XX", True),
        (date(2026, 11, 18), "", True),
        (date(2026, 11, 22), "", False),
    ],
)
def test_working_days(day, country, working):
    assert clock.is_working_day(day, country) is working


def test_a_reminder_for_easter_moves_to_the_working_day_before_in_that_country():
    easter_monday = date(2026, 4, 6)
    assert clock.working_day_on_or_before(easter_monday, "HR") == date(2026, 4, 3)
    assert clock.working_day_on_or_before(easter_monday, "SE") == date(2026, 4, 2)  # Good Friday
    assert clock.working_day_on_or_before(easter_monday, "") == easter_monday


def test_working_days_are_counted_over_weekend_and_holiday():
    # All Saints 2026 is a Sunday; 18 November is a holiday in Croatia
    assert clock.add_working_days(date(2026, 10, 30), 5, "HR") == date(2026, 11, 6)
    assert clock.add_working_days(date(2026, 11, 16), 5, "HR") == date(2026, 11, 24)
    assert clock.add_working_days(date(2026, 11, 24), -5, "HR") == date(2026, 11, 16)
    assert clock.add_working_days(date(2026, 11, 21), 0, "HR") == date(2026, 11, 21)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
@pytest.mark.parametrize("country", ["HR", "ES", "PT", "GR", ""])
def test_counting_forth_and_back_returns_to_the_same_working_day(country, day, count):
    day = clock.working_day_on_or_before(day, country)
    later = clock.add_working_days(day, count, country)
    assert clock.add_working_days(later, -count, country) == day

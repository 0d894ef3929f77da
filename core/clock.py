"""Wall-clock time: what a person's clock and calendar show, through both summer-time changes.

Pure functions: the present comes in as an argument.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
UTC = ZoneInfo("UTC")


def wall_moment(day: date, at: time = MIDNIGHT, zone: str = "UTC") -> datetime:
    """The moment at which clocks in `zone` show `day` and `at`; aware, in that zone.

    An hour that summer time leaves out moves forward by the gap (02:30 -> 03:30); of an hour that
    comes twice it is the first.
    """
    place = ZoneInfo(zone)
    # Over UTC and back: a clock time that does not exist comes back as the one clocks really show.
    return datetime.combine(day, at.replace(fold=0), place).astimezone(UTC).astimezone(place)


def local_day(moment: datetime, zone: str) -> date:
    """The date on a calendar in `zone` at `moment` (aware)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def is_working_day(day: date, country: str = "") -> bool:
    """Neither weekend nor public holiday in `country` (ISO alpha-2; unknown: weekends only)."""
    return day.weekday() < 5 and day not in public_holidays(country, day.year)


def working_day_on_or_before(day: date, country: str = "") -> date:
    """`day` itself when it is a working day, otherwise the last one before it."""
    while not is_working_day(day, country):
        day -= ONE_DAY
    return day


def add_working_days(day: date, count: int, country: str = "") -> date:
    """The working day `count` working days after `day` (before it for a negative count)."""
    step = ONE_DAY if count > 0 else -ONE_DAY
    for _nth in range(abs(count)):
        day += step
        while not is_working_day(day, country):
            day += step
    return day


@lru_cache(maxsize=512)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The nation-wide public holidays of a country; none for a country that no list is known of."""
    from holidays import country_holidays  # slow to import, and few processes ever ask

    try:
        return frozenset(country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()

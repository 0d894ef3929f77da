"""How many people of the target groups will be registered when registration ends.

A plain estimate, to be worked out by hand: the pace of the last 14 days goes on. With `came`
registrations and `left` withdrawals in a window of `w` days, and `t` days to the end,

    expected = registered now + (came - left) / w * t

A pace is itself only seen for `w` days, so the range is wider than chance alone: what comes in `t`
days after `k` came in `w` days is taken as negative binomial with r = k + 1/2 and p = w / (w + t),
which is Poisson with a pace that is not known exactly (Jeffreys' prior). The low end is what nine
of ten times is passed, the high end what nine of ten times is not; with withdrawals the low end is
few who come and many who leave. Nothing falls below nobody or passes the seats that there are.

Too early to say: fewer than 3 registrations, or less than 3 days in which people could register.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import exp, lgamma, log

from core.clock import local_day

WINDOW = timedelta(days=14)
LEAST_DAYS = timedelta(days=3)
LEAST_CAME = 3
DAY = timedelta(days=1)
LOW, HIGH = 0.1, 0.9


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is expected when registration ends, with its range, and when the minimum is reached.

    `minimum_on` is None when it is reached already, and when this pace does not reach it in time.
    """

    pace: float  # people a day, those who left taken off
    expected: int
    low: int
    high: int
    ends_on: date
    minimum_on: date | None


def forecast(
    *,
    came: Iterable[datetime],
    left: Iterable[datetime],
    so_far: int,
    minimum: int,
    most: int,
    opened: datetime | None,
    ends: datetime,
    now: datetime,
    zone: str,
) -> Forecast | None:
    """None when it is too early to say, or nothing is ahead.

    `came` and `left` are the moments at which people who count registered and withdrew, `so_far`
    are registered now, and `most` can be: the seats that others do not have. `opened` is when
    registration did, where that was set; else the first registration says it. Days are those of
    `zone`.
    """
    came, left = sorted(came), list(left)
    if now >= ends or len(came) < LEAST_CAME:
        return None
    opened = min(opened, came[0]) if opened else came[0]
    since = max(now - WINDOW, opened)
    if now - since < LEAST_DAYS:
        return None
    seen, ahead = (now - since) / DAY, (ends - now) / DAY
    coming, leaving = (
        len([moment for moment in moments if since <= moment <= now]) for moments in (came, left)
    )
    pace = (coming - leaving) / seen

    def within(number: float) -> int:
        return min(max(round(number), 0), max(most, so_far))

    expected = within(so_far + pace * ahead)
    few = quantile(LOW, coming, seen, ahead) - (leaving and quantile(HIGH, leaving, seen, ahead))
    many = quantile(HIGH, coming, seen, ahead) - (leaving and quantile(LOW, leaving, seen, ahead))
    minimum_on = None
    if so_far < minimum <= within(so_far + pace * ahead):
        reached = now + (minimum - so_far) / pace * DAY
        minimum_on = local_day(min(reached, ends), zone)
    return Forecast(
        pace=pace,
        expected=expected,
        low=min(within(so_far + few), expected),
        high=max(within(so_far + many), expected),
        ends_on=local_day(ends, zone),
        minimum_on=minimum_on,
    )


def quantile(share: float, seen: int, days: float, ahead: float) -> int:
    """The least number that comes in `ahead` days, or fewer do, with this probability, after `seen`
    came in `days`."""
    size, kept = seen + 0.5, days / (days + ahead)
    term = size * log(kept)  # in logarithms: of many people the first terms are too small to hold
    number, total = 0, exp(term)
    while total < share:
        term = (
            lgamma(number + 1 + size)
            - lgamma(size)
            - lgamma(number + 2)
            + size * log(kept)
            + (number + 1) * log(1 - kept)
        )
        number += 1
        total += exp(term)
    return number

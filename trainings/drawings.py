"""The registrations of a training as a line: up to today, and on to the end of registration.

A table with the same figures stands beside it. Patterns and words tell the lines apart, not colour
alone.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from trainings.forecast import Forecast

WIDTH, HEIGHT = 720, 240
LEFT, RIGHT, TOP, BOTTOM = 40, 14, 16, 30  # room for the words around
Step = tuple[datetime, int]  # from this moment on so many count


def line(
    steps: Sequence[Step],
    *,
    now: datetime,
    ends: datetime,
    minimum: int,
    capacity: int,
    foreseen: Forecast | None,
    zone: str,
) -> SafeString:
    """The inside of an svg of WIDTH by HEIGHT; there is at least one step."""
    begins, last = steps[0][0], max(ends, now)
    counts = [count for _moment, count in steps]
    top = max(minimum, *counts, foreseen.high if foreseen else 0, 1)
    if capacity <= top * 2:
        top = max(top, capacity)

    def x(moment):
        return LEFT + (WIDTH - LEFT - RIGHT) * ((moment - begins) / ((last - begins) or 1))

    def y(value):
        return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)

    drawn = [_grid(top, y)]
    if capacity <= top:
        drawn.append(_level("capacity", y(capacity)))
    if minimum:
        drawn.append(_level("minimum", y(minimum)))
    today = min(x(now), x(last))
    if foreseen:
        end = f"{x(ends):.1f}"
        start = f"{today:.1f} {y(counts[-1]):.1f}"
        low, high = y(foreseen.low), y(foreseen.high)
        drawn.append(f'<path class="range" d="M{start}L{end} {high:.1f}V{low:.1f}Z"/>')
        drawn.append(f'<path class="ahead" d="M{start}L{end} {y(foreseen.expected):.1f}"/>')
    path = "".join([f"H{x(moment):.1f}V{y(count):.1f}" for moment, count in steps])
    so_far = f"M{x(begins):.1f} {y(0):.1f}{path}H{today:.1f}"
    drawn.append(f'<path class="so-far" d="{so_far}"/>')
    drawn.append(f'<path class="today" d="M{today:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
    drawn += _days(begins, now, last, x, zone)
    # Numbers and dates of ours, and words escaped in `_days`.
    return mark_safe("".join(drawn))  # noqa: S308


def _grid(top: int, y) -> str:
    step = next(s * 10**n for n in range(10) for s in (1, 2, 5) if s * 10**n * 5 >= top)
    return "".join(
        f'<path class="grid" d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}"/>'
        f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value}</text>'
        for value in range(0, top + 1, step)
    )


def _level(name: str, height: float) -> str:
    return f'<path class="{name}" d="M{LEFT} {height:.1f}H{WIDTH - RIGHT}"/>'


def _days(begins, now, last, x, zone) -> list[str]:
    """The first and the last day, and today where there is room between them."""
    place = ZoneInfo(zone)
    marks = [(x(begins), "start", begins), (x(last), "end", last)]
    words = [date_format(moment.astimezone(place), "j M") for _x, _side, moment in marks]
    if last > now and x(begins) + 110 < x(now) < x(last) - 110:
        marks.append((x(now), "middle", now))
        words.append(_("today"))
    return [
        f'<text x="{position:.1f}" y="{HEIGHT - 8}" text-anchor="{side}">{escape(word)}</text>'
        for (position, side, _moment), word in zip(marks, words, strict=True)
    ]

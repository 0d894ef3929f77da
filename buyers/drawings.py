"""The charts of the financing as SVG: where money goes by year, what is saved so far, chances.

Each has a table with the same figures beside it. Classes give colour and pattern, and words stand
in the key, so that nothing is told by colour alone.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from buyers.figures import number

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 78, 10, 14, 26  # room for the words around
STEPS = (1, 2, Decimal("2.5"), 5, 10)
Column = Sequence[tuple[str, Decimal]]  # (class, amount) from the axis outwards
HATCH = (
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse"'
    ' patternTransform="rotate(45)"><rect width="6" height="6" class="under"/>'
    '<path d="M0 0v6" class="stroke"/></pattern></defs>'
)


def columns(years: Sequence[int], above: Sequence[Column], below: Sequence[Column], line) -> str:
    """By year what is spent, stacked above the axis, what comes in below it, and the difference as
    a line with dots."""
    tops = [sum(amount for _css, amount in column) for column in above]
    bottoms = [-sum(amount for _css, amount in column) for column in below]
    scale = _Scale([*tops, *bottoms, *line])
    step = (WIDTH - LEFT - RIGHT) / max(len(years), 1)
    wide = min(step * 0.62, 48)
    drawn = [scale.grid(), _years(years, step)]
    middles = []
    for n, (up, down) in enumerate(zip(above, below, strict=True)):
        middle = LEFT + step * (n + 0.5)
        middles.append(middle)
        drawn += _stack(up, middle - wide / 2, wide, scale, 1)
        drawn += _stack(down, middle - wide / 2, wide, scale, -1)
    points = [(x, scale.y(value)) for x, value in zip(middles, line, strict=True)]
    drawn.append(f'<polyline class="net" points="{_points(points)}"/>')
    drawn += [f'<circle class="net" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>' for x, y in points]
    return _safe(HATCH + "".join(drawn))


def lines(years: Sequence[int], series: Sequence[tuple[Sequence[Decimal], int | None]]) -> str:
    """A line for each series (values by year, calendar year of its break-even), the first one
    strong; a ring where it breaks even."""
    scale = _Scale([Decimal(0), *(value for values, _even in series for value in values)])
    step = (WIDTH - LEFT - RIGHT) / max(len(years), 1)
    drawn = [scale.grid(), _years(years, step)]
    for n, (values, even) in reversed(list(enumerate(series))):
        points = [(LEFT + step * (i + 0.5), scale.y(value)) for i, value in enumerate(values)]
        drawn.append(f'<polyline class="line line-{n}" points="{_points(points)}"/>')
        if even in years:
            x, y = points[list(years).index(even)]
            drawn.append(f'<circle class="even line-{n}" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>')
    return _safe("".join(drawn))


def bars(edges: Sequence[Decimal], counts: Sequence[int]) -> str:
    """A histogram: how many draws lie between two amounts. What is a loss is hatched."""
    most = max([*counts, 1])
    step = (WIDTH - LEFT - RIGHT) / max(len(counts), 1)
    base = HEIGHT - BOTTOM
    drawn = [HATCH, f'<path class="axis" d="M{LEFT} {base}H{WIDTH - RIGHT}"/>']
    for n, count in enumerate(counts):
        tall = (base - TOP) * count / most
        css = "loss" if edges[n + 1] <= 0 else "gain"
        drawn.append(
            f'<rect class="{css}" x="{LEFT + n * step + 1:.1f}" y="{base - tall:.1f}"'
            f' width="{max(step - 2, 1):.1f}" height="{tall:.1f}"/>'
        )
    for n in sorted({0, len(counts) // 2, len(counts)}):
        side = "start" if n == 0 else "end" if n == len(counts) else "middle"
        words = escape(short(edges[n]))
        x = LEFT + n * step
        drawn.append(f'<text x="{x:.1f}" y="{HEIGHT - 8}" text-anchor="{side}">{words}</text>')
    return _safe("".join(drawn))


def short(amount: Decimal) -> str:
    """1.2 M, 450 k: for an axis."""
    size = abs(amount)
    for least, letter in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if size >= least:
            return f"{number(round(Decimal(amount) / least, 1))} {letter}"
    return number(round(Decimal(amount), 0))


class _Scale:
    """Amounts to heights: with round numbers at the lines, and the axis among them."""

    def __init__(self, amounts: Sequence[Decimal]):
        low, high = min([*amounts, 0]), max([*amounts, 0])
        if low == high:
            high = low + 1
        step = _round_step(Decimal(high - low) / 5)
        self.step = step
        self.low = (Decimal(low) / step).to_integral_value("ROUND_FLOOR") * step
        self.high = (Decimal(high) / step).to_integral_value("ROUND_CEILING") * step

    def y(self, amount: Decimal) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * float((self.high - amount) / (self.high - self.low))

    def grid(self) -> str:
        found, amount = [], self.low
        while amount <= self.high:
            y = self.y(amount)
            css = "axis" if not amount else "grid"
            found.append(f'<path class="{css}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
            found.append(
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">'
                f"{escape(short(amount))}</text>"
            )
            amount += self.step
        return "".join(found)


def _round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 2.5, 5, 10, 20, … above."""
    power = Decimal(10) ** least.adjusted()
    return next(step * power for step in STEPS if step * power >= least)


def _stack(column: Column, x: float, wide: float, scale: _Scale, way: int) -> list[str]:
    found, base = [], Decimal(0)
    for css, amount in column:
        if amount:
            ends = sorted((scale.y(base), scale.y(base + way * amount)))
            found.append(
                f'<rect class="{css}" x="{x:.1f}" y="{ends[0]:.1f}" width="{wide:.1f}"'
                f' height="{ends[1] - ends[0]:.1f}"/>'
            )
            base += way * amount
    return found


def _years(years: Sequence[int], step: float) -> str:
    every = 1 if len(years) <= 8 else 2 if len(years) <= 16 else 5
    return "".join(
        f'<text x="{LEFT + step * (n + 0.5):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{year}'
        "</text>"
        for n, year in enumerate(years)
        if n % every == 0
    )


def _points(points) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _safe(drawn: str) -> SafeString:
    return mark_safe(drawn)  # noqa: S308 - ours, numbers, and what was escaped

"""The geometry of the Gantt chart: whole numbers and SVG path data; no rows, no words, no Django.

Every row has its own drawing, ROW high, with its middle at MIDDLE; a line to another row leaves it
upwards or downwards. All months are equally wide.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from core import months

ROW, MIDDLE = 28, 14
MARGIN = 24  # at the right, for marks and triangles at the very end
BAR, MARK = 7, 7  # half the height of a bar, and of a mark
LETTER = 6  # what a letter of a label takes at most
WIDTHS = {"month": 22, "quarter": 10, "year": 4}  # of a month, at each zoom

Shape = tuple[str, str]  # CSS class and path data


@dataclass(frozen=True, slots=True)
class Scale:
    """Where months and days are, in a project of this start and duration."""

    start: date
    duration: int
    month: int  # width of one month
    known: dict = field(default_factory=dict)  # days that were asked for: many share one

    @property
    def width(self) -> int:
        return self.duration * self.month

    def left(self, month: int) -> int:
        return (month - 1) * self.month

    def right(self, month: int) -> int:
        return month * self.month

    def at(self, day: date) -> int:
        """The end of this day; below 0 or beyond `width` outside the project."""
        if day not in self.known:
            month = months.month_of(self.start, day)
            first = months.first_day(self.start, month)
            days = (months.first_day(self.start, month + 1) - first).days
            passed = (day - first).days + 1
            self.known[day] = self.left(month) + self.month * passed // days
        return self.known[day]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What stands in a row: its shapes, and where lines arrive and leave."""

    shapes: list[Shape]
    left: int
    right: int


def task(scale: Scale, spans: Sequence[tuple[int, int]], progress: int) -> Drawn:
    """A bar for each interval, joined by a thin line, and filled from the left by its progress."""
    boxes = [(scale.left(first), scale.right(last)) for first, last in spans]
    left, right = boxes[0][0], boxes[-1][1]
    shapes = [("hit", _box(left, right, 0, ROW))]
    if len(boxes) > 1:
        shapes.append(("pause", f"M{left} {MIDDLE}H{right}"))
    shapes.append(("work", _boxes(boxes, MIDDLE - BAR, 2 * BAR)))
    if filled := _filled(boxes, progress):
        shapes.append(("fill", _boxes(filled, MIDDLE - BAR, 2 * BAR)))
    return Drawn(shapes, left, right)


def package(scale: Scale, first: int, last: int) -> Drawn:
    """A work package embraces what is in it."""
    left, right = scale.left(first), scale.right(last)
    foot = min(5, (right - left) // 2)
    inner = right - left - 2 * foot
    embrace = f"M{left} 9H{right}v10l-{foot}-5h-{inner}l-{foot} 5z"
    return Drawn([("hit", _box(left, right, 0, ROW)), ("pack", embrace)], left, right)


def deliverable(x: int) -> Drawn:
    """A diamond on its due day."""
    return Drawn([_touch(x), ("point", diamond(x))], x - MARK, x + MARK)


def milestone(x: int) -> Drawn:
    """A flag on its due day."""
    pole = f"M{x} 23V5l11 4.5-11 4.5"
    return Drawn([_touch(x), ("point", pole)], x - 2, x + 2)


def diamond(x: int, y: int = MIDDLE, half: int = MARK) -> str:
    return f"M{x} {y - half}l{half} {half}-{half} {half}-{half}-{half}z"


def late(drawn: Drawn) -> Shape:
    """A triangle behind what is late: a shape besides its colour."""
    x = drawn.right + (10 if drawn.right - drawn.left < 2 * MARK else 3)
    return "warn", f"M{x} 19l5-10 5 10z"


def ghost(scale: Scale, spans: Sequence[tuple[int, int]]) -> Shape:
    """Where a task or work package was in a baseline: a low bar at the foot of the row."""
    boxes = [(scale.left(first), scale.right(last)) for first, last in spans]
    return "ghost", _boxes(boxes, ROW - 5, 3)


def ghost_mark(x: int) -> Shape:
    return "ghost", diamond(x, ROW - 5, 4)


def line(earlier: Drawn, rows: int, later: Drawn) -> str:
    """From the end of what is earlier to the start of what is later, with an arrow's head.

    Drawn in the row of the later one; the other stands so many `rows` below it, or above if < 0.
    """
    start = MIDDLE + rows * ROW
    if later.left - earlier.right >= 12:
        way = f"H{later.left - 7}V{MIDDLE}H{later.left}"
    else:  # back along the edge between two rows
        edge = 0 if rows < 0 else ROW
        way = f"h5V{edge}H{later.left - 8}V{MIDDLE}H{later.left}"
    return f"M{earlier.right} {start}{way}m-4-3l4 3-4 3"


# --- The head ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Label:
    x: int
    width: int  # until the next one
    text: str


@dataclass(frozen=True, slots=True)
class Head:
    years: list[Label]
    parts: list[Label]  # calendar months or quarters; none where years are enough
    months: list[Label]  # of the project
    lines: str  # path data of the fine lines through a row
    year_lines: str


def head(scale: Scale, zoom: str, names: Sequence[str]) -> Head:
    """Labels that fit and do not overlap; `names` are those of the twelve calendar months."""
    firsts = [months.first_day(scale.start, n) for n in range(1, scale.duration + 1)]
    years = _runs([first.year for first in firsts])
    steps = {
        "month": [(n, 1) for n in range(scale.duration)],
        "quarter": _runs([(first.year, (first.month - 1) // 3) for first in firsts]),
        "year": years,
    }[zoom]
    every = 1
    if zoom == "month":  # from M100 on there is room for each second label
        every = -(-_letters(months.label(scale.duration)) // scale.month)
    texts = {
        "month": lambda n: names[firsts[n].month - 1],
        "quarter": lambda n: f"Q{(firsts[n].month + 2) // 3}",
        "year": lambda n: "",
    }[zoom]
    return Head(
        years=_labels(scale, years, lambda n: str(firsts[n].year)),
        parts=_labels(scale, steps, texts),
        months=_labels(
            scale,
            [(n, count * every) for n, count in steps[::every]],
            lambda n: months.label(n + 1),
        ),
        lines="".join(f"M{n * scale.month} 0v{ROW}" for n, _count in steps),
        year_lines="".join(f"M{n * scale.month} 0v{ROW}" for n, _count in years),
    )


def _labels(scale: Scale, runs, text_of) -> list[Label]:
    labels = [Label(n * scale.month, count * scale.month, text_of(n)) for n, count in runs]
    return [label for label in labels if label.text and _letters(label.text) <= label.width]


def _letters(text: str) -> int:
    return LETTER * len(text) + 2


def _runs(values: list) -> list[tuple[int, int]]:
    """(position, length) of each run of equal values."""
    starts = [n for n, value in enumerate(values) if n == 0 or value != values[n - 1]]
    return [(n, after - n) for n, after in zip(starts, [*starts[1:], len(values)], strict=True)]


# --- Boxes ---------------------------------------------------------------------------------------


def _box(left: int, right: int, top: int, height: int) -> str:
    return f"M{left} {top}H{right}v{height}H{left}z"


def _boxes(boxes, top: int, height: int) -> str:
    return "".join(_box(left, right, top, height) for left, right in boxes)


def _touch(x: int) -> Shape:
    """What a finger or a mouse finds around a mark."""
    return "hit", _box(x - 14, x + 14, 0, ROW)


def _filled(boxes, progress: int) -> list[tuple[int, int]]:
    """The part of the bars that is done: pauses do not count."""
    rest = sum(right - left for left, right in boxes) * progress // 100
    found = []
    for left, right in boxes:
        done = min(rest, right - left)
        rest -= done
        if done:
            found.append((left, left + done))
    return found

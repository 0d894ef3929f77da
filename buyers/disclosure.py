"""Totals that tell of nobody alone.

The rule of a buyer group: a member's single values are shown to the others only as it agreed, and a
total only when at least three members stand behind it. That holds for what is published, and for
all that can be worked out from it: core buyers less the core buyers of Spain is a total too.

So this module asks of everything that is published together, whether any sum or difference of it
rests on one or two members that have not agreed. A figure is a row of ones and noughts over the
parts that it adds up, what can be worked out is the span of those rows, and the question is one of
linear algebra, answered exactly. Figures are let through one by one, the grand total first; one
that would give somebody away is hidden. What depends on time is not covered: who writes down the
totals of yesterday sees what came since.

Whoever is a member may also subtract what it has committed itself: of three, two remain.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

AT_LEAST = 3  # members behind a figure
PRIME = 2**61 - 1  # rows are reduced in this field; so large that no rank is lost by chance
GRAND = ("total", "")

Cell = tuple[str, str]  # a dimension and a key of it: ("tier", "core")


class Part(NamedTuple):
    """An amount of one member, and the cells in which it counts, one of each dimension."""

    member: int
    agreed: bool  # the others may see it by itself
    amount: Decimal
    cells: tuple[Cell, ...]


class Row(NamedTuple):
    """A line of a table of totals; hidden where amount and members are None."""

    key: str
    amount: Decimal | None
    members: int | None

    @property
    def is_hidden(self) -> bool:
        return self.amount is None


class Totals(NamedTuple):
    total: Decimal | None  # None: hidden
    members: int | None
    by: dict[str, list[Row]]  # for each dimension its keys, in order

    @property
    def is_hidden(self) -> bool:
        return self.total is None


def totals(parts: Iterable[Part], dimensions: Sequence[str], everything: bool = False) -> Totals:
    """The grand total and one table for each dimension; `everything`: nothing is hidden."""
    patterns = defaultdict(lambda: (set(), set(), []))  # by the cells in which a part counts
    for member, agreed, amount, cells in parts:
        behind, unknown, values = patterns[cells]
        behind.add(member)
        values.append(amount)
        if not agreed:
            unknown.add(member)
    amounts, members, unknown = defaultdict(Decimal), defaultdict(set), {}
    amounts[GRAND] = Decimal(0)
    for all_cells, (behind, not_agreed, values) in patterns.items():
        cells = tuple(cell for cell in all_cells if cell[0] in dimensions)
        for cell in (GRAND, *cells):
            amounts[cell] += sum(values)
            members[cell] |= behind
        if not_agreed:  # whose values the others do not know
            unknown[cells] = unknown.get(cells, frozenset()) | not_agreed
    if everything:
        shown = set(amounts)
    else:
        order = sorted(
            amounts, key=lambda cell: (_place(cell, dimensions), -len(members[cell]), cell)
        )
        shown = _safe(tuple(order), _patterns(unknown))
    by = {dimension: [] for dimension in dimensions}
    for cell in sorted(amounts):
        if cell != GRAND:
            seen = cell in shown
            row = Row(
                cell[1], amounts[cell] if seen else None, len(members[cell]) if seen else None
            )
            by[cell[0]].append(row)
    seen = GRAND in shown
    return Totals(amounts[GRAND] if seen else None, len(members[GRAND]) if seen else None, by)


def _place(cell: Cell, dimensions: Sequence[str]) -> int:
    return -1 if cell == GRAND else dimensions.index(cell[0])


def _patterns(unknown: dict[tuple, set[int]]) -> tuple:
    """For each combination of cells who stands behind it; () where it is three or more, so that it
    makes no difference who. Those come first."""
    known = {
        cells: tuple(sorted(held)) if len(held) < AT_LEAST else ()
        for cells, held in unknown.items()
    }
    return tuple(sorted(known.items(), key=lambda item: (bool(item[1]), item)))


@lru_cache(maxsize=256)
def _safe(order: tuple[Cell, ...], patterns: tuple) -> frozenset[Cell]:
    """Which cells may be published together. Pure, and the same for all who look at a page."""
    holders = [held for _cells, held in patterns]
    span = []  # of what is published: reduced rows, by their first column
    shown = set()
    for cell in order:
        row = [int(cell == GRAND or cell in cells) for cells, _held in patterns]
        wider = _added(span, row)
        if wider is span or _tells_of_nobody(wider, holders):
            span = wider
            shown.add(cell)
    return frozenset(shown)


def _added(span: list[tuple[int, list[int]]], row: list[int]) -> list[tuple[int, list[int]]]:
    """The span with a row more, reduced: each row is 1 in its first column, where all others are 0.
    The very same list when the row was in it."""
    for first, other in span:
        if row[first]:
            row = _less(row, other, row[first])
    first = next((column for column, value in enumerate(row) if value), None)
    if first is None:
        return span
    inverse = pow(row[first], -1, PRIME)
    row = [value * inverse % PRIME for value in row]
    rest = [
        (column, _less(other, row, other[first]) if other[first] else other)
        for column, other in span
    ]
    return [*rest, (first, row)]


def _less(row: list[int], other: list[int], times: int) -> list[int]:
    return [(a - times * b) % PRIME for a, b in zip(row, other, strict=True)]


def _tells_of_nobody(span: list[tuple[int, list[int]]], holders: list[tuple[int, ...]]) -> bool:
    """Whether nothing in the span rests on one or two members alone.

    What does has noughts wherever three or more stand behind, and these columns come first: so it
    is made of rows that begin later. And it is made only of rows whose first column is those
    members' own, as no other row has anything there.
    """
    rare = [(first, row) for first, row in span if holders[first]]
    begins = defaultdict(list)  # by the members of the first column
    for first, row in rare:
        begins[holders[first]].append(row)
        behind = {member for held in _held(row, holders) for member in held}
        if len(behind) < AT_LEAST:
            return False
    for pair in _pairs(begins, {member for held in holders for member in held}):
        rows = [row for held, found in begins.items() if pair.issuperset(held) for row in found]
        outside = [i for i, held in enumerate(holders) if not pair.issuperset(held)]
        if _rank([[row[i] for i in outside] for row in rows]) < len(rows):
            return False
    return True


def _pairs(begins: dict[tuple, list], known: set[int]) -> set[frozenset[int]]:
    """The pairs of members from whose rows, two or more of them, something could be made."""
    pairs = {frozenset(one + other) for one, other in combinations(begins, 2)}
    pairs |= {frozenset(held) for held, rows in begins.items() if len(held) == 2 and len(rows) > 1}
    for held, rows in begins.items():
        if len(held) == 1 and len(rows) > 1:
            pairs |= {frozenset((*held, member)) for member in known}
    return {pair for pair in pairs if len(pair) <= 2}


def _held(row: list[int], holders: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    return [held for value, held in zip(row, holders, strict=True) if value]


def _rank(rows: list[list[int]]) -> int:
    span = []
    for row in rows:
        span = _added(span, row)
    return len(span)

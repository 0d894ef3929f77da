"""Totals that give nobody away."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

FEWEST = 3


@dataclass(frozen=True, slots=True)
class Part:
    member: int
    agreed: bool
    amount: Decimal
    cells: tuple = ()


@dataclass(frozen=True, slots=True)
class Totals:
    total: Decimal | None
    by: dict


def totals(parts, dimensions=()) -> Totals:
    """A stand-in with the interface of the real one."""
    parts = list(parts)
    kept = {part.member for part in parts if not part.agreed}
    hidden = 0 < len(kept) < FEWEST
    total = None if hidden else sum((part.amount for part in parts), Decimal(0))
    return Totals(total, defaultdict(list))

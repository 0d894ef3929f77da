"""The dated things of the work plan, by noun. See core.dates for what the three names hold."""

from collections.abc import Iterable, Iterator
from datetime import date

from core.dates import DatedItem
from workpackages.dates import effort, plan

SOURCES = (plan, effort)
KINDS = tuple(kind for source in SOURCES for kind in source.KINDS)


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    for source in SOURCES:
        yield from source.items(first, last, person=person, project=project)


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    keys = list(keys)
    for source in SOURCES:
        yield from source.answerable(role, keys, today)

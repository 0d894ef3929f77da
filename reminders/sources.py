"""The dated things of all apps, through their `dates.py`. A new app with dates is one line here."""

from collections.abc import Iterable
from functools import cache
from types import ModuleType

from buyers import dates as buyers
from core.dates import Kind
from partners import dates as partners
from trainings import dates as trainings
from workpackages import dates as workpackages

SOURCES: tuple[ModuleType, ...] = (partners, workpackages, buyers, trainings)


@cache
def kinds() -> dict[str, Kind]:
    """Every kind of dated thing by its slug."""
    return {kind.slug: kind for source in SOURCES for kind in source.KINDS}


def kinds_of(source: ModuleType) -> set[str]:
    return {kind.slug for kind in source.KINDS}


def source_of(kind: str) -> ModuleType:
    return next(source for source in SOURCES if kind in kinds_of(source))


def answerable(kind: str, role: str, keys: Iterable[str]) -> set[tuple[str, int]]:
    """(key, person id) for those who answer for things of this kind in this role today."""
    return set(source_of(kind).answerable(role, keys))

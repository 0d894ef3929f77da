"""Everything with a date, collected from the `dates.py` of every app."""

from collections.abc import Iterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from core.dates import DatedItem

SOURCES = tuple(
    import_module(f"{app}.dates")
    for app in settings.PORTAL_APPS
    if app != "core" and find_spec(f"{app}.dates")
)


def items(first: date, last: date, person) -> Iterator[DatedItem]:
    """What the person may see and lies in first..last, both included; unsorted."""
    for source in SOURCES:
        yield from source.items(first, last, person=person)

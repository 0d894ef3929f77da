"""One search over everything that a person may see, collected from the `search.py` of every app."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from core.search import Found
from core.text import fold

SOURCES = tuple(
    import_module(f"{app}.search")
    for app in settings.PORTAL_APPS
    if app != "core" and find_spec(f"{app}.search")
)
A_KIND = 20  # of each kind at most


def find(text: str, person) -> list[Found]:
    """What holds each word of the text, best first; nothing for an empty one."""
    folded = fold(text)
    words = folded.split()
    if not words:
        return []
    found = [each for source in SOURCES for each in source.find(words, person, A_KIND)]
    return sorted(found, key=lambda each: each.rank(folded))


def only_code(text: str, found: list[Found]) -> Found | None:
    """The one thing whose code was typed (D4.2), if it is the only one of that code."""
    folded = fold(text)
    named = [each for each in found if fold(each.label).split(" ", 1)[0] == folded]
    has_digit = any(letter.isdigit() for letter in folded)
    return named[0] if has_digit and len(named) == 1 else None

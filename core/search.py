"""What a search finds: the one shape in which every app hands over what it has.

An app's `search.py` holds `find(words, person, limit)`: yields the `Found`s of this app that the
person may see and that hold each of the `words` (folded, see core.text), at most `limit` of a kind.
A constant number of statements, whatever the number of rows.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from core.text import fold


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found."""

    kind: str  # what sort of thing it is, translated: "Deliverable"
    label: str  # what it is called, with its code first where it has one
    url: str
    project: str  # the acronym
    hint: str = ""  # what tells it from others: its state, its organisation

    def rank(self, text: str) -> int:
        """How well it answers the folded text: 0 it is its code or name, 1 it begins with it,
        2 a word of it does, 3 it stands somewhere."""
        label = fold(self.label)
        if label == text or label.split(" ", 1)[0] == text:
            return 0
        if label.startswith(text):
            return 1
        return 2 if f" {text}" in label else 3


def holding(rows, words: Iterable[str], column: str = "search_text"):
    """The rows in whose folded column each of the words stands."""
    for word in words:
        rows = rows.filter(**{f"{column}__contains": word})
    return rows


def stand_in(words: Iterable[str], *texts: str) -> bool:
    """The same for text in hand, where a table is too small for a column of its own."""
    folded = fold(" ".join(texts))
    return all(word in folded for word in words)

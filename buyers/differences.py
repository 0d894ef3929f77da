"""What is different between two texts, line by line and within a line word by word.

Pure, and in bounded time: where two texts have too much in which to look, all of the one is taken
out and all of the other added.
"""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED, CHANGED, LEFT_OUT = "same", "added", "removed", "changed", "left_out"
AROUND = 2  # lines that stay the same are shown on both sides of a change
MOST_LINES, MOST_WORDS = 1_000, 800


@dataclass(frozen=True, slots=True)
class Line:
    """`pieces` are (kind, text); those of a changed line are the same, added and removed ones.
    Where lines are left out, `count` says how many."""

    kind: str
    pieces: tuple[tuple[str, str], ...] = ()
    count: int = 0


def between(old: str, new: str) -> list[Line]:
    """From the old to the new one; nothing where they say the same."""
    olds, news = old.splitlines(), new.splitlines()
    lines = []
    for kind, before, after in _steps(olds, news, MOST_LINES):
        if kind == SAME:
            lines += [_whole(SAME, line) for line in after]
            continue
        pairs = min(len(before), len(after))
        for pair in zip(before[:pairs], after[:pairs], strict=True):
            lines += _changed(*pair)
        lines += [_whole(REMOVED, line) for line in before[pairs:]]
        lines += [_whole(ADDED, line) for line in after[pairs:]]
    return _folded(lines)


def _steps(old: list[str], new: list[str], most: int):
    """(kind, of the old, of the new): what is the same, and what stands in the place of what."""
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle_old, middle_new = old[start : len(old) - end], new[start : len(new) - end]
    if start:
        yield SAME, old[:start], new[:start]
    if max(len(middle_old), len(middle_new)) > most:
        yield CHANGED, middle_old, middle_new
    else:
        found = SequenceMatcher(None, middle_old, middle_new)
        for tag, a, b, c, d in found.get_opcodes():
            yield SAME if tag == "equal" else CHANGED, middle_old[a:b], middle_new[c:d]
    if end:
        yield SAME, old[-end:], new[-end:]


def _whole(kind: str, line: str) -> Line:
    return Line(kind, ((kind, line),))


def _changed(old: str, new: str) -> list[Line]:
    """One line, or two where they have little in common."""
    olds, news = (re.findall(r"\s+|\w+|[^\w\s]", line) for line in (old, new))
    pieces = []
    for kind, before, after in _steps(olds, news, MOST_WORDS):
        if kind == SAME:
            pieces.append((SAME, "".join(after)))
            continue
        pieces += [(REMOVED, "".join(before))] if before else []
        pieces += [(ADDED, "".join(after))] if after else []
    common = sum(len(text) for kind, text in pieces if kind == SAME and not text.isspace())
    if 3 * common < max(len(old), len(new)):
        return [_whole(REMOVED, old), _whole(ADDED, new)]
    return [Line(CHANGED, tuple(pieces))]


def _folded(lines: list[Line]) -> list[Line]:
    """Without what stays the same far from any change."""
    changed = [at for at, line in enumerate(lines) if line.kind != SAME]
    near = {at + step for at in changed for step in range(-AROUND, AROUND + 1)}
    found, count = [], 0
    for at, line in enumerate(lines):
        if at in near:
            if count:
                found.append(Line(LEFT_OUT, count=count))
            count = 0
            found.append(line)
        else:
            count += 1
    if count and found:
        found.append(Line(LEFT_OUT, count=count))
    return found

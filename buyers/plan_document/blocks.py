"""What documents of a plan are made of: headings, tables, charts, as plain values.

A document is a list of these blocks, which a template sets as PDF (templates/buyers/blocks.typ) and
`buyers.plan_word` writes as a Word file. Blocks of typed texts are those of `core.markdown`.
"""

import math
import re
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from core import markdown

DEEPEST = 4  # of headings
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
TICKS = 4  # at most so many lines above nought


def heading(level: int, text: str) -> dict:
    return {"kind": "heading", "level": level, "runs": [run(text)]}


def paragraph(text: str, **marks) -> dict:
    return {"kind": "paragraph", "runs": [run(text, **marks)]}


def run(text: str, **marks) -> dict:
    plain = {"bold": False, "italic": False, "code": False, "href": ""}
    return {"text": text} | plain | marks


def points(texts: Iterable[str]) -> dict:
    """A list with bullets."""
    items = [[paragraph(text)] for text in texts]
    return {"kind": "list", "ordered": False, "start": 1, "items": items}


def facts(rows: Iterable[tuple[str, str]]) -> dict:
    """Labels and what they say; what is empty is left out."""
    return {"kind": "facts", "rows": [[label, text] for label, text in rows if text]}


def note(text: str) -> dict:
    """What a reader has to know of what stands above or below."""
    return {"kind": "note", "text": text}


def figures(
    caption: str,
    head: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[int],
    numbers: Iterable[int] = (),
    strong: Iterable[int] = (),
) -> dict:
    """A table. `widths` are relative, 0 is as wide as needed; the columns `numbers` are flush
    right, the rows `strong` stand out."""
    numbers = set(numbers)
    return {
        "kind": "figures",
        "caption": caption,
        "head": list(head),
        "rows": [list(row) for row in rows],
        "widths": list(widths),
        "align": ["right" if n in numbers else "left" for n in range(len(head))],
        "strong": list(strong),
    }


def chart(caption: str, alt: str, drawing: dict) -> dict:
    """`alt` says in words what is seen; the figures themselves stand in a table beside it."""
    return {"kind": "chart", "caption": caption, "alt": alt, "chart": drawing}


# --- Charts --------------------------------------------------------------------------------------


def bars(rows: Iterable[tuple[str, Decimal | None, str, bool]], *, longest=None) -> dict:
    """(label, value or None where there is no bar, words, whether it is marked) of each; `longest`
    is the value of a full bar."""
    rows = list(rows)
    longest = longest or max((value for _label, value, *_more in rows if value), default=1)
    return {
        "type": "bars",
        "rows": [
            {
                "label": label,
                "share": None if value is None else float(max(value, 0) / longest),
                "words": words,
                "mark": mark,
            }
            for label, value, words, mark in rows
        ],
    }


def columns(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[Decimal]]], unit: str, words
) -> dict:
    """Parts of a whole by year, on top of each other; what is negative hangs below nought. `words`
    prints a value of the axis."""
    stacks = []
    for n in range(len(labels)):
        above = below = Decimal(0)
        stack = []
        for of, (_name, values) in enumerate(series):
            value = values[n]
            start = above if value >= 0 else below
            if value:
                stack.append((of, *sorted((start, start + value))))
            if value >= 0:
                above += value
            else:
                below += value
        stacks.append(stack)
    ends = [end for stack in stacks for _of, *both in stack for end in both]
    scale = Scale(ends)
    return {
        "type": "columns",
        "labels": list(labels),
        "names": [name for name, _values in series],
        "columns": [
            [
                {"of": of, "from": scale.place(low), "to": scale.place(high)}
                for of, low, high in stack
            ]
            for stack in stacks
        ],
        "ticks": scale.ticks(words),
        "unit": unit,
    }


def lines(
    labels: Sequence[str], series: Sequence[tuple[str, Sequence[Decimal]]], unit: str, words
) -> dict:
    """A line for each series over the years."""
    scale = Scale([value for _name, values in series for value in values])
    return {
        "type": "lines",
        "labels": list(labels),
        "names": [name for name, _values in series],
        "lines": [[scale.place(value) for value in values] for _name, values in series],
        "ticks": scale.ticks(words),
        "unit": unit,
    }


class Scale:
    """An axis that begins at nought or below, with lines at round values."""

    def __init__(self, values: Iterable[Decimal]):
        values = [Decimal(0), *values]
        self.step = round_step((max(values) - min(values)) / TICKS)
        self.low = (min(values) / self.step).to_integral_value("ROUND_FLOOR") * self.step
        self.high = (max(values) / self.step).to_integral_value("ROUND_CEILING") * self.step
        self.high = max(self.high, self.low + self.step)

    def place(self, value: Decimal) -> float:
        """From 0, the lowest line, to 1, the highest."""
        return float((value - self.low) / (self.high - self.low))

    def ticks(self, words) -> list[dict]:
        count = int((self.high - self.low) / self.step)
        values = [self.low + n * self.step for n in range(count + 1)]
        return [{"at": self.place(v), "words": words(v), "zero": not v} for v in values]


def round_step(least: Decimal) -> Decimal:
    """The next of 1, 2, 5, 10, 20, 50 …, also below one."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(10) ** math.floor(least.log10())
    return next(power * n for n in (1, 2, 5, 10) if power * n >= least)


# --- Texts ---------------------------------------------------------------------------------------


def typed(text: str, level: int) -> list[dict]:
    """What was written in Markdown, its highest headings on this level."""
    found = markdown.blocks(text)
    for block in found:
        if block["kind"] == "heading":
            block["level"] = min(block["level"] + level - 1, DEEPEST)
    return found


def printable(value):
    """The same without what no document can hold: control characters, halves of characters."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def in_order(blocks: list[dict]) -> list[dict]:
    """Headings without gaps between their levels, and none that is empty: who listens to a document
    goes by them. Tables and charts are numbered."""
    level, tables, charts = 0, 0, 0
    found = []
    for block in blocks:
        if block["kind"] == "heading":
            if not "".join(run["text"] for run in block["runs"]).strip():
                continue
            level = min(block["level"], level + 1)
            block = block | {"level": level}
        elif block["kind"] == "figures":
            tables += 1
            words = {"n": tables, "what": block["caption"]}
            block = block | {"caption": _("Table %(n)d: %(what)s") % words}
        elif block["kind"] == "chart":
            charts += 1
            words = {"n": charts, "what": block["caption"]}
            block = block | {"caption": _("Figure %(n)d: %(what)s") % words}
        found.append(block)
    return [nested(block) for block in found]


def nested(block: dict) -> dict:
    """A heading inside a list or a quotation is a line in bold: it is no part of the contents."""
    if block["kind"] == "list":
        return block | {"items": [[as_line(each) for each in item] for item in block["items"]]}
    if block["kind"] == "quote":
        return block | {"blocks": [as_line(each) for each in block["blocks"]]}
    return block


def as_line(block: dict) -> dict:
    if block["kind"] == "heading":
        return {"kind": "paragraph", "runs": [run | {"bold": True} for run in block["runs"]]}
    return nested(block)

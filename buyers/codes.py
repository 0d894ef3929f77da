"""The official code lists: read from their files, and brought into the portal."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import transaction

from buyers.models import ClassificationCode

DATA = Path(__file__).parent / "data"
FILES = {"CPV": DATA / "cpv_2008_en.csv", "NUTS": DATA / "nuts_2024.csv"}
SHAPES = {"CPV": re.compile(r"\d{8}"), "NUTS": re.compile(r"[A-Z]{2}[0-9A-Z]{1,3}")}
AT_ONCE = 1000  # rows
LONGEST_LABEL = 255


class BrokenListError(ValueError):
    """A file that is no list of these codes; says what is wrong, and on which line."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file has changed."""

    scheme: str
    added: int
    renamed: int
    left_out: int  # codes that the portal has and the file does not: they stay


def read(path: Path, scheme: str) -> dict[str, str]:
    """The names of a file by their codes. Raises BrokenListError, and OSError."""
    found = {}
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file, strict=True)
            for number, code, label in _rows(lines):
                _check(scheme, number, code, label)
                if code in found:
                    raise BrokenListError(f"line {number}: {code} stands in it twice")
                found[code] = label
    except UnicodeDecodeError as error:
        raise BrokenListError("it is not written in UTF-8") from error
    except csv.Error as error:
        raise BrokenListError(f"line {lines.line_num}: {error}") from error
    if not found:
        raise BrokenListError("it has no codes")
    return found


def _rows(lines) -> Iterable[tuple[int, str, str]]:
    """The line, the code and the name of each row."""
    head = [name.strip().lower() for name in next(lines, [])]
    names = [name for name in head if name in ("label", "label_en")]
    if "code" not in head or not names:
        raise BrokenListError("line 1: it does not name the columns “code” and “label”")
    code, label = head.index("code"), head.index(names[0])
    for row in lines:
        if not row:
            continue
        if len(row) <= max(code, label):
            raise BrokenListError(f"line {lines.line_num}: there are too few columns")
        yield lines.line_num, row[code].strip(), " ".join(row[label].split())


def _check(scheme: str, number: int, code: str, label: str) -> None:
    if not SHAPES[scheme].fullmatch(code):
        raise BrokenListError(f"line {number}: “{code[:40]}” is no {scheme} code")
    if not label or len(label) > LONGEST_LABEL or "\0" in label:
        raise BrokenListError(f"line {number}: {code} has no name, or one that is too long")


@transaction.atomic
def load(*, scheme: str, labels: dict[str, str]) -> Loaded:
    """Enter new codes and new names of old ones. Run twice it changes nothing more.

    A handful of statements: search text is made here, as no row is saved by itself.
    """
    there = dict(ClassificationCode.objects.of(scheme).values_list("code", "label"))
    new = [code for code in labels if code not in there]
    renamed = [code for code in labels if code in there and there[code] != labels[code]]
    ClassificationCode.objects.bulk_create(
        [
            ClassificationCode(scheme=scheme, code=code, label=labels[code])
            for code in [*new, *renamed]
        ],
        batch_size=AT_ONCE,
        update_conflicts=True,  # also what another process has entered meanwhile
        unique_fields=["scheme", "code"],
        update_fields=["label", "search_text"],
    )
    return Loaded(scheme, len(new), len(renamed), len(there.keys() - labels.keys()))


def missing() -> list[str]:
    """The lists of which the portal has no code; one statement."""
    there = set(ClassificationCode.objects.order_by().values_list("scheme", flat=True).distinct())
    return [scheme for scheme in FILES if scheme not in there]


def load_shipped(*, schemes: Iterable[str] = FILES, only: Iterable[str] = ()) -> list[Loaded]:
    """Enter the lists that the portal brings along; with `only` no more than these codes."""
    wanted = frozenset(only)
    return [
        load(
            scheme=scheme,
            labels={
                code: label
                for code, label in _shipped(scheme).items()
                if not wanted or code in wanted
            },
        )
        for scheme in schemes
    ]


@cache
def _shipped(scheme: str) -> dict[str, str]:
    return read(FILES[scheme], scheme)


def find(scheme: str, text: str, limit: int) -> list[ClassificationCode]:
    """The codes that a search by word or code finds, at most `limit`. One statement or none."""
    return list(ClassificationCode.objects.of(scheme).matching(text)[:limit])

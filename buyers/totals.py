"""What a group has committed together: sums by tier, country, year and level, of each need.

What counts is what stands and has not expired on the day, of organisations that are members on it.
Sums are made here, not in SQL: SQLite adds decimals up as floating point. What a reader may not
learn of single members is hidden by `buyers.disclosure`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import disclosure
from buyers.disclosure import Part
from buyers.figures import country, money, number
from buyers.models import BuyerGroup, Commitment, Need, Tier

DIMENSIONS = ("tier", "country", "year", "level")
LABELS = {
    "tier": gettext_lazy("By tier"),
    "country": gettext_lazy("By country"),
    "year": gettext_lazy("By year of purchase"),
    "level": gettext_lazy("By level"),
}
QUANTITY = ""  # stands where a currency would
NONE = Decimal(0)


class Entry(NamedTuple):
    """What of a commitment is added up."""

    need: int
    organisation: int
    tier: str
    country: str
    year: int
    level: str
    quantity: Decimal
    value: Decimal | None
    currency: str
    is_disclosed: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of the table, as it is and in words; both tell nothing where it is hidden."""

    amount: Decimal | None
    is_hidden: bool
    words: str
    width: str = ""  # of its bar, in per cent of the longest


@dataclass(frozen=True, slots=True)
class Line:
    key: str
    label: str
    members: int | None  # behind the quantity; None: hidden
    cells: list[Cell]  # the quantity, then each currency

    @property
    def quantity(self) -> Cell:
        return self.cells[0]


@dataclass(frozen=True, slots=True)
class NeedTotals:
    """What was committed for one need."""

    need: "KnownNeed"
    currencies: list[str]
    total: Line
    by: list[tuple[str, str, list[Line]]]  # dimension, its heading, its lines
    is_empty: bool
    hides: bool  # lines and currencies of which nothing may be told are left out

    @property
    def columns(self) -> int:
        return len(self.currencies) + 3

    @property
    def money(self) -> list[tuple[str, Cell]]:
        return list(zip(self.currencies, self.total.cells[1:], strict=True))


class KnownNeed(NamedTuple):
    """What the page says of a need."""

    pk: int
    number: int
    title: str
    unit: str
    commitments: int  # that stand

    @property
    def code(self) -> str:
        return f"N{self.number}"

    def __str__(self):
        return f"{self.code} {self.title}"


def needs_of(group: BuyerGroup) -> list[KnownNeed]:
    """Those that are no draft, by their number. One statement."""
    return list(map(KnownNeed._make, _needs().filter(group=group.pk)))


@cache
def _needs():
    """Built once: docs/speed.md."""
    standing = Count("commitments", filter=Q(commitments__state=Commitment.State.STANDING))
    rows = Need.objects.exclude(state=Need.State.DRAFT).annotate(standing=standing)
    return rows.order_by("number").values_list("pk", "number", "title", "unit", "standing")


def gather(group: BuyerGroup, day: date, **only) -> list[Entry]:
    """What counts in this group on this day; `only` filters, by `need` say. One statement."""
    return list(map(Entry._make, _counting_on(day).filter(group=group.pk, **only)))


@lru_cache(maxsize=8)
def _counting_on(day: date):
    """Built once a day."""
    rows = Commitment.objects.order_by().standing_on(day).of_members_on(day)
    columns = ("need", "organisation", "tier", "organisation__country", "year", "level")
    return rows.values_list(*columns, "quantity", "value", "currency", "is_disclosed")


def of_need(need: KnownNeed, entries: Iterable[Entry], *, everything: bool) -> NeedTotals:
    """The entries of this need, added up; `everything` for who steers the group.

    A line or a currency without any figure that may be told is not named either: of one member
    alone it would say where, when, how firmly, and that there is one.
    """
    parts = _parts(need, entries)
    currencies = sorted(parts.keys() - {QUANTITY})
    found = {
        measure: disclosure.totals(parts[measure], DIMENSIONS, everything)
        for measure in (QUANTITY, *currencies)
    }
    figures = {measure: list(_figures(all)) for measure, all in found.items()}
    hides = any(figure is None for all in figures.values() for figure in all)
    untold = [each for each in currencies if not any(f is not None for f in figures[each])]
    for each in untold:
        del found[each]
    total = Line(
        "",
        _("All"),
        found[QUANTITY].members,
        [_cell(found[each].total, NONE, each) for each in found],
    )
    by = [(dimension, str(LABELS[dimension]), _lines(dimension, found)) for dimension in DIMENSIONS]
    told = [each for each in currencies if each in found]
    return NeedTotals(need, told, total, by, is_empty=not parts[QUANTITY], hides=hides)


def _parts(need: KnownNeed, entries: Iterable[Entry]) -> dict[str, list[Part]]:
    """What is added up, by measure."""
    parts, kinds = defaultdict(list), {}
    for pk, member, *kind, quantity, value, currency, agreed in entries:
        if pk != need.pk:
            continue
        kind = tuple(kind)
        if kind not in kinds:
            kinds[kind] = tuple(zip(DIMENSIONS, map(str, kind), strict=True))
        cells = kinds[kind]
        parts[QUANTITY].append(Part(member, agreed, quantity, cells))
        if value is not None:
            parts[currency].append(Part(member, agreed, value, cells))
    return parts


def _figures(found: disclosure.Totals) -> Iterator[Decimal | None]:
    yield found.total
    for rows in found.by.values():
        yield from (row.amount for row in rows)


def _lines(dimension: str, found: dict) -> list[Line]:
    rows = {measure: {row.key: row for row in all.by[dimension]} for measure, all in found.items()}
    quantities = rows[QUANTITY]
    longest = max((row.amount or NONE for row in quantities.values()), default=NONE) or 1
    names = names_of(dimension, quantities)
    lines = [
        Line(
            key,
            name,
            quantities[key].members,
            [
                _cell(rows[each][key].amount, longest, each)
                if key in rows[each]
                else Cell(None, False, "–")
                for each in found
            ],
        )
        for key, name in names
    ]
    return [line for line in lines if any(cell.amount is not None for cell in line.cells)]


def names_of(dimension: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """(key, name), in the order of the page."""
    if dimension == "country":
        return sorted(((key, country(key)) for key in keys), key=lambda pair: pair[1])
    if dimension == "year":
        return [(key, key) for key in sorted(keys)]
    choices = Tier.choices if dimension == "tier" else Commitment.Level.choices
    return [(key, str(label)) for key, label in choices if key in keys]


def _cell(amount: Decimal | None, longest: Decimal, measure: str) -> Cell:
    if amount is None:
        return Cell(None, True, _("hidden: fewer than three members"))
    words = money(amount, measure) if measure else number(amount)
    return Cell(amount, False, words, f"{amount * 100 / longest:.2f}" if longest else "")

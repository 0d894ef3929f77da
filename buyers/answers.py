"""What members have answered to a need, as one reader may see it: page, downloads and document.

Quantity and price are shown to other members only where the buyer agreed; to all of them the totals
that `buyers.disclosure` lets through. Who steers the group sees what was given.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from buyers.disclosure import Part, totals
from buyers.figures import money, number
from buyers.models import Need, NeedShare
from buyers.places import buyer_places_of

GIVEN = NeedShare.State.GIVEN
COLUMNS = (
    *("pk", "need", "organisation", "organisation__short_name", "state", "quantity"),
    *("price_estimate", "currency", "replacement_on", "nuts__code", "nuts__label", "priority"),
    *("differences", "discloses", "given_on", "is_member"),
)


@dataclass(slots=True)
class Answer:
    """One buyer's; `quantity` and `price` are None where `is_shown` is not."""

    pk: int
    need: int
    organisation: int
    name: str
    state: str
    quantity: Decimal | None
    price: Decimal | None
    currency: str
    replacement_on: date | None
    nuts: str
    nuts_label: str
    priority: int | None
    differences: str
    discloses: bool
    given_on: date | None
    is_member: bool
    is_own: bool = False
    is_shown: bool = True
    # (today, target) of each of the need's; what it leaves open is as the need has it
    indicators: list = field(default_factory=list)

    @property
    def is_draft(self) -> bool:
        return self.state != GIVEN

    @property
    def counts(self) -> bool:
        """In totals: given, by somebody who is a member today."""
        return self.state == GIVEN and self.is_member

    @property
    def quantity_text(self) -> str:
        return _number(self.quantity)

    @property
    def price_text(self) -> str:
        return "" if self.price is None else money(self.price, self.currency)

    @property
    def indicator_texts(self) -> list[str]:
        """0.2 → 0.5 for each indicator of which this buyer has values of its own, else nothing."""
        return [
            "" if values == NONE else " → ".join(_number(value) or "–" for value in values)
            for values in self.indicators
        ]


NONE = (None, None)


@dataclass(frozen=True, slots=True)
class Total:
    """`amount` is None where it is hidden."""

    amount: Decimal | None
    currency: str = ""

    def __str__(self):
        if self.amount is None:
            return _("hidden: fewer than three members")
        return money(self.amount, self.currency) if self.currency else number(self.amount)


@dataclass(slots=True)
class Answers:
    rows: list[Answer]
    quantity: Total | None = None  # None: nobody has given one
    prices: list[Total] = field(default_factory=list)

    @property
    def given(self) -> int:
        """How many members have answered."""
        return sum(row.counts for row in self.rows)


def read(needs: list[Need], person, today: date) -> dict[int, Answers]:
    """By need; the needs come with their `may_steer`. One statement."""
    shares = NeedShare.objects.visible_to(person, today).filter(need__in=needs)
    shares = shares.with_membership(today).order_by("organisation__short_name", "pk")
    found = defaultdict(list)
    for columns in shares.values_list(*COLUMNS):
        found[columns[1]].append(
            Answer(*(value or "" if at in TEXTS else value for at, value in enumerate(columns)))
        )
    seats = buyer_places_of(person, today).seats
    return {need.pk: _as_seen(found[need.pk], need, seats) for need in needs}


TEXTS = {COLUMNS.index("nuts__code"), COLUMNS.index("nuts__label")}


def _as_seen(rows: list[Answer], need: Need, seats) -> Answers:
    """The totals first: then what the reader may not see is taken out."""
    counted = [row for row in rows if row.counts]
    answers = Answers(rows)
    quantities = [(row, row.quantity) for row in counted if row.quantity is not None]
    if quantities:
        answers.quantity = _total(quantities, "", need.may_steer)
    for currency in sorted({row.currency for row in counted if row.price is not None}):
        prices = [
            (row, row.price)
            for row in counted
            if row.price is not None and row.currency == currency
        ]
        answers.prices.append(_total(prices, currency, need.may_steer))
    for row in rows:
        row.is_own = (need.group_id, row.organisation) in seats
        row.is_shown = row.is_own or need.may_steer or row.discloses
        if not row.is_shown:
            row.quantity = row.price = None
            row.currency = ""
    return answers


def _total(amounts, currency: str, sees_all: bool) -> Total:
    if sees_all:
        return Total(sum((amount for _row, amount in amounts), Decimal(0)), currency)
    parts = [
        Part(member=row.organisation, agreed=row.discloses, amount=amount, cells=())
        for row, amount in amounts
    ]
    return Total(totals(parts, ()).total, currency)


def add_indicators(need: Need, rows: list[Answer]) -> list[dict]:
    """The indicators of the need; each answer learns its own values. One statement.

    Values of answers that are not among `rows`, such as another's draft, are left where they are.
    """
    columns = ("pk", "name", "unit", "baseline", "target")
    own = ("answers__share", "answers__baseline", "answers__target")
    indicators, values = {}, {}
    found = need.indicators.order_by("position", "pk").values_list(*columns, *own)
    for *columns_of_it, share, baseline, target in found:
        indicators[columns_of_it[0]] = dict(zip(columns, columns_of_it, strict=True))
        values[share, columns_of_it[0]] = (baseline, target)
    for row in rows:
        row.indicators = [
            _filled(values.get((row.pk, pk), NONE), of_need) for pk, of_need in indicators.items()
        ]
    for indicator in indicators.values():
        indicator["today_text"] = _number(indicator["baseline"])
        indicator["target_text"] = number(indicator["target"])
    return list(indicators.values())


def _filled(own: tuple, of_need: dict) -> tuple:
    """Own values, and where only one is, the need's beside it."""
    if own == NONE:
        return NONE
    return tuple(
        mine if mine is not None else theirs
        for mine, theirs in zip(own, (of_need["baseline"], of_need["target"]), strict=True)
    )


def _number(value: Decimal | None) -> str:
    return "" if value is None else number(value)

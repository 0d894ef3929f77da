"""The ledger in words: what its page, its spreadsheet and its document say of a commitment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_countries import countries

from buyers.models import BuyerGroup, Commitment
from buyers.querysets import CommitmentQuerySet
from buyers.totals import KnownNeed, money, number
from core.templatetags import portal

COLUMNS = (
    *("pk", "organisation__short_name", "organisation__country", "need", "year", "level"),
    *("quantity", "value", "currency", "state", "signed_on", "valid_until", "is_disclosed"),
    "recorded_at",
)
MORE = ("budget_line", "conditions", "signatory", "signatory_function")
WITHDRAWN = ("withdrawn_on", "withdrawn_reason")


@dataclass(frozen=True, slots=True)
class Row:
    pk: int
    url: str
    buyer: str
    country: str
    need: KnownNeed
    year: int
    level: str
    quantity: Decimal
    value: Decimal | None
    currency: str
    state: str
    state_label: str
    signed_on: date | None
    valid_until: date | None
    is_expired: bool
    is_disclosed: bool
    recorded_at: datetime | None
    more: tuple  # the columns that were asked for besides

    @property
    def quantity_words(self) -> str:
        return f"{number(self.quantity)} {self.need.unit}"

    @property
    def value_words(self) -> str:
        return "" if self.value is None else money(self.value, self.currency)

    @property
    def validity(self) -> str:
        """In words, also that it is over."""
        if self.valid_until is None:
            return ""
        day = portal.day(self.valid_until)
        return _("expired %s") % day if self.is_expired else day

    @property
    def is_draft(self) -> bool:
        return self.state == Commitment.State.DRAFT


def rows(
    found: CommitmentQuerySet,
    group: BuyerGroup,
    needs: Iterable[KnownNeed],
    today: date,
    *,
    more: tuple[str, ...] = (),
) -> list[Row]:
    """In the order of the QuerySet; one statement. `more` are columns, all of `needs` the group."""
    address = f"{group.get_absolute_url()}commitments/"
    by_pk = {need.pk: need for need in needs}
    levels = {value: str(label) for value, label in Commitment.Level.choices}
    states = {value: str(label) for value, label in Commitment.State.choices}
    names, standing = {}, Commitment.State.STANDING
    made = []
    for values in found.values_list(*COLUMNS, *more):
        pk, buyer, country, need, year, level, quantity, value, currency, state = values[:10]
        signed_on, valid_until, is_disclosed, recorded_at, *rest = values[10:]
        if country not in names:
            names[country] = countries.name(country)
        made.append(
            Row(
                pk=pk,
                url=f"{address}{pk}/",
                buyer=buyer,
                country=names[country],
                need=by_pk[need],
                year=year,
                level=levels[level],
                quantity=quantity,
                value=value,
                currency=currency,
                state=state,
                state_label=states[state],
                signed_on=signed_on,
                valid_until=valid_until,
                is_expired=state == standing and bool(valid_until and valid_until < today),
                is_disclosed=is_disclosed,
                recorded_at=recorded_at,
                more=tuple(rest),
            )
        )
    return made


def facts(commitment: Commitment) -> list[tuple[str, str]]:
    """(label, text) of all that it says; what is empty is left out. Follows need and buyer."""
    row = commitment

    def field(name: str) -> str:
        return str(row._meta.get_field(name).verbose_name).capitalize()

    until = date_format(row.valid_until) if row.valid_until else _("without end")
    found = [
        (field("organisation"), str(row.organisation.name)),
        (field("need"), str(row.need)),
        (field("year"), str(row.year)),
        (field("quantity"), f"{number(row.quantity)} {row.need.unit}"),
        (field("value"), "" if row.value is None else money(row.value, row.currency)),
        (field("level"), row.get_level_display().capitalize()),
        (field("signatory"), ", ".join(filter(None, (row.signatory, row.signatory_function)))),
        (field("signed_on"), date_format(row.signed_on) if row.signed_on else ""),
        (field("valid_until"), until),
        (field("budget_line"), row.budget_line),
        (field("conditions"), row.conditions),
        (field("is_disclosed"), _("yes") if row.is_disclosed else _("no: in totals alone")),
    ]
    return [(label, text) for label, text in found if text]

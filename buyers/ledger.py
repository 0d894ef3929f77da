"""The ledger in words: what its page, its spreadsheet and its document say of a commitment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django_countries import countries

from buyers.figures import money, number
from buyers.models import BuyerGroup, Commitment
from buyers.querysets import CommitmentQuerySet
from buyers.totals import KnownNeed
from core.templatetags import portal

COLUMNS = (
    *("pk", "organisation__short_name", "organisation__country", "need", "year", "level"),
    *("quantity", "value", "currency", "state", "signed_on", "valid_until", "is_disclosed"),
    "recorded_at",
)
MORE = ("budget_line", "conditions", "signatory", "signatory_function")
WITHDRAWN = ("withdrawn_on", "withdrawn_reason")


@dataclass(slots=True)
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
    cells: str = ""  # what the page prints of it: see `set_out`

    @property
    def quantity_words(self) -> str:
        return f"{number(self.quantity)} {self.need.unit}"

    @property
    def value_words(self) -> str:
        return "" if self.value is None else money(self.value, self.currency)

    @property
    def last_day(self) -> str:
        return portal.day(self.valid_until)

    @property
    def validity(self) -> str:
        """The last day in words, also that it is over."""
        return _("expired %s") % self.last_day if self.is_expired else self.last_day

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


def set_out(rows: Iterable[Row], *, with_need: bool) -> None:
    """Write the cells of each row, ready to be printed: pages show fifty and more."""
    labels = [
        escape(label)
        for label in (_("Need"), _("Year"), _("Level"), _("Quantity"), _("Value"), _("State"))
    ]
    until, expired = escape(_("Valid until")), escape(_("expired"))
    over = f'<span class="status tone-warn">{expired}</span> '
    needs = {}
    for row in rows:
        need = row.need
        if need.pk not in needs:
            abbr = f'<abbr title="{escape(need.title)}">{need.code}</abbr>'
            cell = f'<td data-label="{labels[0]}">{abbr}</td>' if with_need else ""
            needs[need.pk] = (cell, escape(need.unit))
        first, unit = needs[need.pk]
        cells = (
            f'{first}<td data-label="{labels[1]}">{row.year}</td>'
            f'<td data-label="{labels[2]}">{escape(row.level)}</td>'
            f'<td class="num" data-label="{labels[3]}">{number(row.quantity)} {unit}</td>'
            f'<td class="num" data-label="{labels[4]}">{row.value_words}</td>'
            f'<td data-label="{labels[5]}"><span class="status status-{row.state}">'
            f"{escape(row.state_label)}</span></td>"
            f'<td data-label="{until}">{over if row.is_expired else ""}{row.last_day}</td>'
        )
        row.cells = mark_safe(cells)  # noqa: S308 - ours, numbers, and what was escaped


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

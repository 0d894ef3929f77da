"""The ledger in words: what its page, its spreadsheet and its document say of a commitment."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from html import escape

from django.db.models import Count, Window
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from buyers.figures import country, money, number
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
TOGETHER = "together"  # how many rows there are, beyond the page too


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


@cache
def newest_first(*more: str) -> CommitmentQuerySet:
    """Everybody's, to be filtered by a right. `more` are columns. Built once: docs/speed.md."""
    found = Commitment.objects.order_by("-recorded_at", "-pk")
    if TOGETHER in more:
        found = found.annotate(**{TOGETHER: Window(Count("pk"))})
    return found.values_list(*COLUMNS, *more)


def rows(
    found: CommitmentQuerySet, group: BuyerGroup, needs: Iterable[KnownNeed], today: date
) -> list[Row]:
    """What is left of `newest_first`, in its order; one statement. `needs` are all of the group."""
    address = f"{group.get_absolute_url()}commitments/"
    by_pk = {need.pk: need for need in needs}
    levels, states = _labels(get_language())
    names, standing = {}, Commitment.State.STANDING
    made = []
    for values in found:
        pk, buyer, code, need, year, level, quantity, value, currency, state = values[:10]
        signed_on, valid_until, is_disclosed, recorded_at, *rest = values[10:]
        if code not in names:
            names[code] = country(code)
        made.append(
            Row(
                pk=pk,
                url=f"{address}{pk}/",
                buyer=buyer,
                country=names[code],
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


@lru_cache
def _labels(language: str) -> tuple[dict[str, str], dict[str, str]]:
    """{level: words} and {state: words}"""
    return tuple(
        {value: str(label) for value, label in choices}
        for choices in (Commitment.Level.choices, Commitment.State.choices)
    )


class Escaped(dict):
    """Words that rows repeat, each escaped once."""

    def __missing__(self, text: str) -> str:
        self[text] = found = escape(text)
        return found


def set_out(rows: Iterable[Row]) -> str:
    """The lines of the ledger's table: pages show fifty and more."""
    words, cells, label = Escaped(), _cells(), escape(_("Need"))
    lines = (
        f'<tr><th scope="row"><a href="{row.url}">{words[row.buyer]}</a></th>'
        f'<td data-label="{label}"><abbr title="{words[row.need.title]}">{row.need.code}</abbr>'
        f"</td>{cells(row)}</tr>"
        for row in rows
    )
    return mark_safe("".join(lines))  # noqa: S308 - ours, and what was escaped


def set_out_own(rows: Iterable[Row], *, may_commit: bool, is_open: bool, new_url: str) -> str:
    """The same for the table of one's own; each line ends with what may be done with the row."""
    words, cells = Escaped(), _cells()
    labels = (_("Record"), _("Edit"), _("Discard"), _("Replace"), _("Withdraw"))
    record, edit, discard, replace, withdraw = map(escape, labels)
    lines = []
    for row in rows:
        if not is_open:
            acts = []
        elif row.is_draft:
            acts = [
                (" btn-primary", f"{row.url}record/", record),
                ("", f"{row.url}edit/", edit),
                ("", f"{row.url}discard/", discard),
            ]
        else:
            acts = [("", f"{row.url}withdraw/", withdraw)]
            if may_commit:
                acts.insert(0, ("", f"{new_url}?like={row.pk}", replace))
        which = f'<span class="visually-hidden">: {row.need.code}, {row.year}</span>'
        buttons = " ".join(
            f'<a class="btn btn-sm{css}" href="{url}">{label}{which}</a>'
            for css, url, label in acts
        )
        need, buyer = words[str(row.need)], words[row.buyer]
        lines.append(
            f'<tr><th scope="row"><a href="{row.url}">{need}</a>'
            f' <span class="muted small">{buyer}</span></th>{cells(row)}'
            f'<td class="acts">{buttons}</td></tr>'
        )
    return mark_safe("".join(lines))  # noqa: S308 - ours, and what was escaped


def _cells() -> Callable[[Row], str]:
    """Writes the cells that both tables have, from the year to the last day."""
    year, level, quantity, value, state, until, expired = map(
        escape,
        (
            *(_("Year"), _("Level"), _("Quantity"), _("Value"), _("State")),
            *(_("Valid until"), _("expired")),
        ),
    )
    over = f'<span class="status tone-warn">{expired}</span> '
    words = Escaped()

    def cells(row: Row) -> str:
        return (
            f'<td data-label="{year}">{row.year}</td>'
            f'<td data-label="{level}">{words[row.level]}</td>'
            f'<td class="num" data-label="{quantity}">{number(row.quantity)}'
            f" {words[row.need.unit]}</td>"
            f'<td class="num" data-label="{value}">{row.value_words}</td>'
            f'<td data-label="{state}"><span class="status status-{row.state}">'
            f"{words[row.state_label]}</span></td>"
            f'<td data-label="{until}">{over if row.is_expired else ""}{row.last_day}</td>'
        )

    return cells


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

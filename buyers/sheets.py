"""The outlook of a plan in words: the rows of its tables and the series of its charts.

Amounts on pages are rounded to whole units of the currency, half to even; spreadsheets have cents.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import drawings
from buyers.figures import number
from buyers.outlook import Cash, Figures, OfScenario, Outlook

NOTHING = "–"
UNTOLD = gettext_lazy("hidden")
NEVER = gettext_lazy("not within the plan")


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    hint: str
    cells: list[str]
    is_hidden: bool = False  # its cells say so in words
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    head: list[str]
    groups: list[tuple[str, list[Row]]]


def whole(amount: Decimal) -> str:
    """1,234,567: without cents."""
    return number(Decimal(amount).quantize(Decimal(1), ROUND_HALF_EVEN))


def cents(amount: Decimal | None) -> str:
    """1,234.50"""
    if amount is None:
        return NOTHING
    exact = Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_EVEN)
    return number_format(exact, 2, force_grouping=True)


def percent(value: Decimal) -> str:
    return f"{number(Decimal(value))} %"


def side_by_side(of: Outlook) -> Table:
    """What the scenarios assume, and what each comes to for all buyers together."""
    rows = of.scenarios
    totals = [each.total for each in rows]
    unit = {"unit": of.plan.unit, "currency": of.plan.currency}
    groups = [
        (_("What it assumes"), list(_assumptions(of))),
        (
            _("What it costs, whoever pays, in %(currency)s") % unit,
            [
                _row(totals, _("Life-cycle cost"), lambda f: whole(f.life_cycle_total), of.hides),
                _row(
                    totals,
                    _("Life-cycle cost, present value"),
                    lambda f: whole(f.life_cycle_value),
                    of.hides,
                ),
                _row(
                    totals,
                    _("Today's solution, present value"),
                    lambda f: whole(f.today_value),
                    of.hides,
                ),
                _row(
                    totals,
                    _("Net present value against today's solution"),
                    lambda f: whole(f.saving),
                    of.hides,
                    is_strong=True,
                ),
                _row(totals, _("Breaks even in"), lambda f: _year(f.break_even), of.hides),
                _row(totals, _("Breaks even at quantities of"), _factor, of.hides),
                _row(
                    totals,
                    _("Cost per unit (%(unit)s)") % unit,
                    lambda f: cents(f.per_unit),
                    of.hides,
                ),
                _row(
                    totals,
                    _("Cost per unit today"),
                    lambda f: cents(f.today_per_unit),
                    of.hides,
                ),
            ],
        ),
        (
            _("What the buyers have to find, in %(currency)s") % unit,
            [
                _cash_row(totals, label, words, of, is_strong=is_strong)
                for label, words, is_strong in (
                    (_("Paid by others"), lambda c: whole(c.funding_total), False),
                    (_("Paid back, rent and fees"), lambda c: whole(c.service_total), False),
                    (_("Cash need"), lambda c: whole(c.need_total), True),
                    (_("Cash need, present value"), lambda c: whole(c.need_value), False),
                    (_("Still owed at the end"), lambda c: whole(c.owed_at_end), False),
                    (
                        _("Net present value of own money against today's solution"),
                        lambda c: whole(c.saving),
                        True,
                    ),
                    (_("Own money breaks even in"), lambda c: _year(c.break_even), False),
                )
            ]
            + [_gap_row(totals, of)],
        ),
    ]
    return Table([named(each) for each in rows], groups)


def named(of: OfScenario) -> str:
    return _("Tried out: %s") % of.name if of.is_tried else of.name


def _assumptions(of: Outlook) -> Iterator[Row]:
    rows = [each.scenario for each in of.scenarios]
    yield Row(_("Case"), "", [capfirst(each.get_case_display()) for each in rows])
    if any(each.option_id for each in rows):
        options = dict(of.plan.options.values_list("pk", "name"))
        models = [options.get(each.option_id, _("what all have")) for each in rows]
        yield Row(_("Contract model"), "", models)
    for name, label in (
        ("discount_rate", _("Discount rate")),
        ("indexation", _("Indexation a year")),
        ("quantity_percent", _("Quantities")),
        ("price_percent", _("Prices")),
    ):
        yield Row(label, "", [percent(getattr(each, name)) for each in rows])


def _row(totals, label: str, words: Callable[[Figures], str], why: str, *, is_strong=False) -> Row:
    if why:
        return Row(label, "", [str(UNTOLD)] * len(totals), is_hidden=True)
    return Row(label, "", list(map(words, totals)), is_strong=is_strong)


def _cash_row(totals, label, words: Callable[[Cash], str], of: Outlook, *, is_strong=False) -> Row:
    if of.hides or of.hides_cash:
        return Row(label, "", [str(UNTOLD)] * len(totals), is_hidden=True)
    return Row(label, "", [words(each.cash) for each in totals], is_strong=is_strong)


def _gap_row(totals, of: Outlook) -> Row:
    label = _("Not covered by own budgets")
    if of.hides or of.hides_budgets:
        return Row(label, "", [str(UNTOLD)] * len(totals), is_hidden=True)
    return Row(label, "", [whole(sum(each.cash.gap)) for each in totals])


def _year(year: int | None) -> str:
    return str(NEVER) if year is None else str(year)


def _factor(of: Figures) -> str:
    if of.break_even_factor is None:
        return NOTHING
    words = _("%s and more") if of.is_better_above else _("%s and less")
    return words % percent(round(of.break_even_factor * 100, 1))


# --- One scenario


def by_year(figures: Figures, of: Outlook) -> Table:
    """The same as the charts: a row for each year."""
    cash = figures.cash
    head = [_("Investment"), _("Operation")]
    columns = [figures.investment, figures.operation]
    if cash:
        head += [_("Paid by others"), _("Paid back, rent and fees"), _("Cash need")]
        columns += [cash.funding, cash.service, cash.need]
        if cash.gap is not None:
            head += [_("Own budgets"), _("Not covered")]
            columns += [cash.own_budget, cash.gap]
    head += [_("Today's solution"), _("Saved so far, present value")]
    columns += [figures.today, figures.saved_so_far]
    rows = [
        Row(str(year), "", [whole(column[n]) for column in columns])
        for n, year in enumerate(of.years)
    ]
    return Table(head, [("", rows)])


def by_buyer(of: OfScenario, plan) -> Table:
    head = [
        _("%s a year") % plan.unit,
        _("Life-cycle cost, present value"),
        _("Net present value"),
        _("Breaks even in"),
        _("Cash need, present value"),
        _("Cost per unit"),
    ]
    rows = [
        Row(
            each.name,
            _("ours") if each.is_own else "",
            [
                number(max(each.figures.quantity)),
                whole(each.figures.life_cycle_value),
                whole(each.figures.saving),
                _year(each.figures.break_even),
                whole(each.figures.cash.need_value) if each.figures.cash else str(UNTOLD),
                cents(each.figures.per_unit),
            ],
        )
        for each in of.buyers
    ]
    return Table(head, [("", rows)])


def cash_chart(figures: Figures, of: Outlook) -> str:
    """Where the money goes and comes from; without financing where that is hidden."""
    cash = figures.cash
    zero = [Decimal(0)] * len(of.years)
    service, funding = (cash.service, cash.funding) if cash else (zero, zero)
    above = [
        [("investment", a), ("operation", b), ("service", c)]
        for a, b, c in zip(figures.investment, figures.operation, service, strict=True)
    ]
    below = [[("funding", amount)] for amount in funding]
    return drawings.columns(of.years, above, below, cash.need if cash else figures.life_cycle)


def saving_chart(shown: OfScenario, of: Outlook) -> tuple[str, list[str]]:
    """The drawing, and the names of its lines: the one that is shown first."""
    rows = [shown, *(each for each in of.scenarios if each is not shown)]
    series = [(each.total.saved_so_far, each.total.break_even) for each in rows]
    return drawings.lines(of.years, series), [named(each) for each in rows]

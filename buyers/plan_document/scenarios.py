"""The scenarios side by side: what each comes to, year by year, who pays, and how sure it is."""

from collections.abc import Iterable
from decimal import Decimal

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers.figures import number
from buyers.sheets import cents

from . import blocks
from .money import assumptions, name_of, paid_off, whole

MOST_DRIVERS = 8


def side_by_side(content) -> list[dict]:
    outlook = content.outlook
    made = [blocks.heading(2, _("The scenarios side by side")), assumptions(content)]
    if outlook.faults:
        made.append(blocks.note(_("Nothing can be computed until this is put right:")))
        made.append(blocks.points(fault.text for fault in outlook.faults))
        return made
    if not outlook.scenarios:
        made.append(blocks.paragraph(_("Nothing can be computed yet: no buyer has a quantity.")))
        return made
    known = [each for each in outlook.scenarios if each.total]
    if known:
        made += together(known, content)
        made += by_year(outlook.of(None), content)
        made += payers(outlook.of(None), known, content)
    else:
        made.append(blocks.note(_("The totals are %s.") % outlook.hides))
    made += buyers(outlook.of(None), content)
    return made + sureness(outlook.of(None), content)


def together(known: Iterable, content) -> list[dict]:
    """What the scenarios come to, for all buyers."""
    known, currency = list(known), content.plan.currency
    made = [blocks.heading(3, _("For all buyers together")), compared(known, currency)]
    made.append(results(known, content))
    years = [str(year) for year in content.outlook.years]
    made.append(
        blocks.chart(
            _("Saved against today's solution so far, discounted; above nought it has paid off"),
            "; ".join(f"{each.name}: {paid_off(each.total.break_even)}" for each in known),
            blocks.lines(
                years,
                [(each.name, each.total.saved_so_far) for each in known],
                currency,
                whole,
            ),
        )
    )
    made.append(
        blocks.figures(
            _("Saved so far by year, in %s, discounted") % currency,
            [_("Year"), *(each.name for each in known)],
            [
                [year, *(whole(each.total.saved_so_far[n]) for each in known)]
                for n, year in enumerate(years)
            ],
            widths=[2, *[3] * len(known)],
            numbers=range(1, len(known) + 1),
        )
    )
    return made


def compared(known: Iterable, currency: str) -> dict:
    """Present values: each scenario, and today's solution as the base case has it."""
    bars = value_bars(known, currency)
    return blocks.chart(
        _("Cost over the whole life, present value in %s, against today's solution") % currency,
        "; ".join(f"{label}: {words}" for label, _value, words, _mark in bars),
        blocks.bars(bars),
    )


def value_bars(known: Iterable, currency: str) -> list[tuple]:
    found = []
    for each in known:
        value, today = each.total.life_cycle_value, each.total.today_value
        found.append((each.name, value, f"{whole(value)} {currency}", True))
        if today:
            label = _("%s: today's solution") % each.name
            found.append((label, today, f"{whole(today)} {currency}", False))
    return found


def results(known, content) -> dict:
    currency, unit = content.plan.currency, content.plan.unit
    per_unit = {"currency": currency, "unit": unit}
    totals = [each.total for each in known]
    rows = [
        [_("Cost over the whole life"), *(whole(of.life_cycle_total) for of in totals)],
        [_("Its present value"), *(whole(of.life_cycle_value) for of in totals)],
        [_("Today's solution, present value"), *(whole(of.today_value) for of in totals)],
        [_("Saved, present value"), *(whole(of.saving) for of in totals)],
        [_("Has paid off in"), *(paid_off(of.break_even) for of in totals)],
        [_("Cost in %(currency)s per %(unit)s") % per_unit] + [cents(of.per_unit) for of in totals],
        [_("Today in %(currency)s per %(unit)s") % per_unit]
        + [cents(of.today_per_unit) for of in totals],
    ]
    if all(of.cash for of in totals):
        rows += [
            [_("Paid by funding sources"), *(whole(of.cash.funding_total) for of in totals)],
            [_("Repayment, interest, fees"), *(whole(of.cash.service_total) for of in totals)],
            [_("Own money needed"), *(whole(of.cash.need_total) for of in totals)],
            [_("Its present value"), *(whole(of.cash.need_value) for of in totals)],
            [_("Saved after funding, present value"), *(whole(of.cash.saving) for of in totals)],
        ]
    return blocks.figures(
        _("What the scenarios come to, in whole %s") % currency,
        ["", *(name_of(each.scenario) for each in known)],
        rows,
        widths=[5, *[3] * len(known)],
        numbers=range(1, len(known) + 1),
        strong=[1, 3],
    )


def by_year(base, content) -> list[dict]:
    """The base case: what falls due in which year."""
    if not base or not base.total:
        return []
    of, currency = base.total, content.plan.currency
    years = [str(year) for year in content.outlook.years]
    series = [(_("Investment"), of.investment), (_("Operation"), of.operation)]
    made = [
        blocks.heading(3, _("Year by year: %s") % base.name),
        blocks.chart(
            _("Investment and operation by year, in %s") % currency,
            "; ".join(
                f"{year}: {whole(a)} + {whole(b)}"
                for year, a, b in zip(years, of.investment, of.operation, strict=True)
            ),
            blocks.columns(years, series, currency, whole),
        ),
    ]
    head = [_("Year"), capfirst(content.plan.unit), _("Investment"), _("Operation"), _("Today")]
    columns = [of.quantity, of.investment, of.operation, of.today]
    if of.cash:
        head += [_("Funding"), _("Paid back"), _("Own money needed")]
        columns += [of.cash.funding, of.cash.service, of.cash.need]
        if of.cash.own_budget is not None:
            head += [_("Own budgets"), _("Missing")]
            columns += [of.cash.own_budget, of.cash.gap]
    made.append(
        blocks.figures(
            _("%(scenario)s by year, in whole %(currency)s")
            % {"scenario": base.name, "currency": currency},
            head,
            [
                [year, number(columns[0][n]), *(whole(column[n]) for column in columns[1:])]
                for n, year in enumerate(years)
            ],
            widths=[2, *[3] * (len(head) - 1)],
            numbers=range(1, len(head)),
        )
    )
    return made


def payers(base, known, content) -> list[dict]:
    """From which sources the money comes, in each scenario."""
    if not base or not base.total.cash:
        return [blocks.note(_("Who pays is %s.") % content.outlook.hides_cash)]
    currency = content.plan.currency
    names = list(dict.fromkeys(name for each in known for name, _value in sources_of(each)))
    own = _("Own money")
    rows = [(name, dict(sources_of(base)).get(name, Decimal(0))) for name in names]
    rows.append((own, base.total.cash.need_total))
    return [
        blocks.heading(3, _("Who pays: %s") % base.name),
        blocks.chart(
            _("Where the money comes from over the whole plan, in %s") % currency,
            "; ".join(f"{name}: {whole(value)}" for name, value in rows),
            blocks.bars((name, value, whole(value), name == own) for name, value in rows),
        ),
        blocks.figures(
            _("Who pays in each scenario, in whole %s") % currency,
            [_("Source"), *(each.name for each in known)],
            [
                *(
                    [name, *(whole(dict(sources_of(each)).get(name, Decimal(0))) for each in known)]
                    for name in names
                ),
                [own, *(whole(each.total.cash.need_total) for each in known)],
            ],
            widths=[5, *[3] * len(known)],
            numbers=range(1, len(known) + 1),
            strong=[len(names)],
        ),
    ]


def sources_of(each) -> list[tuple[str, Decimal]]:
    return each.total.cash.by_source if each.total and each.total.cash else []


def buyers(base, content) -> list[dict]:
    """What single buyers come to, as far as it may be told."""
    outlook, currency = content.outlook, content.plan.currency
    made = [blocks.heading(3, _("Buyer by buyer: %s") % base.name)]
    if base.buyers:
        made.append(
            blocks.figures(
                _("What single buyers come to, in whole %s") % currency,
                [
                    *(_("Buyer"), _("Cost, present value"), _("Today, present value")),
                    *(_("Saved"), _("Paid off in"), _("Own money needed")),
                ],
                [
                    [
                        each.name,
                        whole(each.figures.life_cycle_value),
                        whole(each.figures.today_value),
                        whole(each.figures.saving),
                        paid_off(each.figures.break_even),
                        whole(each.figures.cash and each.figures.cash.need_total),
                    ]
                    for each in base.buyers
                ],
                widths=[4, 3, 3, 3, 3, 3],
                numbers=range(1, 6),
            )
        )
    others = outlook.buyers - len(base.buyers)
    if others:
        made.append(
            blocks.note(
                ngettext(
                    "%(n)d buyer is not shown by itself: it counts in the totals alone.",
                    "%(n)d buyers are not shown by themselves: they count in the totals alone.",
                    others,
                )
                % {"n": others}
            )
        )
    return made


def sureness(base, content) -> list[dict]:
    """The base case simulated; nothing where no amount has a range, or totals are hidden."""
    from buyers import chances  # numpy takes half a second to import

    if not base.total:
        return []
    found = chances.simulate(content.outlook.estimates, base.scenario)
    if found.is_certain:
        return []
    percentiles = found.percentiles
    return [
        blocks.heading(3, _("How sure it is: %s") % base.name),
        blocks.paragraph(
            _(
                "%(draws)s plans were drawn, with amounts and quantities between their least and "
                "highest values (triangular, seed %(seed)d). %(chance)s of them cost less than "
                "today's solution."
            )
            % {"draws": found.draws, "seed": found.seed, "chance": found.chance}
        ),
        blocks.figures(
            _("What the draws come to, present values in whole %s") % content.plan.currency,
            ["", *percentiles.head],
            [[row.label, *row.cells] for _heading, rows in percentiles.groups for row in rows],
            widths=[4, *[3] * len(percentiles.head)],
            numbers=range(1, len(percentiles.head) + 1),
        ),
        blocks.figures(
            _("On what the saving depends most (rank correlation, −1 to 1)"),
            [_("What was drawn"), _("Correlation")],
            [[row.label, *row.cells] for row in found.drivers[:MOST_DRIVERS]],
            widths=[6, 0],
            numbers=[1],
        ),
    ]

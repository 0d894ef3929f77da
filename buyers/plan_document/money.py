"""Costs and financing: what was entered, amounts in words, and how the figures are computed."""

from decimal import ROUND_HALF_EVEN, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers.figures import number
from buyers.models import CostItem

from . import blocks

UNKNOWN, MINUS = "–", "−"


def entered(content) -> list[dict]:
    return [*costs(content), *sources(content)]


def whole(value: Decimal | None) -> str:
    """In whole units of the currency: 1,235 of 1234.56."""
    if value is None:
        return UNKNOWN
    return number(value.quantize(Decimal(1), ROUND_HALF_EVEN) + 0).replace("-", MINUS)


def percent(value: Decimal | None) -> str:
    return UNKNOWN if value is None else f"{number(value)}\N{NO-BREAK SPACE}%"


def name_of(scenario) -> str:
    return _("%s (base)") % scenario.name if scenario.is_base else scenario.name


def paid_off(year: int | None) -> str:
    return _("not within the plan") if year is None else str(year)


# --- What was entered ----------------------------------------------------------------------------


def costs(content) -> list[dict]:
    models = models_of(content)
    items = list(content.outlook.estimates.items.values())
    made = [blocks.heading(2, _("The cost elements"))]
    for is_today, caption in (
        (False, _("Cost elements of the plan, in %s at the prices of the first year")),
        (True, _("What today's solution costs, in %s at the prices of the first year")),
    ):
        rows = [cost(item, models, content) for item in items if item.is_today == is_today]
        if rows:
            made.append(
                blocks.figures(
                    caption % content.plan.currency,
                    [
                        *(_("Cost element"), _("Phase"), _("How often"), _("Amount"), _("Years")),
                        *(_("Shared"), _("Source of the figure")),
                    ],
                    rows,
                    widths=[5, 0, 3, 0, 0, 5, 4],
                    numbers=[3],
                )
            )
    if not items:
        made.append(blocks.paragraph(_("No cost element is entered yet.")))
    return made


def models_of(content) -> dict[int, str]:
    """The names of the contract models, those that were taken out too."""
    return {
        option.pk: option.name for option in (*content.contracts.options, *content.contracts.out)
    }


def cost(item, models: dict[int, str], content) -> list[str]:
    amount = number(item.amount)
    if item.low is not None or item.high is not None:
        reach = (item.amount if end is None else end for end in (item.low, item.high))
        amount = f"{amount}\n({'–'.join(map(number, reach))})"
    name = f"{item.name}\n({models[item.option_id]})" if item.option_id else item.name
    return [
        name,
        item.get_phase_display(),
        item.get_nature_display(),
        amount,
        years(item, content),
        shared(item, content.outlook.estimates),
        item.source,
    ]


def shared(item, estimates) -> str:
    """by fixed percentages: Split 40 %, Zagreb 60 %"""
    if item.nature == CostItem.Nature.PER_UNIT:
        return _("each its own")
    words = item.get_key_display()
    if item.like_id in estimates.items:
        return f"{words}: {estimates.items[item.like_id].name}"
    of = estimates.percents.get(item.pk, {})
    if not of:
        return words
    names = {pk: estimates.members.get(pk, _("no longer a member")) for pk in of}
    return f"{words}: " + ", ".join(f"{names[pk]} {percent(of[pk])}" for pk in of)


def years(item, content) -> str:
    """2028–2037, or 2028 for what falls due once."""
    first = content.plan.first_year + item.from_year - 1
    if item.nature == "one_off":
        return str(first)
    last = content.plan.first_year + (item.to_year or content.plan.years) - 1
    return f"{first}–{last}"


def sources(content) -> list[dict]:
    made = [blocks.heading(2, _("Where the money comes from"))]
    if not content.sources:
        return [*made, blocks.paragraph(_("No funding source that you may read is entered yet."))]
    made.append(
        blocks.figures(
            _("Funding sources that may be read one by one"),
            [_("Source"), _("Of"), _("Kind"), _("Terms"), _("Rule")],
            [
                [
                    row.name,
                    row.organisation.short_name if row.organisation else _("all buyers"),
                    row.scheme.get_kind_display(),
                    terms(row, content),
                    row.scheme.source or UNKNOWN,
                ]
                for row in content.sources
            ],
            widths=[4, 3, 3, 5, 4],
        )
    )
    made.append(
        blocks.note(_("No cost element is paid twice by money of the EU (no double funding)."))
    )
    return made


def terms(row, content) -> str:
    """35 %; at most 400,000 EUR; from 2028"""
    currency = content.plan.currency
    found = [
        percent(row.rate) if row.rate is not None else "",
        _("at most %(amount)s %(currency)s") % {"amount": number(row.ceiling), "currency": currency}
        if row.ceiling is not None
        else "",
        _("%s interest") % percent(row.interest) if row.interest is not None else "",
        ngettext("%(n)d year", "%(n)d years", row.term) % {"n": row.term} if row.term else "",
        _("of them %d without repayment") % row.grace if row.grace else "",
        _("%(fee)s %(currency)s per unit") % {"fee": number(row.fee), "currency": currency}
        if row.fee is not None
        else "",
        _("from %d") % (content.plan.first_year + row.from_year - 1),
    ]
    return "; ".join(filter(None, found))


def assumptions(content) -> dict:
    scenarios = list(content.outlook.estimates.scenarios.values())
    models = models_of(content)
    return blocks.figures(
        _("What each scenario assumes"),
        ["", *(name_of(row) for row in scenarios)],
        [
            [_("Case"), *(row.get_case_display() for row in scenarios)],
            [_("Contract model"), *(models.get(row.option_id, _("any")) for row in scenarios)],
            [_("Discount rate"), *(percent(row.discount_rate) for row in scenarios)],
            [_("Indexation a year"), *(percent(row.indexation) for row in scenarios)],
            [_("Quantities"), *(percent(row.quantity_percent) for row in scenarios)],
            [_("Prices"), *(percent(row.price_percent) for row in scenarios)],
        ],
        widths=[4, *[3] * len(scenarios)],
        numbers=range(1, len(scenarios) + 1),
    )


# --- Method --------------------------------------------------------------------------------------


def method(content) -> list[dict]:
    plan = content.plan
    return [
        blocks.points(
            [
                _(
                    "Years run from 1, the year %(first)d, to %(years)d, the year %(last)d. Year 1 "
                    "is now and is not discounted."
                )
                % {"first": plan.first_year, "years": plan.years, "last": plan.last_year},
                _(
                    "Present value: each year's amount times (1 + discount rate) to the power of "
                    "−(year − 1), added up."
                ),
                _(
                    "Indexation: amounts that rise with the index are multiplied by (1 + "
                    "indexation) to the power of (year − 1)."
                ),
                _(
                    "Cost per unit: the present value of all costs divided by the discounted "
                    "quantities (levelised cost)."
                ),
                _(
                    "Paid off: the first year from which on the discounted savings against today's "
                    "solution, added up, are no loss."
                ),
                _(
                    "Amounts are exact decimals, rounded to the cent once for each cost and year, "
                    "half to even, and shared so that the buyers add up to the total. The tables "
                    "show whole %s."
                )
                % plan.currency,
                _(
                    "Options: weights are normalised to 100 %; a weighted total is the sum of "
                    "weight times mean score, from 0 to 10."
                ),
                _("Risks: level is likelihood times impact, each from 1 to 5."),
            ]
        )
    ]

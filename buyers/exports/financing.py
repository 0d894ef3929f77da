"""Costs and results of a plan's financing as spreadsheets, as the reader may see them."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from buyers.exports import name_of
from buyers.figures import number
from core.exports import spreadsheet


def costs(format, of):
    """`of`: buyers.estimates. Percentages are the group's agreement: all read them."""
    header = [
        *[_("Cost element"), _("Of today's solution"), _("Contract model"), _("Phase")],
        *[_("How often"), _("Amount"), _("At least"), _("At most"), _("Currency")],
        *[_("From year"), _("To year"), _("Rises with the index"), _("Shared")],
        *[_("Like which cost"), _("Percentages"), _("Where the figure comes from")],
    ]
    yes, no = _("yes"), _("no")
    options = dict(of.plan.options.values_list("pk", "name"))

    def shares(row):
        found = of.percents.get(row.pk, {})
        return "; ".join(
            f"{of.members.get(pk, '–')} {number(value)} %" for pk, value in found.items()
        )

    first = of.plan.first_year - 1
    cells = (
        [
            *[row.name, yes if row.is_today else no, options.get(row.option_id, "")],
            *[capfirst(row.get_phase_display()), capfirst(row.get_nature_display())],
            *[row.amount, row.low, row.high, of.plan.currency, first + row.from_year],
            *[first + row.to_year if row.to_year else None, yes if row.is_indexed else no],
            *[capfirst(row.get_key_display()), str(of.items.get(row.like_id, ""))],
            *[shares(row), row.source],
        ]
        for row in of.items.values()
    )
    name = name_of(of.plan.group, "costs")
    return spreadsheet(format, name, _("Cost elements"), header, cells)


def results(format, of):
    """`of`: buyers.outlook. A row for each scenario, buyer and year."""
    header = [
        *[_("Scenario"), _("Buyer"), _("Year"), _("Quantity"), _("Unit"), _("Investment")],
        *[_("Operation"), _("Life-cycle cost"), _("Paid by others")],
        *[_("Paid back, rent and fees"), _("Cash need"), _("Own budgets"), _("Not covered")],
        *[_("Today's solution"), _("Saved so far, present value"), _("Currency")],
    ]
    name = name_of(of.plan.group, "financing")
    return spreadsheet(format, name, _("Financing"), header, _results(of))


def _results(of):
    hidden = _("hidden")
    for each in of.scenarios:
        lines = [(_("all"), each.total)]
        lines += [(buyer.name, buyer.figures) for buyer in each.buyers]
        for who, figures in lines:
            if figures is None:
                yield [each.name, who, None, hidden]
                continue
            cash = figures.cash
            for n, year in enumerate(of.years):
                money = [hidden] * 5
                if cash:
                    money = [cash.funding[n], cash.service[n], cash.need[n]]
                    money += [hidden] * 2
                    if cash.gap is not None:
                        money[3:] = [cash.own_budget[n], cash.gap[n]]
                yield [
                    *[each.name, who, year, figures.quantity[n], of.plan.unit],
                    *[figures.investment[n], figures.operation[n], figures.life_cycle[n]],
                    *money,
                    *[figures.today[n], figures.saved_so_far[n], of.plan.currency],
                ]

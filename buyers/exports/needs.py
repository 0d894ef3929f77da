"""Needs and their answers as spreadsheets: rows that were read for this reader already."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from buyers.models import Need, NeedShare
from core.exports import spreadsheet


def needs(format, group, rows):
    header = [
        *[_("Code"), _("Title"), _("State"), _("Owner"), _("Priority"), _("Answers wanted by")],
        *[_("Members that answered"), _("Members"), _("Quantity"), _("Unit"), _("Price estimate")],
        *[_("Problem today"), _("Desired outcome")],
    ]
    states = dict(Need.State.choices)
    cells = (
        [
            *[row.code, row.title, states[row.state], owner(row), row.priority, row.answers_due],
            *[row.answers.given, row.members, amount(row.answers.quantity), row.unit],
            "; ".join(map(str, row.answers.prices)),
            *[row.problem, row.desired_outcome],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "needs"), _("Needs"), header, cells)


def owner(need) -> str:
    return need.organisation.short_name if need.organisation else _("the group itself")


def amount(total):
    """A number where the reader may see it, else in words that it is hidden."""
    return str(total) if total and total.amount is None else total and total.amount


def answers(format, need, indicators, rows):
    header = [
        *[_("Buyer"), _("State"), _("Quantity"), _("Unit"), _("Price estimate"), _("Currency")],
        *[_("Quantity and price are for"), _("Replacement date"), _("Region (NUTS)"), _("Region")],
        *[_("Priority"), _("What differs"), _("Given"), _("Member today")],
    ]
    for each in indicators:
        header += [f"{each['name']}: {words}" for words in (_("today"), _("target"))]
    states = dict(NeedShare.State.choices)
    everybody, kept = _("all members"), _("totals alone")
    cells = (
        [
            *[row.name, states[row.state], row.quantity, need.unit, row.price, row.currency],
            *[everybody if row.discloses else kept, row.replacement_on, row.nuts, row.nuts_label],
            *[row.priority, row.differences, row.given_on],
            _("yes") if row.is_member else _("no"),
            *[value for values in row.indicators for value in values],
        ]
        for row in rows
    )
    name = f"{need.group.slug}-{need.code.lower()}-answers"
    return spreadsheet(format, name, _("Answers to %s") % need.code, header, cells)

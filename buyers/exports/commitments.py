"""The ledger of commitments and its totals as spreadsheets, as the reader may see them."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet
from core.templatetags import portal


def commitments(format, group, rows):
    """`rows` of buyers.ledger with the columns MORE and WITHDRAWN."""
    header = [
        *[_("Buyer"), _("Country"), _("Need"), _("Title of the need"), _("Year of purchase")],
        *[_("Level"), _("Quantity"), _("Unit"), _("Indicative value"), _("Currency"), _("State")],
        *[_("Expired"), _("Signed on"), _("Valid until"), _("Budget line"), _("Conditions")],
        *[_("Signed by"), _("Function"), _("Other members may see it"), _("Recorded")],
        *[_("Withdrawn"), _("Reason of the withdrawal")],
    ]
    yes, no = _("yes"), _("no")
    cells = (
        [
            *[row.buyer, row.country, row.need.code, row.need.title, row.year, row.level],
            *[row.quantity, row.need.unit, row.value, row.currency, row.state_label],
            *[yes if row.is_expired else no, row.signed_on, row.valid_until, *row.more[:4]],
            *[yes if row.is_disclosed else no, portal.minute(row.recorded_at), *row.more[4:]],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "commitments"), _("Commitments"), header, cells)


def totals(format, group, of_needs):
    """A row for each figure; one that is hidden says so in words."""
    header = [
        *[_("Need"), _("Title of the need"), _("Sum"), _("Of"), _("Unit or currency")],
        *[_("Amount"), _("Members")],
    ]

    def cells():
        for each in of_needs:
            measures = [each.need.unit, *each.currencies]
            lines = [(_("all"), each.total)]
            lines += [(label, line) for _key, label, found in each.by for line in found]
            for label, line in lines:
                for measure, cell in zip(measures, line.cells, strict=True):
                    if cell.amount is None and not cell.is_hidden:
                        continue  # nobody has committed anything in this currency
                    amount = cell.words if cell.is_hidden else cell.amount
                    members = line.members if cell is line.quantity else None
                    yield [
                        *[each.need.code, each.need.title, label, line.label, measure],
                        *[amount, members],
                    ]

    name = name_of(group, "commitment-totals")
    return spreadsheet(format, name, _("Totals of commitments"), header, cells())

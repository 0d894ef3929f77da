"""The comparison of options and the clauses as spreadsheets: what was read for this reader."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet


def options(format, group, compared):
    """A row for each option; a mean that is hidden says so in words."""
    header = [
        *[_("Rank"), _("Option"), _("Kind"), _("State"), _("Weighted total, 0 to 10")],
        _("Agreement"),
        *(f"{each.name} ({each.share_text})" for each in compared.criteria),
        *[_("Applicable law"), _("Who acts for the others"), _("Description")],
    ]
    cells = (
        [
            *[each.rank, each.name, each.kind_label, each.state_label],
            *[number(each.total, each.total_text), each.agreement_text],
            *(number(cell.mean, cell.text) for cell in each.cells),
            *[each.applicable_law, each.acting_body, each.description],
        ]
        for each in compared.options
    )
    name = name_of(group, f"options-{compared.question}")
    return spreadsheet(format, name, _("Options"), header, cells)


def number(value, text):
    """Of a fraction, rounded to four decimals; else the words of the page."""
    return text if value is None else round(float(value), 4)


def scores(format, group, compared):
    """A row for each member and option."""
    header = [_("Member"), _("State"), _("Other members may see it"), _("Option")]
    header += [each.name for each in compared.criteria]
    yes, no = _("yes"), _("no")
    cells = (
        [
            *[sheet.name, sheet.state_label, yes if sheet.discloses else no, option.name],
            *(sheet.scores.get((option.pk, each.pk)) for each in compared.criteria),
        ]
        for sheet in compared.sheets
        for option in compared.options
    )
    name = name_of(group, f"scores-{compared.question}")
    return spreadsheet(format, name, _("Scores"), header, cells)


def clauses(format, group, rows):
    header = [_("Topic"), _("State"), _("What is agreed, or what is open"), _("Prepared by")]
    cells = ([row.label, row.state_label, row.text, row.owner] for row in rows)
    return spreadsheet(format, name_of(group, "clauses"), _("Clauses"), header, cells)

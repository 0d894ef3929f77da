"""The list of a plan's parts as a spreadsheet, with what it says of each."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet


def parts(format, group, rows):
    """`rows`: as buyers.parts.read gives them."""
    header = [
        *[_("Part"), _("Title"), _("Written by"), _("State"), _("Due"), _("Version")],
        *[_("Approve"), _("Object"), _("Not answered")],
    ]
    cells = (
        [
            *[row.number, row.title, row.owner, row.state_label, row.due_on, row.version or None],
            *_answers(row),
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "plan-parts"), _("Parts"), header, cells)


def _answers(row) -> list[str]:
    """By name, once the members are asked."""
    if not row.answers:
        return ["", "", ""]
    standing = row.standing
    return ["; ".join(each) for each in (standing.approving, standing.objecting, standing.missing)]

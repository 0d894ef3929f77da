"""The decisions on a plan and its gates as spreadsheets."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet
from core.templatetags import portal


def decisions(format, group, rows):
    header = [
        *[_("Buyer"), _("Decision"), _("Stands"), _("Decided on"), _("Signed by"), _("Function")],
        *[_("Conditions or reasons"), _("Recorded"), _("Recorded by")],
    ]
    yes, no = _("yes"), _("no")
    cells = (
        [
            *[row.organisation.short_name, row.get_verdict_display(), yes if row.stands else no],
            *[row.decided_on, row.signatory, row.signatory_function, row.conditions],
            *[portal.minute(row.recorded_at), str(row.recorded_by)],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "decisions"), _("Decisions"), header, cells)


def gates(format, group, rows):
    header = [_("Gate"), _("Planned"), _("Passed"), _("Note")]
    cells = ([row.label, row.planned_on, row.passed_on, row.note] for row in rows)
    return spreadsheet(format, name_of(group, "gates"), _("Gates"), header, cells)

"""The spreadsheets of a group's calendar and of the risks that are linked to it."""

from django.utils.translation import gettext as _

from buyers.exports import name_of
from core.exports import spreadsheet
from workpackages.register import BANDS


def calendar(format, group, rows):
    header = [
        *[_("First day"), _("Last day"), _("Starts"), _("Ends"), _("Time zone"), _("What")],
        *[_("Title"), _("State"), _("Place"), _("Online"), _("Agenda")],
    ]
    cells = (
        [
            *[row.day, row.last_day, _hour(row.starts), _hour(row.ends)],
            *[row.zone if row.starts else "", row.kind, row.title, row.state, row.place],
            *[row.online_url, "\n".join(row.agenda)],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "meetings"), _("Meetings"), header, cells)


def risks(format, group, rows):
    header = [
        *[_("Code"), _("Title"), _("Category"), _("State"), _("Likelihood"), _("Impact")],
        *[_("Level"), _("Band"), _("Response"), _("Mitigation")],
    ]
    cells = (
        [
            *[row.code, row.title, row.category, row.state_label],
            *[row.level.likelihood, row.level.impact, row.level.value, str(BANDS[row.level.band])],
            *[row.response, row.mitigation],
        ]
        for row in rows
    )
    return spreadsheet(format, name_of(group, "risks"), _("Risks"), header, cells)


def _hour(at) -> str:
    return f"{at:%H:%M}" if at else ""

"""The spreadsheets of the work plan: the rows of a page, all of them, in its order."""

from django.utils.translation import gettext as _

from core import months
from core.exports import csv_response


def plan_csv(project, rows):
    header = [
        *[_("Code"), _("Kind"), _("Title"), _("Lead partner"), _("First month"), _("Last month")],
        *[_("Months"), _("Due or last day"), _("State"), _("Late"), _("Progress in per cent")],
    ]
    cells = (
        [
            *[row.code, row.kind, row.title, row.lead, months.label(row.first_month)],
            *[months.label(row.last_month), row.when, row.due_on, row.state_label, late(row)],
            row.progress,
        ]
        for row in rows
    )
    return csv_response(f"{project.slug}-plan.csv", header, cells)


def deliverables_csv(project, rows):
    own = [_("Type"), _("Dissemination level"), _("Justification of the delay")]
    return due_csv(f"{project.slug}-deliverables.csv", own, rows)


def milestones_csv(project, rows):
    return due_csv(f"{project.slug}-milestones.csv", [_("Means of verification")], rows)


def reviews_csv(project, reviews):
    header = [
        *[_("Code"), _("Title"), _("Lead partner"), _("Tentative month"), _("Day")],
        *[_("Planned venue"), _("State"), _("Held"), _("Outcome"), _("Comments")],
    ]
    cells = (
        [
            *[row.code, row.title, row.lead.organisation.short_name, months.label(row.due_month)],
            *[row.due_on, row.venue, row.get_state_display(), row.held_on, row.outcome],
            row.comments,
        ]
        for row in reviews
    )
    return csv_response(f"{project.slug}-reviews.csv", header, cells)


def due_csv(filename, own_header, rows):
    header = [
        *[_("Code"), _("Work packages"), _("Title"), _("Lead partner"), _("Due month"), _("Due")],
        *[_("State"), _("Late"), *own_header],
    ]
    cells = (
        [
            *[row.code, row.packages, row.title, row.lead, months.label(row.last_month)],
            *[row.due_on, row.state_label, late(row), *row.details],
        ]
        for row in rows
    )
    return csv_response(filename, header, cells)


def late(row):
    return _("yes") if row.late else _("no")

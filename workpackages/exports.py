"""The spreadsheets of the work plan: the rows of a page, all of them, in its order."""

from django.utils.translation import gettext as _

from core import months
from core.exports import csv_response


def plan_csv(project, rows, baseline=None):
    header = [
        *[_("Code"), _("Kind"), _("Title"), _("Lead partner"), _("First month"), _("Last month")],
        *[_("Months"), _("Due or last day"), _("State"), _("Late"), _("Progress in per cent")],
        *then_header(baseline),
    ]
    cells = (
        [
            *[row.code, row.kind, row.title, row.lead, months.label(row.first_month)],
            *[months.label(row.last_month), row.when, row.due_on, row.state_label, late(row)],
            *[row.progress, *then(row, baseline)],
        ]
        for row in rows
    )
    return csv_response(f"{project.slug}-plan.csv", header, cells)


def deliverables_csv(project, rows, baseline=None):
    own = [_("Type"), _("Dissemination level"), _("Justification of the delay")]
    return due_csv(f"{project.slug}-deliverables.csv", own, rows, baseline)


def milestones_csv(project, rows, baseline=None):
    own = [_("Means of verification")]
    return due_csv(f"{project.slug}-milestones.csv", own, rows, baseline)


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


def due_csv(filename, own_header, rows, baseline):
    header = [
        *[_("Code"), _("Work packages"), _("Title"), _("Lead partner"), _("Due month"), _("Due")],
        *[_("State"), _("Late"), *own_header, *then_header(baseline)],
    ]
    cells = (
        [
            *[row.code, row.packages, row.title, row.lead, months.label(row.last_month)],
            *[row.due_on, row.state_label, late(row), *row.details, *then(row, baseline)],
        ]
        for row in rows
    )
    return csv_response(filename, header, cells)


def differences_csv(baseline, differences):
    header = [
        *[_("Code"), _("Kind"), _("Title"), _("Lead partner"), _("Difference"), _("Then")],
        *[_("Today"), _("By how much")],
    ]
    cells = (
        [
            *[each.row.code, each.row.kind, each.row.title, each.row.lead, each.label, each.old],
            *[each.new, each.moved.words if each.moved else ""],
        ]
        for each in differences
    )
    return csv_response(f"{baseline.project.slug}-baseline-{baseline.pk}.csv", header, cells)


def then_header(baseline) -> list:
    return [_("In “%s”") % baseline] if baseline else []


def then(row, baseline) -> list:
    """Where it stood in the baseline that the page compares with, if it has moved since."""
    if not baseline:
        return []
    return [row.moved.old if row.moved else ""]


def late(row):
    return _("yes") if row.late else _("no")

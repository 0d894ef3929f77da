"""The spreadsheets of the work plan: the rows of a page, all of them, in its order."""

from django.utils.translation import gettext as _

from core import months
from core.exports import spreadsheet
from workpackages.comparison import NONE


def plan(format, project, rows):
    header = [
        *[_("Code"), _("Kind"), _("Title"), _("Lead partner"), _("First month"), _("Last month")],
        *[_("Due or last day"), _("State"), _("Late"), _("Progress in per cent")],
    ]
    cells = (
        [
            *[row.code, row.kind, row.title, row.lead, months.label(row.first_month)],
            *[months.label(row.last_month), row.due_on, row.state_label, late(row), row.progress],
        ]
        for row in rows
    )
    return spreadsheet(format, f"{project.slug}-plan", _("Plan"), header, cells)


def deliverables(format, project, rows):
    own = [_("Type"), _("Dissemination level")]
    return due(format, f"{project.slug}-deliverables", _("Deliverables"), own, rows)


def milestones(format, project, rows):
    own = [_("Means of verification")]
    return due(format, f"{project.slug}-milestones", _("Milestones"), own, rows)


def due(format, name, title, own_header, rows):
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
    return spreadsheet(format, name, title, header, cells)


def late(row):
    return _("yes") if row.late else _("no")


def effort(format, project, groups, by, periods):
    """A row for each line below the sums; `periods` have a column each, and one of all of them."""
    names = [_("Partner"), _("Work package")]
    first, second = reversed(names) if by == "package" else names
    header = [
        *[first, second, _("Title of the work package"), _("Planned")],
        *map(str, periods),
        *[_("Spent"), _("Difference"), _("Per cent of the plan")],
    ]
    cells = (
        [
            *[group.label, line.label, line.title or group.title, line.planned],
            *(line.spent.get(period.pk, NONE) for period in periods),
            *[line.actual, line.difference, line.share],
        ]
        for group in groups
        for line in group.inner
    )
    return spreadsheet(format, f"{project.slug}-effort", _("Effort"), header, cells)

"""The spreadsheets of the work plan: the rows of a page, all of them, in its order."""

from django.utils.translation import gettext as _

from core import months
from core.exports import csv_response
from workpackages.register import BANDS


def plan_csv(project, rows):
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
    return csv_response(f"{project.slug}-plan.csv", header, cells)


def deliverables_csv(project, rows):
    own = [_("Type"), _("Dissemination level")]
    return due_csv(f"{project.slug}-deliverables.csv", own, rows)


def milestones_csv(project, rows):
    return due_csv(f"{project.slug}-milestones.csv", [_("Means of verification")], rows)


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


def risks_csv(project, rows):
    header = [
        *[_("Code"), _("Title"), _("Category"), _("Foreseen"), _("Work packages"), _("Owner")],
        *[_("Likelihood"), _("Impact"), _("Level"), _("Band"), _("Level after mitigation")],
        *[_("Response"), _("Next review"), _("Open actions"), _("State")],
    ]
    cells = (
        [
            *[row.code, row.title, row.category_label, _("yes") if row.is_foreseen else _("no")],
            *[", ".join(row.packages), row.owner, row.now.likelihood, row.now.impact, row.level],
            *[BANDS[row.now.band], row.residual or "", row.response, row.review_on],
            *[row.actions, row.state_label],
        ]
        for row in rows
    )
    return csv_response(f"{project.slug}-risks.csv", header, cells)


def meetings_csv(project, rows):
    header = [
        *[_("Title"), _("Kind"), _("First day"), _("Last day"), _("Month"), _("Place"), _("Host")],
        *[_("State"), _("Decisions"), _("Open actions")],
    ]
    cells = (
        [
            *[row.title, row.kind_label, row.first_day, row.last_day, row.month, row.place],
            *[row.host, row.state_label, row.decisions, row.actions],
        ]
        for row in rows
    )
    return csv_response(f"{project.slug}-meetings.csv", header, cells)


def actions_csv(project, rows):
    header = [
        *[_("What"), _("Who"), _("Due"), _("State"), _("Late"), _("From")],
    ]
    cells = (
        [
            *[row.text, row.owner, row.due_on, row.state_label],
            *[_("yes") if row.due_class == "due-late" and row.due else _("no"), row.source],
        ]
        for row in rows
    )
    return csv_response(f"{project.slug}-actions.csv", header, cells)

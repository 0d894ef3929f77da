"""The spreadsheets of the work plan: the rows of a page, all of them, in its order."""

from django.utils.translation import gettext as _

from core import months
from core.exports import csv_response
from workpackages.register import BANDS


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

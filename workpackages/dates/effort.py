"""The dated things of reporting: periodic reports, and the effort that partners report for them.

See core.dates. A partner's people see the dates of their own reports; the coordinator's page shows
all of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import months
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.places import places_of
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject, item
from workpackages.models import EffortReport, ReportingPeriod
from workpackages.models.effort import EFFORT_WITHIN, REPORT_WITHIN

COORDINATOR = {"coordinator": gettext_lazy("Coordinator")}
KINDS = (
    Kind("period_report", gettext_lazy("Periodic report due"), COORDINATOR),
    Kind(
        "effort_report",
        gettext_lazy("Effort report due"),
        {
            "partner": gettext_lazy("Partner that reports"),
            "approver": gettext_lazy("Coordinator, once it is handed in"),
        },
    ),
)
PERIODS = """
    SELECT 'period_report', item.id, item.project_id, item.report_due_on,
           CAST(item.number AS varchar(20)), '',
           CASE WHEN item.reported_on IS NULL THEN '' ELSE 'reported' END,
           CAST(item.last_month AS varchar(20)), {{no_hours}}
      FROM workpackages_reportingperiod item
     WHERE {due}
"""
# With `is_owed` of workpackages.querysets.effort at the end of the detail.
REPORTS = """
    SELECT 'effort_report', report.id, item.project_id, item.effort_due_on,
           CAST(item.number AS varchar(20)), organisation.short_name, report.state,
           item.last_month || '/' || partner.number || '/' || CASE
               WHEN report.state = 'open' AND EXISTS (
                   SELECT 1 FROM workpackages_plannedeffort planned
                    WHERE planned.participation_id = partner.id AND planned.person_months > 0
               ) THEN 'owed' ELSE '' END,
           {{no_hours}}
      FROM workpackages_effortreport report
      JOIN workpackages_reportingperiod item ON item.id = report.period_id
      JOIN partners_participation partner ON partner.id = report.participation_id
      JOIN partners_organisation organisation ON organisation.id = partner.organisation_id
     WHERE {due} AND {own}
"""
PERIOD, REPORT = ReportingPeriod._meta.label_lower, EffortReport._meta.label_lower
# By role: what is answered for, the way to it from a place on a team, and in which state.
PATHS = {
    "coordinator": (PERIOD, "participation__project__reporting_periods", ""),
    "partner": (REPORT, "participation__effort_reports", EffortReport.State.OPEN),
    "approver": (
        REPORT,
        "participation__project__reporting_periods__effort_reports",
        EffortReport.State.SUBMITTED,
    ),
}


def selects(first: date, last: date, projects: dict[int, OfProject], person=None) -> Iterator[str]:
    """For `due.rows`. Days that nobody has named follow from months, which differ by project."""
    yield PERIODS.format(due=_due("report_due_on", REPORT_WITHIN, first, last, projects))
    own = "TRUE"
    if person is not None:
        partners = ", ".join(map(str, sorted(places_of(person).acted_for)))
        if not partners:
            return
        own = f"partner.id IN ({partners})"
    yield REPORTS.format(due=_due("effort_due_on", EFFORT_WITHIN, first, last, projects), own=own)


def _due(column: str, within: timedelta, first, last, projects) -> str:
    """The condition that a period's day lies in these days; unnamed it is `within` of its end."""
    ending = []
    for pk, project in projects.items():
        lowest, highest = months.ending(project.start, first - within, last - within)
        if lowest <= highest:
            of_months = f"item.last_month BETWEEN {lowest} AND {highest}"
            ending.append(f"item.project_id = {pk} AND {of_months}")
    named = f"item.{column} BETWEEN %(first)s AND %(last)s"
    unnamed = f"item.{column} IS NULL AND ({' OR '.join(ending) or 'FALSE'})"
    return f"item.project_id IN ({{projects}}) AND ({named} OR {unnamed})"


def made(rows: Iterable[Due], projects: dict[int, OfProject]) -> Iterator[DatedItem]:
    for row in rows:
        last_month, *detail = row.detail.split("/")
        period = ReportingPeriod(number=int(row.number), last_month=int(last_month))
        project = projects[row.project]
        if row.kind == "period_report":
            yield _period_report(row, period, project)
        else:
            yield _effort_report(row, period, project, *detail)


def _period_report(row: Due, period: ReportingPeriod, project: OfProject) -> DatedItem:
    period.report_due_on = row.day
    return item(
        row,
        project,
        ReportingPeriod,
        moment=period.due_day(project.start),
        label=_("Periodic report %(period)s") % {"period": period},
        url=reverse("workpackages:effort", args=[project.slug]),
        open=not row.state,
        state=_("handed in") if row.state else _("open"),
    )


def _effort_report(
    row: Due, period: ReportingPeriod, project: OfProject, partner: str, owed: str
) -> DatedItem:
    """Handed in it waits for the coordinator."""
    period.effort_due_on = row.day
    words = {"period": period, "partner": row.title}
    return item(
        row,
        project,
        EffortReport,
        moment=period.effort_day(project.start),
        label=_("Effort report %(period)s of %(partner)s") % words,
        url=reverse("workpackages:effort_report", args=[project.slug, period.number, int(partner)]),
        open=bool(owed) or row.state == EffortReport.State.SUBMITTED,
        state=str(EffortReport.State(row.state).label),
    )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for the people who answer for these in a role of `KINDS`; one statement."""
    if role not in PATHS:
        return
    label, path, state = PATHS[role]
    pks = ids_by_model(keys).get(label)
    if not pks:
        return
    places = TeamMember.objects.valid_on(day_or_today(today)).editors()
    if role != "partner":
        places = places.filter(participation__role="coordinator")
    asked = {f"{path}__in": pks}
    if state:
        asked[f"{path}__state"] = state
    for pk, person in places.filter(**asked).values_list(path, "person").distinct():
        yield f"{label}:{pk}", person

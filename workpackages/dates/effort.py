"""The dated things of reporting: periodic reports, and the effort that partners report for them.

See core.dates. A partner's people see the dates of their own reports; the coordinator's page shows
all of them.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.places import places_of
from partners.querysets import day_or_today
from workpackages.dates.due import OfProject
from workpackages.models import EffortReport, ReportingPeriod

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


def items(
    first: date, last: date, projects: dict[int, OfProject], person=None
) -> Iterator[DatedItem]:
    """What is due on one of these days; at most two statements."""
    due = {}  # periods whose effort is due in these days
    for period in ReportingPeriod.objects.filter(project__in=projects).order_by("pk"):
        project = projects[period.project_id]
        if first <= period.due_day(project.start) <= last:
            yield _of_period(period, project)
        if first <= period.effort_day(project.start) <= last:
            due[period.pk] = period
    if due:
        yield from _of_reports(due, projects, person)


def _of_period(period: ReportingPeriod, project: OfProject) -> DatedItem:
    return DatedItem(
        key=f"{PERIOD}:{period.pk}",
        kind="period_report",
        label=_("Periodic report %(period)s") % {"period": period},
        moment=period.due_day(project.start),
        url=reverse("workpackages:effort", args=[project.slug]),
        project_id=period.project_id,
        project=project.acronym,
        open=period.reported_on is None and project.is_open,
        state=_("handed in") if period.reported_on else _("open"),
    )


def _of_reports(
    periods: dict[int, ReportingPeriod], projects: dict[int, OfProject], person
) -> Iterator[DatedItem]:
    reports = EffortReport.objects.filter(period__in=periods).with_owed().order_by("pk")
    if person is not None:
        reports = reports.filter(participation__in=places_of(person).acted_for)
    columns = ("pk", "period", "participation__number", "state", "is_owed")
    rows = reports.values_list(*columns, "participation__organisation__short_name")
    labels = dict(EffortReport.State.choices)
    for pk, period_id, number, state, is_owed, name in rows:
        period = periods[period_id]
        project = projects[period.project_id]
        # Handed in it waits for the coordinator.
        is_open = is_owed or state == EffortReport.State.SUBMITTED
        yield DatedItem(
            key=f"{REPORT}:{pk}",
            kind="effort_report",
            label=_("Effort report %(period)s of %(partner)s")
            % {"period": period, "partner": name},
            moment=period.effort_day(project.start),
            url=reverse("workpackages:effort_report", args=[project.slug, period.number, number]),
            project_id=period.project_id,
            project=project.acronym,
            open=is_open and project.is_open,
            state=str(labels[state]),
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

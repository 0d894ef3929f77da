"""Person-months: the reporting periods, what is planned, and what partners report of each period.

The table of planned effort and a partner's report are written cell by cell, all or nothing. An
empty cell means none: what stood there becomes 0, so that its history stays.
"""

from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import key_of
from core.history import record
from outbox.posting import withdraw
from partners.models import Participation
from workpackages import emails, planning
from workpackages.models import (
    EffortReport,
    PlannedEffort,
    ReportedEffort,
    ReportingPeriod,
    WorkPackage,
)

# --- Reporting periods ---------------------------------------------------------------------------


@transaction.atomic
def enter_period(*, period: ReportingPeriod, by, reason: str = "") -> ReportingPeriod:
    """Save a new period, and the reports that partners owe for it."""
    planning.hold(period.project_id)
    period.full_clean()
    record(period, reason, by=by)
    expect_reports(project=period.project, by=by)
    return period


@transaction.atomic
def change_period(*, period: ReportingPeriod, by, reason: str = "", **values) -> ReportingPeriod:
    """Write new values to the period as it is now."""
    planning.hold(period.project_id)
    row = _locked(period)
    planning.rewrite(row, by=by, reason=reason, **values)
    expect_reports(project=row.project, by=by)
    return row


@transaction.atomic
def report_period(*, period: ReportingPeriod, by, on: date, reason: str = "") -> ReportingPeriod:
    """The coordinator has handed in the periodic report: nobody is reminded of it any more."""
    row = _locked(period)
    if on < row.starts_on(row.project.start):
        raise ValidationError({"on": _("The period has not begun on that day.")})
    row.report(by=by, on=on, reason=reason)
    withdraw(subject_key=key_of(row), reason=_("The report of %s is handed in.") % row)
    return row


@transaction.atomic
def reopen_period(*, period: ReportingPeriod, by, reason: str) -> ReportingPeriod:
    row = _locked(period)
    row.reopen(by=by, reason=reason)
    return row


# --- Planned effort ------------------------------------------------------------------------------


@transaction.atomic
def plan(*, project, cells: dict, by, now: datetime, reason: str = "") -> int:
    """Write planned person-months: {(work package id, participation id): Decimal, or None}.

    Cells that are not named stay as they are. Returns how many changed, each with its history.
    Partners who have effort for the first time owe reports from now on.
    """
    planning.hold(project.pk)
    packages = set(WorkPackage.objects.filter(project=project).values_list("pk", flat=True))
    partners = set(Participation.objects.filter(project=project).values_list("pk", flat=True))
    if any(package not in packages or partner not in partners for package, partner in cells):
        raise ValidationError(_("One of these belongs to another project."))
    rows = PlannedEffort.objects.filter(work_package__project=project)
    there = {(row.work_package_id, row.participation_id): row for row in rows}
    changed = 0
    for key, value in cells.items():
        package, partner = key
        row = there.get(key) or PlannedEffort(work_package_id=package, participation_id=partner)
        changed += _fill(row, value, by=by, now=now, reason=reason)
    if changed:
        expect_reports(project=project, by=by)
    return changed


@transaction.atomic
def expect_reports(*, project, by) -> None:
    """Make the reports that are owed: one for each partner with planned effort and period."""
    planned = PlannedEffort.objects.filter(work_package__project=project, person_months__gt=0)
    partners = Participation.objects.filter(pk__in=planned.values("participation"))
    periods = ReportingPeriod.objects.filter(project=project)
    reports = EffortReport.objects.filter(period__project=project)
    there = set(reports.values_list("period", "participation"))
    partners = list(partners)
    for period in periods:
        for partner in partners:
            concerned = period.concerns(partner, project.start)
            if concerned and (period.pk, partner.pk) not in there:
                record(EffortReport(period=period, participation=partner), "", by=by)


# --- What a partner reports ----------------------------------------------------------------------


@transaction.atomic
def write(
    *,
    period: ReportingPeriod,
    participation,
    lines: dict,
    comment: str,
    by,
    now: datetime,
    hand_in_on: date | None = None,
) -> EffortReport:
    """Write a partner's report: {work package id: Decimal, or None} and the explanation; with a
    day it is handed in too.

    Refused once it is approved. Work packages that are not named stay as they are.
    """
    planning.hold(period.project_id)
    report = _locked_report(period, participation, by)
    report.refuse_if_locked()
    packages = WorkPackage.objects.filter(project=period.project_id)
    if not set(lines) <= set(packages.values_list("pk", flat=True)):
        raise ValidationError(_("One of these belongs to another project."))
    if report.comment != comment:
        report.comment = comment
        _record_at(report, "", "comment", by=by, now=now)
    there = {row.work_package_id: row for row in report.lines.all()}
    for package, value in lines.items():
        row = there.get(package) or ReportedEffort(report=report, work_package_id=package)
        _fill(row, value, by=by, now=now)
    return hand_in(report=report, by=by, on=hand_in_on) if hand_in_on else report


@transaction.atomic
def hand_in(*, report: EffortReport, by, on: date) -> EffortReport:
    """The partner is done. The coordinator is told when it is the last one owed for its period, or
    when it comes back corrected; each of the others waits on the page of the effort.
    """
    planning.hold(report.period.project_id)  # so that of two at once one is the last
    row = _locked(report)
    begins = row.period.starts_on(row.period.project.start)
    if on < begins:
        raise ValidationError(
            _("%(period)s begins on %(day)s: its effort can be handed in from then on.")
            % {"period": row.period, "day": date_format(begins)}
        )
    again = row.was_returned
    owed = EffortReport.objects.filter(period=row.period).owed()
    is_last = list(owed.values_list("pk", flat=True)) == [row.pk]
    row.hand_in(by=by, on=on)
    withdraw(subject_key=key_of(row), reason=_("The report is handed in."))
    if again or is_last:
        emails.effort_handed_in(row, by=by, again=again, on=on)
    return row


@transaction.atomic
def approve(*, report: EffortReport, by, on: date, seen: str = "") -> EffortReport:
    """Accept the report as it was seen, and lock it. `seen` is its `version` then."""
    row = _locked(report)
    if seen and seen != version(row):
        raise ValidationError(_("The report has changed since you opened it. Look at it again."))
    row.approve(by=by, on=on)
    withdraw(subject_key=key_of(row), reason=_("The report is approved."))
    return row


@transaction.atomic
def give_back(*, report: EffortReport, by, reason: str) -> EffortReport:
    """Return a report to its partner, or reopen an approved one: its people are told why."""
    row = _locked(report)
    was_locked = row.state == EffortReport.State.APPROVED
    row.give_back(by=by, reason=reason)
    withdraw(subject_key=key_of(row), reason=_("The report was returned."))
    emails.effort_returned(row, by=by, reason=reason, was_locked=was_locked)
    return row


def version(report: EffortReport) -> str:
    """Another one after every change of the report and of its lines: how many there were."""
    lines = ReportedEffort.history.filter(report=report).order_by().values("history_id")
    return str(report.history.order_by().values("history_id").union(lines, all=True).count())


# --- Rows ----------------------------------------------------------------------------------------


def _locked(row):
    """The row anew, locked until the transaction ends."""
    rows = type(row).objects.select_for_update(of=("self",), no_key=True)
    if isinstance(row, EffortReport):
        return rows.select_related("period__project", "participation__organisation").get(pk=row.pk)
    return rows.select_related("project").get(pk=row.pk)


def _locked_report(period, participation, by) -> EffortReport:
    """The partner's report of the period; it begins here where none was owed."""
    report = EffortReport.objects.filter(period=period, participation=participation).first()
    if report:
        return _locked(report)
    if participation.project_id != period.project_id:
        raise ValidationError(_("One of these belongs to another project."))
    report = EffortReport(period=period, participation=participation)
    record(report, "", by=by)
    return report


def _fill(row, value: Decimal | None, *, by, now: datetime, reason: str = "") -> bool:
    """Put a value into a cell; whether that changed it."""
    value = row._meta.get_field("person_months").clean(value or Decimal(0), row)
    if row._state.adding:
        if not value:
            return False
        row.person_months = value
        _record_at(row, reason, by=by, now=now)
        return True
    if row.person_months == value:
        return False
    row.person_months = value
    _record_at(row, reason, "person_months", by=by, now=now)
    return True


def _record_at(row, reason, *fields, by, now: datetime) -> None:
    """`record`; what one press of a button writes has one moment in the history."""
    row._history_date = now
    try:
        record(row, reason, *fields, by=by)
    finally:
        del row._history_date

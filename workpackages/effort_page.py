"""The effort of a project in words, as its page shows it: table, bars, periods and reports."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from workpackages.comparison import NONE, Effort, Line
from workpackages.models import (
    EffortReport,
    PlannedEffort,
    ReportedEffort,
    ReportingPeriod,
    WorkPackage,
)

A_MONTH = timedelta(days=31)


class Words(dict):
    """Person-months in words, each value formatted once."""

    def __missing__(self, value: Decimal) -> str:
        self[value] = number_format(value, 2, force_grouping=False).replace("-", "−")
        return self[value]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    line: Line
    label: str
    title: str
    is_group: bool
    is_over: bool
    toggle: str  # of a sum: the address that folds or unfolds it
    planned: str
    spent: list[str]  # by period, where those have columns of their own
    actual: str
    difference: str
    share: str


def row(line: Line, words: Words, periods: list, toggle: str = "") -> Row:
    share, difference = line.share, line.difference
    return Row(
        line,
        line.label,
        line.title,
        bool(line.inner),
        difference > 0,
        toggle,
        words[line.planned],
        [words[line.spent.get(period.pk, NONE)] for period in periods],
        words[line.actual],
        ("+" if difference > 0 else "") + words[difference],
        "–" if share is None else f"{share} %",
    )


def rows(groups: list[Line], words: Words, periods: list, address: str) -> list[Row]:
    """Each sum with its lines below it, as far as they are unfolded.

    `address` is the page's own, up to the value of the parameter `open`.
    """
    found = []
    for group in groups:
        found.append(row(group, words, periods, f"{address}{group.toggle}#{group.key}"))
        if not group.folded:
            found += [row(line, words, periods) for line in group.inner]
    return found


@dataclass(frozen=True, slots=True)
class Bar:
    """Planned and spent beside each other; widths in per cent of the longest bar."""

    label: str
    title: str
    words: str
    planned_width: str
    actual_width: str
    is_over: bool


def bars(groups: list[Line], words: Words) -> list[Bar]:
    longest = max((max(group.planned, group.actual) for group in groups), default=NONE) or 1
    in_words = _("%(spent)s of %(planned)s")
    return [
        Bar(
            group.label,
            group.title,
            in_words % {"spent": words[group.actual], "planned": words[group.planned]},
            f"{group.planned * 100 / longest:.2f}",
            f"{group.actual * 100 / longest:.2f}",
            group.is_over,
        )
        for group in groups
    ]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A reporting period with its days, and how many of the reports that count are in."""

    period: ReportingPeriod
    starts_on: date
    ends_on: date
    effort_day: date
    due_day: date
    expected: int  # those that are in, and those that are owed
    handed_in: int
    approved: int


def deadlines(effort: Effort, project) -> list[Deadline]:
    states = {period.pk: [] for period in effort.periods}
    for report in effort.reports:
        if report.is_owed or report.state != EffortReport.State.OPEN:
            states[report.period_id].append(report.state)
    return [
        Deadline(
            period,
            period.starts_on(project.start),
            period.ends_on(project.start),
            period.effort_day(project.start),
            period.due_day(project.start),
            len(states[period.pk]),
            len(states[period.pk]) - states[period.pk].count(EffortReport.State.OPEN),
            states[period.pk].count(EffortReport.State.APPROVED),
        )
        for period in effort.periods
    ]


@dataclass(frozen=True, slots=True)
class Report:
    """A partner's report of a period, with what it adds up to once it is handed in."""

    period: ReportingPeriod
    partner: str
    url: str
    state: str
    state_label: str
    was_returned: bool
    is_owed: bool
    due_on: date
    actual: str


def reports(effort: Effort, project, words: Words) -> dict[tuple[int, int], Report]:
    """By the ids of partner and period."""
    sums = {}
    for (_package, partner), spent in effort.spent.items():
        for period, value in spent.items():
            sums[partner, period] = sums.get((partner, period), NONE) + value
    periods = {period.pk: period for period in effort.periods}
    partners = {partner.pk: partner for partner in effort.partners}
    labels = {state: str(label) for state, label in EffortReport.State.choices}
    address = f"{project.get_absolute_url()}effort/"
    found = {}
    for report in effort.reports:
        period, partner = periods[report.period_id], partners[report.participation_id]
        key = (partner.pk, period.pk)
        found[key] = Report(
            period,
            partner.organisation.short_name,
            f"{address}rp{period.number}/{partner.number}/",
            report.state,
            labels[report.state],
            report.was_returned,
            report.is_owed,
            period.effort_day(project.start),
            words[sums.get(key, NONE)],
        )
    return found


def owed(found: dict, project, partners, today: date) -> list[Report]:
    """Reports that these partners have not handed in, the most urgent first; from a month before
    the period ends.
    """
    mine = [
        report
        for (partner, _period), report in found.items()
        if partner in partners
        and report.is_owed
        and report.period.ends_on(project.start) <= today + A_MONTH
    ]
    return sorted(mine, key=lambda report: report.due_on)


class Lines:
    """The work packages of a report beside the plan and the other periods; three statements."""

    def __init__(self, report: EffortReport):
        planned = PlannedEffort.objects.filter(participation=report.participation)
        self.planned = dict(planned.order_by().values_list("work_package", "person_months"))
        self.here, self.elsewhere = {}, defaultdict(lambda: NONE)
        lines = ReportedEffort.objects.filter(report__participation=report.participation)
        columns = ("report", "report__state", "work_package", "person_months")
        for pk, state, package, value in lines.order_by().values_list(*columns):
            if pk == report.pk:
                self.here[package] = value
            elif state != EffortReport.State.OPEN:
                self.elsewhere[package] += value
        packages = WorkPackage.objects.filter(project=report.period.project_id)
        self.packages, self.others = [], []
        for package in packages.only("number", "title", "state"):
            if self.planned.get(package.pk) or self.here.get(package.pk):
                self.packages.append(package)
            elif package.state == WorkPackage.State.OPEN:
                self.others.append(package)

    def rows(self, cells: dict):
        """(work package, planned, in other periods, here, its cell)"""
        return [
            (
                package,
                self.planned.get(package.pk, NONE),
                self.elsewhere[package.pk],
                self.here.get(package.pk, NONE),
                cells[package.pk],
            )
            for package in self.packages
        ]

    def sums(self):
        """Planned, in other periods, here."""
        return [
            sum((found.get(package.pk, NONE) for package in self.packages), NONE)
            for found in (self.planned, self.elsewhere, self.here)
        ]

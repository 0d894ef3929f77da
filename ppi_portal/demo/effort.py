"""The effort of the demo: two reporting periods, and person-months. The first period is the real
one, M1 to M18; all figures are illustrative.
"""

from datetime import date
from decimal import Decimal

from workpackages import effort
from workpackages.models import EffortReport, ReportingPeriod

PERIODS = [(1, 1, 18), (2, 19, 33)]

PARTNERS = ("iat", "iclei", "zagreb", "obcp", "acr", "sur", "sp", "rws")
# For the whole project, and spent in the first period: a row for each work package.
PLANNED = {
    "1": "16.00 1.50 1.00 1.50 1.00 1.00 1.50 1.00",
    "2": "3.00 2.00 4.00 3.00 2.00 4.00 9.00 6.00",
    "3": "4.00 11.00 3.00 3.00 5.00 3.00 3.00 4.00",
    "4": "5.50 8.00 6.00 13.00 3.00 6.00 4.50 2.50",
    "5": "3.00 3.00 1.00 1.50 10.00 1.00 1.00 1.00",
}
SPENT = {
    "1": "9.25 0.80 0.45 0.75 0.60 0.50 0.90 0.40",
    "2": "3.40 1.75 3.80 3.00 1.50 4.25 8.60 6.50",
    "3": "1.90 6.75 1.60 1.85 2.90 1.40 1.25 2.60",
    "4": "1.60 2.40 1.25 5.10 0.75 1.90 0.60 0.30",
    "5": "1.45 1.20 0.30 0.60 5.80 0.25 0.35 0.15",
}
COMMENTS = {
    "iat": "The survey of work package 2 needed two more rounds than planned.",
    "sur": "Half a month more in work package 2: visits to three treatment plants.",
    "rws": "Two market dialogues instead of one; the secondment ended in M12.",
}
HANDED_IN = date(2016, 7, 25)
APPROVED = date(2016, 8, 8)
LATE = "sp"  # has written something and not handed it in
WAITING = "sur"  # for approval


def enter_effort(demo) -> None:
    coordinator = demo.people["coordinator"]
    periods = [
        effort.enter_period(
            period=ReportingPeriod(
                project=demo.project, number=number, first_month=first, last_month=last
            ),
            by=coordinator,
        )
        for number, first, last in PERIODS
    ]
    effort.plan(
        project=demo.project,
        cells={
            (demo.work_packages[number].pk, demo.partners[key].pk): value
            for number, row in PLANNED.items()
            for key, value in figures(row).items()
        },
        by=coordinator,
        now=demo.moment(demo.line.start),
        reason="As in the grant agreement (illustrative)",
    )
    for key in PARTNERS:
        report = report_first_period(demo, periods[0], key)
        if report.state == EffortReport.State.SUBMITTED and key != WAITING:
            effort.approve(report=report, by=coordinator, on=demo.line.day(APPROVED))


def report_first_period(demo, period: ReportingPeriod, key: str) -> EffortReport:
    day = demo.line.day(HANDED_IN)
    lines = {demo.work_packages[number].pk: figures(row)[key] for number, row in SPENT.items()}
    if key == LATE:
        lines.pop(demo.work_packages["4"].pk)
    return effort.write(
        period=period,
        participation=demo.partners[key],
        lines=lines,
        comment=COMMENTS.get(key, ""),
        by=demo.people[key],
        now=demo.moment(day),
        hand_in_on=None if key == LATE else day,
    )


def figures(row: str) -> dict[str, Decimal]:
    return dict(zip(PARTNERS, map(Decimal, row.split()), strict=True))

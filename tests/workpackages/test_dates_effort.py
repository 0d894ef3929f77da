"""Reporting periods and effort reports as dated things, and who is reminded of them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from core.dates import DatedItem, key_of
from tests.people import NOW, TODAY, make_organisation, make_partner, make_period, make_project
from workpackages import dates, effort
from workpackages.models import EffortReport

FIRST, LAST = date(2026, 1, 1), date(2029, 12, 31)
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
KINDS = ("period_report", "effort_report")


@pytest.fixture
def period(world):
    """RP1, M1-M18: effort due on 30 July 2027, the report on 29 August; ACR+ has effort."""
    period = make_period(world.project)
    plan(world, world.acr)
    return period


def plan(world, partner, value="6"):
    effort.plan(
        project=world.project,
        cells={(world.wp4.pk, partner.pk): Decimal(value)},
        by=world.coordinator,
        now=NOW,
    )


def report(world) -> EffortReport:
    return EffortReport.objects.get(participation=world.acr)


def found(first=FIRST, last=LAST, **given) -> list[DatedItem]:
    return [item for item in dates.items(first, last, **given) if item.kind in KINDS]


def pairs(role, *rows):
    return list(dates.answerable(role, [key_of(row) for row in rows], TODAY))


def test_a_period_and_a_report_as_dated_items(world, period):
    row = report(world)
    assert found() == [
        DatedItem(
            key=f"workpackages.reportingperiod:{period.pk}",
            kind="period_report",
            label="Periodic report RP1",
            moment=date(2027, 8, 29),
            url="/projects/ppi4test/effort/",
            project_id=world.project.pk,
            project="PPI4Test",
            open=True,
            state="open",
        ),
        DatedItem(
            key=f"workpackages.effortreport:{row.pk}",
            kind="effort_report",
            label="Effort report RP1 of ACR+",
            moment=date(2027, 7, 30),
            url="/projects/ppi4test/effort/rp1/5/",
            project_id=world.project.pk,
            project="PPI4Test",
            open=True,
            state="open",
        ),
    ]
    assert found()[1].url == row.get_absolute_url()


def test_the_days_that_were_named_count(world, period):
    period.report_due_on, period.effort_due_on = date(2027, 9, 20), date(2027, 9, 10)
    period.save()
    days = [date(2027, 9, 10), date(2027, 9, 20)]
    assert [item.moment for day in days for item in found(day, day)] == days
    assert found(date(2027, 9, 11), date(2027, 9, 19)) == []


def test_each_project_counts_its_own_months_to_the_day(world, period):
    """Of two projects that begin on different days, on the last day of the window and beyond it."""
    other = make_project("Other", start=date(2026, 3, 31))
    second = make_period(other)
    for row, project in ((period, world.project), (second, other)):
        due = row.due_day(project.start)
        for first, last, is_found in (
            *((due, due, True), (due - ONE_DAY, due, True), (due, due + ONE_DAY, True)),
            *((due + ONE_DAY, due + WEEK, False), (due - WEEK, due - ONE_DAY, False)),
        ):
            items = {item.key: item.moment for item in found(first, last)}
            assert items == ({key_of(row): due} if is_found else {}), (first, last)


def test_open_until_it_is_reported_or_approved(world, period):
    def is_open():
        return [(item.open, item.state) for item in found()]

    effort.report_period(period=period, by=world.coordinator, on=TODAY)
    effort.hand_in(report=report(world), by=world.partner, on=TODAY)
    assert is_open() == [(False, "handed in"), (True, "handed in")]
    effort.approve(report=report(world), by=world.coordinator, on=TODAY)
    assert is_open() == [(False, "handed in"), (False, "approved")]


def test_without_planned_effort_nobody_waits_for_a_report(world, period):
    plan(world, world.acr, "0")
    assert [item.open for item in found()] == [True, False]


def test_nothing_is_open_in_a_closed_project(world, period):
    world.project.closed_on = TODAY
    world.project.save()
    assert [item.open for item in found()] == [False, False]


def test_people_see_their_own_reports(world, period):
    kinds = {
        role: [item.kind for item in found(person=world.person(role))]
        for role in ("coordinator", "partner", "team_reader", "officer", "stranger")
    }
    assert kinds == {
        "coordinator": ["period_report"],
        "partner": ["period_report", "effort_report"],
        "team_reader": ["period_report"],
        "officer": ["period_report"],
        "stranger": [],
    }


def test_who_answers_for_what(world, period):
    row = report(world)
    assert pairs("coordinator", period, row) == [(key_of(period), world.coordinator.pk)]
    assert pairs("partner", period, row) == [(key_of(row), world.partner.pk)]
    assert pairs("approver", period, row) == []
    effort.hand_in(report=row, by=world.partner, on=TODAY)
    assert pairs("partner", period, row) == []
    assert pairs("approver", period, row) == [(key_of(row), world.coordinator.pk)]
    effort.give_back(report=row, by=world.coordinator, reason="Sum")
    assert pairs("partner", row) == [(key_of(row), world.partner.pk)]
    assert pairs("lead", period, row) == []


def test_who_left_answers_for_nothing(world, period):
    world.acr.exit = TODAY - timedelta(days=1)
    world.acr.save()
    assert pairs("partner", report(world)) == []


def test_the_number_of_statements_does_not_grow(world, period, django_assert_num_queries):
    with django_assert_num_queries(2):  # for everything of the plan
        assert len(found()) == 2
    for number in (6, 7, 8):
        make_period(world.project, number, 13 + number, 13 + number)
        plan(world, make_partner(world.project, make_organisation(f"P{number}"), number))
    with django_assert_num_queries(2):
        assert len(found()) == 4 + 16
    with django_assert_num_queries(2):
        assert found(FIRST, FIRST) == []
    rows = list(EffortReport.objects.all())
    with django_assert_num_queries(1):
        assert len(pairs("partner", *rows)) == 4

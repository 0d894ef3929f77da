"""Person-months in Django admin: repairs go through the acts, reports are reopened for a reason."""

from decimal import Decimal

import pytest

from outbox.models import Mail
from tests.people import (
    NOW,
    TODAY,
    make_organisation,
    make_partner,
    make_period,
    make_project,
    make_work_package,
)
from tests.reading import notes
from workpackages import effort
from workpackages.models import EffortReport, PlannedEffort, ReportingPeriod

ADMIN = "/admin/workpackages"


@pytest.fixture
def report(world):
    """ACR+'s of RP1, approved."""
    period = make_period(world.project)
    effort.plan(
        project=world.project,
        cells={(world.wp4.pk, world.acr.pk): Decimal(6)},
        by=world.coordinator,
        now=NOW,
    )
    report = effort.write(
        period=period,
        participation=world.acr,
        lines={world.wp4.pk: Decimal(2)},
        comment="",
        by=world.partner,
        now=NOW,
        hand_in_on=TODAY,
    )
    Mail.objects.all().delete()
    return effort.approve(report=report, by=world.coordinator, on=TODAY)


@pytest.mark.parametrize(
    ("model", "row", "may_add"),
    [
        ("reportingperiod", lambda report: report.period, True),
        ("plannedeffort", lambda report: PlannedEffort.objects.get(), True),
        ("effortreport", lambda report: report, False),
        ("reportedeffort", lambda report: report.lines.get(), False),
    ],
)
def test_the_pages_of_every_table(world, admin, login, report, model, row, may_add):
    pk = row(report).pk
    for path in ("/", "/?q=PPI4Test", f"/{pk}/change/", f"/{pk}/history/"):
        assert admin.get(f"{ADMIN}/{model}{path}").status_code == 200, path
    assert admin.get(f"{ADMIN}/{model}/add/").status_code == (200 if may_add else 403)
    assert admin.get(f"{ADMIN}/{model}/{pk}/delete/").status_code == 403
    assert admin.get(f"{ADMIN}/{model}/?q=nothing+like+it").context["cl"].result_count == 0
    assert login(world.coordinator).get(f"{ADMIN}/{model}/").status_code == 302


def test_a_period_is_repaired_through_its_act(world, admin, report):
    address = f"{ADMIN}/reportingperiod/{report.period.pk}/change/"
    values = {"first_month": "1", "last_month": "40", "effort_due_on": "", "report_due_on": ""}
    answer = admin.post(address, values)
    assert set(answer.context["adminform"].form.errors) == {"last_month"}
    assert admin.post(address, values | {"last_month": "17"}).status_code == 302
    assert report.period.history.latest("history_id").history_change_reason == (
        "In the administration"
    )
    values |= {"project": world.project.pk, "number": "2", "first_month": "18", "last_month": "33"}
    assert admin.post(f"{ADMIN}/reportingperiod/add/", values).status_code == 302
    assert EffortReport.objects.filter(period__number=2).count() == 1
    answer = admin.post(f"{ADMIN}/reportingperiod/add/", values | {"number": "3"})
    assert set(answer.context["adminform"].form.errors) == {"first_month"}
    assert ReportingPeriod.objects.count() == 2


def test_planned_effort_is_repaired_through_its_act(world, admin, report):
    row = PlannedEffort.objects.get()
    address = f"{ADMIN}/plannedeffort/{row.pk}/change/"
    answer = admin.post(address, {"person_months": "-1"})
    assert set(answer.context["adminform"].form.errors) == {"person_months"}
    assert admin.post(address, {"person_months": "7.25"}).status_code == 302
    row.refresh_from_db()
    assert (row.person_months, row.history.count()) == (Decimal("7.25"), 2)
    values = {
        "work_package": world.wp4.pk,
        "participation": world.iclei.pk,
        "person_months": "3",
    }
    assert admin.post(f"{ADMIN}/plannedeffort/add/", values).status_code == 302
    assert EffortReport.objects.filter(participation=world.iclei).count() == 1
    answer = admin.post(f"{ADMIN}/plannedeffort/add/", values)
    assert answer.context["adminform"].form.errors


def test_new_planned_effort_is_above_0_and_what_there_is_may_become_0(world, admin, report):
    values = {"work_package": world.wp4.pk, "participation": world.iclei.pk}
    for nothing in ("0", "0.00", "0.004", ""):
        answer = admin.post(f"{ADMIN}/plannedeffort/add/", values | {"person_months": nothing})
        assert set(answer.context["adminform"].form.errors) == {"person_months"}
    row = PlannedEffort.objects.get()
    address = f"{ADMIN}/plannedeffort/{row.pk}/change/"
    assert admin.post(address, {"person_months": "0"}).status_code == 302
    row.refresh_from_db()
    assert row.person_months == 0


def test_nothing_of_two_projects(world, admin):
    other = make_project("Other")
    package = make_work_package(other, make_partner(other, make_organisation("Else"), 1), "1")
    values = {
        "work_package": package.pk,
        "participation": world.acr.pk,
        "person_months": "3",
    }
    answer = admin.post(f"{ADMIN}/plannedeffort/add/", values)
    assert set(answer.context["adminform"].form.errors) == {"participation"}


def test_a_locked_report_is_reopened_for_a_reason_and_never_edited(world, admin, report):
    address = f"{ADMIN}/effortreport/{report.pk}/change/"
    assert admin.post(address, {"comment": "x"}).status_code == 403
    act = {"action": "reopen", "_selected_action": [report.pk]}
    answer = admin.post(f"{ADMIN}/effortreport/", act, follow=True)
    assert notes(answer) == ["This act needs a reason: write it beside the action."]
    act["reason"] = "Audit"
    answer = admin.post(f"{ADMIN}/effortreport/", act, follow=True)
    assert notes(answer) == ["RP1, ACR+ is the partner's again."]
    assert list(Mail.objects.values_list("to", flat=True)) == ["partner@example.org"]
    answer = admin.post(f"{ADMIN}/effortreport/", act, follow=True)
    assert notes(answer) == ["RP1, ACR+: The report is open: this cannot be done now."]


@pytest.mark.parametrize(
    ("model", "count"), [("plannedeffort", 5), ("effortreport", 5), ("reportedeffort", 5)]
)
def test_a_list_takes_the_same_statements_for_more_rows(
    world, admin, report, model, count, django_assert_num_queries
):
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")
    for number in (6, 7, 8):
        partner = make_partner(world.project, make_organisation(f"P{number}"), number)
        effort.plan(
            project=world.project,
            cells={(world.wp4.pk, partner.pk): Decimal(6)},
            by=world.coordinator,
            now=NOW,
        )
        effort.write(
            period=report.period,
            participation=partner,
            lines={world.wp4.pk: Decimal(2)},
            comment="",
            by=world.coordinator,
            now=NOW,
        )
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")

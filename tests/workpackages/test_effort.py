"""Reporting periods, planned effort and what partners report: the acts and their rules."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from tests.people import (
    NOW,
    TODAY,
    make_member,
    make_organisation,
    make_partner,
    make_period,
    make_person,
    make_project,
    make_work_package,
)
from workpackages import cell_changes, effort
from workpackages.models import EffortReport, PlannedEffort, ReportedEffort, ReportingPeriod

State = EffortReport.State
HOUR = timedelta(hours=1)


@pytest.fixture
def planned(world):
    """ACR+ and ICLEI have effort in WP4; RP1 is M1-M18."""
    period = effort.enter_period(
        period=ReportingPeriod(project=world.project, number=1, first_month=1, last_month=18),
        by=world.coordinator,
    )
    plan(world, {(world.wp4, world.acr): "6", (world.wp4, world.iclei): "4.5"})
    return period


def plan(world, cells, now=NOW, reason=""):
    return effort.plan(
        project=world.project,
        cells={
            (package.pk, partner.pk): value and Decimal(value)
            for (package, partner), value in cells.items()
        },
        by=world.coordinator,
        now=now,
        reason=reason,
    )


def write(world, period, lines, partner=None, now=NOW, **fields):
    fields = {"comment": "", "by": world.partner} | fields
    return effort.write(
        period=period,
        participation=partner or world.acr,
        lines={package.pk: value and Decimal(value) for package, value in lines.items()},
        now=now,
        **fields,
    )


def refusal(act, **given) -> dict:
    with pytest.raises(ValidationError) as refused:
        act(**given)
    return refused.value.update_error_dict({})


def enter(world, number, first, last, **fields):
    return effort.enter_period(
        period=ReportingPeriod(
            project=world.project, number=number, first_month=first, last_month=last, **fields
        ),
        by=world.coordinator,
    )


# --- Reporting periods ---------------------------------------------------------------------------


def test_a_period_has_due_days_that_may_lie_after_the_project(world):
    period = enter(world, 1, 19, 33)
    start = world.project.start
    assert period.ends_on(start) == world.project.end == date(2028, 9, 30)
    assert period.effort_day(start) == date(2028, 10, 30)
    assert period.due_day(start) == date(2028, 11, 29)
    changed = effort.change_period(
        period=period, by=world.coordinator, effort_due_on=date(2028, 11, 1), reason="GA"
    )
    assert changed.effort_day(start) == date(2028, 11, 1)
    assert changed.history.latest("history_id").history_change_reason == "GA"


@pytest.mark.parametrize(
    ("number", "first", "last", "fields", "errors"),
    [
        (1, 19, 24, {}, {"number": "RP1 is M1–M18. Numbers are never reused."}),
        (2, 18, 24, {}, {"first_month": "RP1 has M1–M18 already."}),
        (3, 10, 40, {}, {"last_month": "M40 lies outside the project: PPI4Test runs from M1 to"
                         " M33."}),
        (2, 24, 19, {}, {"last_month": "The last month lies before the first."}),
        (2, 19, 24, {"effort_due_on": date(2027, 12, 31)},
         {"effort_due_on": "The period ends later, on Fri 31 Dec 2027."}),
    ],
)  # fmt: skip
def test_what_a_period_may_not_be(world, number, first, last, fields, errors):
    enter(world, 1, 1, 18)
    period = ReportingPeriod(
        project=world.project, number=number, first_month=first, last_month=last, **fields
    )
    refused = refusal(effort.enter_period, period=period, by=world.coordinator)
    assert {name: [m for e in found for m in e.messages] for name, found in refused.items()} == {
        name: [message] for name, message in errors.items()
    }
    assert ReportingPeriod.objects.count() == 1


def test_periods_follow_in_the_order_of_their_numbers(world):
    enter(world, 2, 10, 18)
    period = ReportingPeriod(project=world.project, number=1, first_month=19, last_month=24)
    assert set(refusal(effort.enter_period, period=period, by=world.coordinator)) == {"first_month"}
    assert enter(world, 1, 1, 9).pk
    assert enter(world, 4, 25, 33).pk  # a gap is none of ours


def test_the_periodic_report_is_handed_in_once_and_reopened_for_a_reason(world):
    period = make_period(world.project)
    given = {"period": period, "by": world.coordinator}
    assert set(refusal(effort.report_period, on=date(2025, 12, 1), **given)) == {"on"}
    assert effort.report_period(on=TODAY, **given).reported_on == TODAY
    assert set(refusal(effort.report_period, on=TODAY, **given)) == {"__all__"}
    assert effort.reopen_period(reason="rejected", **given).reported_on is None
    assert set(refusal(effort.reopen_period, reason="again", **given)) == {"__all__"}


# --- Planned effort ------------------------------------------------------------------------------


def test_only_cells_that_differ_are_written_each_with_its_history(world, planned):
    cells = {(world.wp4, world.acr): "6.00", (world.wp4, world.iclei): "5.25"}
    assert plan(world, cells, NOW + HOUR, "amendment 1") == 1
    acr, iclei = PlannedEffort.objects.order_by("-participation__number")
    assert (acr.person_months, acr.history.count()) == (Decimal("6.00"), 1)
    assert (iclei.person_months, iclei.history.count()) == (Decimal("5.25"), 2)
    newest, first = cell_changes.of_plan(world.project)
    assert (newest.when, newest.who, newest.reason) == (
        NOW + HOUR,
        world.coordinator,
        "amendment 1",
    )
    assert [(f.label, f.old, f.new) for f in newest.fields] == [("WP4, ICLEI", "4.50", "5.25")]
    assert [(f.label, f.old, f.new) for f in first.fields] == [
        ("WP4, ACR+", "", "6.00"),
        ("WP4, ICLEI", "", "4.50"),
    ]


def test_an_emptied_cell_is_none_and_its_history_stays(world, planned):
    assert plan(world, {(world.wp4, world.acr): None}) == 1
    row = PlannedEffort.objects.get(participation=world.acr)
    assert (row.person_months, row.history.count()) == (Decimal("0.00"), 2)
    assert plan(world, {(world.wp4, world.acr): "0", (world.wp4, world.zagreb): None}) == 0
    assert PlannedEffort.objects.count() == 2


@pytest.mark.parametrize("value", ["-1", "1.001", "100000", "NaN", "Infinity"])
def test_nothing_half_written(world, planned, value):
    cells = {(world.wp4, world.iclei): "1", (world.wp4, world.acr): value}
    with pytest.raises(ValidationError):
        plan(world, cells)
    assert sorted(PlannedEffort.objects.values_list("person_months", flat=True)) == [
        Decimal("4.50"),
        Decimal("6.00"),
    ]


def test_nothing_of_another_project(world, planned):
    other = make_project("Other")
    stranger = make_partner(other, make_organisation("Elsewhere"), 1)
    package = make_work_package(other, stranger, "1")
    for cells in ({(package, world.acr): "1"}, {(world.wp4, stranger): "1"}):
        with pytest.raises(ValidationError):
            plan(world, cells)
    with pytest.raises(ValidationError):
        write(world, planned, {package: "1"})
    with pytest.raises(ValidationError):
        write(world, planned, {world.wp4: "1"}, partner=stranger)


# --- Reports -------------------------------------------------------------------------------------


def test_who_has_planned_effort_owes_a_report_of_each_period(world, planned):
    def owed():
        rows = EffortReport.objects.order_by("period", "participation__number")
        return [str(row) for row in rows]

    assert owed() == ["RP1, ICLEI", "RP1, ACR+"]
    world.iclei.exit = date(2027, 6, 30)
    world.iclei.save()
    enter(world, 2, 19, 33)
    plan(world, {(world.wp4, world.zagreb): "1"})
    assert owed() == ["RP1, ICLEI", "RP1, ZGH", "RP1, ACR+", "RP2, ZGH", "RP2, ACR+"]


def test_from_open_to_approved(world, planned):
    other = make_work_package(world.project, world.iat, "5")
    report = write(world, planned, {world.wp4: "2.5", other: "0.25"}, comment="More travel")
    assert (report.state, report.comment, report.lines.count()) == (State.OPEN, "More travel", 2)
    report = effort.hand_in(report=report, by=world.partner, on=TODAY)
    assert (report.state, report.submitted_on) == (State.SUBMITTED, TODAY)
    write(world, planned, {world.wp4: "2.75"}, comment="More travel")  # still theirs
    report = effort.approve(report=report, by=world.coordinator, on=TODAY)
    assert (report.state, report.approved_by) == (State.APPROVED, world.coordinator)
    refused = refusal(write, world=world, period=planned, lines={world.wp4: "3"})
    assert [error.message for error in refused["__all__"]] == [
        "This report was approved on Mon 6 Sep 2027 and is locked. The coordinator can reopen it."
    ]
    assert ReportedEffort.objects.get(work_package=world.wp4).person_months == Decimal("2.75")


def test_only_what_was_seen_is_approved(world, planned):
    report = write(world, planned, {world.wp4: "2"}, hand_in_on=TODAY)
    seen = effort.version(report)
    write(world, planned, {world.wp4: "9"})
    given = {"report": report, "by": world.coordinator, "on": TODAY}
    assert set(refusal(effort.approve, seen=seen, **given)) == {"__all__"}
    report.refresh_from_db()
    assert report.state == State.SUBMITTED
    assert effort.approve(seen=effort.version(report), **given).state == State.APPROVED


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (State.OPEN, {"hand_in"}),
        (State.SUBMITTED, {"approve", "give_back"}),
        (State.APPROVED, {"give_back"}),
    ],
)
def test_what_a_state_allows(world, planned, state, possible):
    report = EffortReport.objects.get(participation=world.acr)
    report.state, report.approved_on = state, TODAY
    report.save()
    acts = {
        "hand_in": (effort.hand_in, {"on": TODAY}),
        "approve": (effort.approve, {"on": TODAY}),
        "give_back": (effort.give_back, {"reason": "Sum is wrong"}),
    }
    for name, (act, more) in acts.items():
        report.state = state
        report.save()
        more |= {"report": report, "by": world.coordinator}
        if name in possible:
            act(**more)
        else:
            assert set(refusal(act, **more)) == {"__all__"}


def test_a_returned_report_tells_the_partner_why(world, planned):
    colleague = make_person("Colleague")
    make_member(colleague, world.acr)
    report = write(world, planned, {world.wp4: "2"}, hand_in_on=TODAY)
    report = effort.give_back(report=report, by=world.coordinator, reason="WP4 seems low")
    assert (report.state, report.was_returned) == (State.OPEN, True)
    mails = list(Mail.objects.order_by("to"))
    assert [mail.to for mail in mails] == ["colleague@example.org", "partner@example.org"]
    assert mails[0].subject == "PPI4Test: your effort report RP1 was returned"
    assert "\n".join(mails[0].text.splitlines()[:8]) == (
        "Dear Colleague,\n\n"
        "Coordinator returned ACR+'s effort report RP1:\n\n"
        "WP4 seems low\n\n"
        "Please correct it and hand it in again:\n"
        "http://localhost:8000/projects/ppi4test/effort/rp1/5/"
    )
    write(world, planned, {world.wp4: "3"}, hand_in_on=TODAY)
    again = Mail.objects.exclude(pk__in=[mail.pk for mail in mails])
    assert [(mail.to, mail.subject) for mail in again] == [
        ("coordinator@example.org", "PPI4Test: ACR+ corrected its effort report RP1")
    ]


def test_reopening_unlocks_and_tells(world, planned):
    report = write(world, planned, {world.wp4: "2"}, hand_in_on=TODAY)
    effort.approve(report=report, by=world.coordinator, on=TODAY)
    report = effort.give_back(report=report, by=world.coordinator, reason="Audit")
    assert (report.state, report.approved_on, report.approved_by) == (State.OPEN, None, None)
    assert "Coordinator reopened ACR+'s approved effort report RP1:" in Mail.objects.get().text
    assert write(world, planned, {world.wp4: "1"}).pk == report.pk


def test_the_coordinator_gets_one_mail_when_all_reports_are_in(world, planned):
    write(world, planned, {world.wp4: "2"}, hand_in_on=TODAY)
    assert not Mail.objects.exists()
    write(world, planned, {}, world.iclei, by=world.task_lead, hand_in_on=TODAY)
    assert [(mail.to, mail.subject) for mail in Mail.objects.all()] == [
        ("coordinator@example.org", "PPI4Test: all effort reports of RP1 are in")
    ]


def test_nobody_waits_for_a_partner_who_has_no_effort_any_more(world, planned):
    plan(world, {(world.wp4, world.iclei): None})
    owed = EffortReport.objects.owed().values_list("participation", flat=True)
    assert list(owed) == [world.acr.pk]
    write(world, planned, {world.wp4: "2"}, hand_in_on=TODAY)
    subjects = ["PPI4Test: all effort reports of RP1 are in"]
    assert [mail.subject for mail in Mail.objects.all()] == subjects
    write(world, planned, {}, world.iclei, by=world.task_lead, hand_in_on=TODAY)
    assert [mail.subject for mail in Mail.objects.all()] == subjects  # once is enough


def test_nothing_is_handed_in_before_the_period_begins(world, planned):
    coming = enter(world, 2, 22, 33)
    with pytest.raises(ValidationError) as refused:
        write(world, coming, {world.wp4: "2"}, hand_in_on=date(2027, 9, 30))
    assert refused.value.messages == [
        "RP2 begins on Fri 1 Oct 2027: its effort can be handed in from then on."
    ]
    write(world, coming, {world.wp4: "2"})  # a draft may be begun
    assert write(world, coming, {}, hand_in_on=date(2027, 10, 1)).state == State.SUBMITTED


def test_what_is_saved_again_as_it_was_leaves_no_line_in_the_history(world, planned):
    for _twice in range(2):
        report = write(world, planned, {world.wp4: "2"}, comment="Kick-off")
    assert report.history.count() == 2  # owed, and its comment
    assert ReportedEffort.history.count() == 1


def test_the_history_of_a_report_is_one_story(world, planned):
    write(world, planned, {world.wp4: "2"}, comment="Kick-off", now=NOW)
    report = write(world, planned, {world.wp4: "2.5"}, comment="Kick-off", now=NOW + HOUR)
    newest, *_others = cell_changes.of_report(report)
    assert [(f.label, f.old, f.new) for f in newest.fields] == [("WP4", "2.00", "2.50")]
    assert (newest.when, newest.who) == (NOW + HOUR, world.partner)


def test_a_form_knows_what_came_after_it(world, planned):
    seen = cell_changes.newest(cell_changes.of_plan(world.project))
    plan(world, {(world.wp4, world.acr): "7"}, now=NOW + HOUR)
    found = cell_changes.of_plan(world.project)
    assert [change.when for change in cell_changes.since(found, seen)] == [NOW + HOUR]
    for nonsense in ("", "yesterday", "2027-01-01"):
        assert cell_changes.since(found, nonsense) == found
    assert cell_changes.newest([]) == ""


# --- Rights --------------------------------------------------------------------------------------


def test_who_writes_and_who_approves(world, planned):
    def may(right):
        return {
            role
            for role in ("coordinator", "wp_lead", "partner", "team_reader", "officer", "stranger")
            if EffortReport.objects.filter(
                EffortReport.objects.rights_of(world.person(role))[right], participation=world.acr
            ).exists()
        }

    assert may("may_edit") == {"coordinator", "partner"}
    assert may("may_approve") == {"coordinator"}
    world.project.closed_on = TODAY
    world.project.save()
    assert (may("may_edit"), may("may_approve")) == (set(), set())

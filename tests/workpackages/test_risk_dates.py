"""What reminders, calendar and feed read of risks, meetings and actions."""

from datetime import UTC, date, datetime, time

import pytest

from core.dates import DatedItem, key_of
from tests.people import (
    TODAY,
    make_action,
    make_meeting,
    make_organisation,
    make_partner,
    make_risk,
)
from workpackages import dates
from workpackages.dates import meetings as of_meetings
from workpackages.dates import risks as of_risks

FIRST, LAST = date(2027, 9, 1), date(2027, 9, 30)


def items(*kinds, first=FIRST, **asked):
    return [item for item in dates.items(first, LAST, **asked) if item.kind in kinds]


def pairs(source, role, *rows):
    return set(source.answerable(role, [key_of(row) for row in rows], TODAY))


def test_the_review_of_a_risk(world):
    risk = make_risk(world.wp4, world.acr, review_on=date(2027, 9, 20))
    make_risk(world.wp4, world.acr, "2")
    assert items("risk_review") == [
        DatedItem(
            key=f"workpackages.risk:{risk.pk}",
            kind="risk_review",
            label="R1 Risk 1: review",
            moment=date(2027, 9, 20),
            url="/projects/ppi4test/r1/",
            project_id=world.project.pk,
            project="PPI4Test",
            open=True,
            state="open",
        )
    ]
    assert items("risk_review", first=date(2027, 9, 21)) == []
    risk.close(by=world.partner, reason="Dealt with")
    assert [item.open for item in items("risk_review")] == [False]


def test_an_action(world):
    meeting = make_meeting(world.project)
    one = make_action(world.partner, meeting, due_on=date(2027, 9, 8))
    two = make_action(world.partner, risk=make_risk(world.wp4, world.acr))
    two.cancel(by=world.coordinator, reason="No need")
    found = items("action_due")
    assert [(item.key, item.label, item.url, item.open, item.cancelled) for item in found] == [
        (key_of(row), row.text, row.get_absolute_url(), is_open, not is_open)
        for row, is_open in ((one, True), (two, False))
    ]


def test_a_meeting_is_whole_days_or_hours_of_its_place(world):
    make_meeting(world.project)
    make_meeting(
        world.project,
        "Call",
        first_day=date(2027, 9, 10),
        last_day=date(2027, 9, 10),
        starts=time(9),
        ends=time(10),
        city="",
    )
    call, board = items("meeting")
    assert (board.kind, board.moment, board.ends, board.timed, board.place) == (
        *("meeting", date(2027, 9, 27), date(2027, 9, 28), False, "Bilbao"),
    )
    assert (call.moment, call.ends) == (
        datetime(2027, 9, 10, 7, tzinfo=UTC),
        datetime(2027, 9, 10, 8, tzinfo=UTC),
    )
    assert (call.day, call.zone, call.place) == (date(2027, 9, 10), "Europe/Madrid", "")
    assert call.url == "/projects/ppi4test/meetings/call/"


def test_nothing_is_open_in_a_closed_project(world):
    meeting = make_meeting(world.project)
    make_action(world.partner, meeting)
    make_risk(world.wp4, world.acr, review_on=TODAY)
    world.project.closed_on = TODAY
    world.project.save()
    found = items("risk_review", "meeting", "action_due")
    assert [item.open for item in found] == [False] * 3


@pytest.mark.parametrize("kind", ["risk_review", "meeting", "action_due"])
def test_a_person_gets_what_they_may_see(world, kind):
    make_action(world.partner, make_meeting(world.project))
    make_risk(world.wp4, world.acr, review_on=TODAY)
    everything = items(kind)
    assert len(everything) == 1
    assert items(kind, person=world.officer) == everything
    assert items(kind, project=world.project) == everything
    assert items(kind, person=world.officer, project=world.project) == everything
    assert items(kind, person=world.buyer) == []
    assert items(kind, person=world.buyer, project=world.project) == []


def test_who_answers_for_a_risk(world):
    risk = make_risk(world.wp4, world.acr)
    key = key_of(risk)
    assert pairs(of_risks, "lead", risk) == {(key, world.partner.pk)}
    assert pairs(of_risks, "coordinator", risk) == {(key, world.coordinator.pk)}
    assert pairs(of_risks, "reviewer", risk, world.d41) == set()


def test_who_answers_for_an_action_while_they_are_there(world):
    action = make_action(world.team_reader, make_meeting(world.project))
    key = key_of(action)
    assert pairs(of_meetings, "owner", action) == {(key, world.team_reader.pk)}
    assert pairs(of_meetings, "coordinator", action) == {(key, world.coordinator.pk)}
    world.team_reader.places.update(until=date(2027, 9, 5))
    assert pairs(of_meetings, "owner", action) == set()


def test_the_teams_are_told_of_a_board_and_of_no_smaller_meeting(world):
    board = make_meeting(world.project)
    small = make_meeting(world.project, "Small", kind="wp")
    assert pairs(of_meetings, "team", board, small) == {
        (key_of(board), person.pk)
        for person in (
            *(world.coordinator, world.wp_lead, world.task_lead, world.organiser, world.partner),
        )
    }


def test_the_number_of_statements_does_not_grow(world, django_assert_num_queries):
    rows = []
    for number in ("1", "2", "3"):
        partner = make_partner(world.project, make_organisation(f"P{number}"), 10 + int(number))
        risk = make_risk(world.wp4, partner, number, review_on=TODAY)
        meeting = make_meeting(world.project, f"Board {number}")
        rows += [risk, meeting, make_action(world.partner, meeting)]
        with django_assert_num_queries(2):  # for everything of the plan
            assert len(items("risk_review", "meeting", "action_due")) == 3 * int(number)
        for source, role in (
            *((of_risks, "lead"), (of_risks, "coordinator"), (of_meetings, "team")),
            *((of_meetings, "owner"), (of_meetings, "coordinator")),
        ):
            with django_assert_num_queries(1):
                pairs(source, role, *rows)
    with django_assert_num_queries(0):
        assert pairs(of_risks, "lead", world.d41) == set()
        assert pairs(of_meetings, "team", world.d41) == set()

"""My desk: what waits for a person, overdue first, with its next act."""

import html
import re
from datetime import date, timedelta

import pytest
import time_machine

from ppi_portal.desk import lay
from tests.people import (
    NOW,
    TODAY,
    fix_day,
    make_action,
    make_deliverable,
    make_meeting,
    make_milestone,
    make_risk,
    make_task,
)
from trainings import registration
from trainings.models import Training

LAST_WEEK = NOW - timedelta(days=7)
BASE = "/projects/ppi4test/"


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def desk_of(person):
    return lay(person, now=NOW, since=LAST_WEEK)


def owed(person):
    return [(row.code, row.due, row.next_act.label) for row in desk_of(person).owed if row.next_act]


def test_a_partner_owes_what_it_leads_within_30_days_overdue_first(world):
    make_deliverable(world.wp4, world.acr, "4.2", due_month=20)
    make_deliverable(world.wp4, world.acr, "4.3", due_month=21)
    make_deliverable(world.wp4, world.iclei, "4.4", due_month=21)
    make_milestone(world.wp4, world.acr, "2", due_month=20)
    assert owed(world.partner) == [
        ("D4.2", date(2027, 8, 31), "Report a draft"),
        ("MS2", date(2027, 8, 31), "Mark as achieved"),
        ("D4.3", date(2027, 9, 30), "Report a draft"),
    ]
    desk = desk_of(world.partner)
    assert (desk.overdue, desk.this_week, desk.coordinates) == (2, 2, False)


def test_a_reader_of_the_team_owes_nothing(world):
    make_deliverable(world.wp4, world.acr, "4.2", due_month=20)
    assert owed(world.team_reader) == []


def test_a_draft_waits_for_its_reviewer_then_for_the_coordinator(world):
    world.d41.reviewer, world.d41.due_month = world.wp_lead, 21
    world.d41.save()
    world.d41.draft(by=world.partner)
    assert [row[0::2] for row in owed(world.wp_lead)] == [("D4.1", "Approve the draft")]
    assert owed(world.coordinator) == []
    world.d41.approve(by=world.wp_lead, on=TODAY)
    assert owed(world.wp_lead) == []
    assert [row[0::2] for row in owed(world.coordinator)] == [("D4.1", "Mark as submitted")]


def test_a_coordinator_sees_who_is_late_and_what_comes(world):
    make_deliverable(world.wp4, world.iclei, "4.2", due_month=20)
    make_deliverable(world.wp4, world.acr, "4.3", due_month=20)
    make_deliverable(world.wp4, world.acr, "4.4", due_month=21)
    desk = desk_of(world.coordinator)
    assert [(rows[0].lead_name, [row.code for row in rows]) for rows in desk.late] == [
        ("ACR+", ["D4.3"]),
        ("ICLEI", ["D4.2"]),
    ]
    assert [row.code for row in desk.upcoming] == ["D4.4"]


def test_long_lists_are_cut_and_the_plan_has_the_rest(world, login):
    for number in range(2, 14):
        make_deliverable(world.wp4, world.acr, f"4.{number}", due_month=20)
    desk = desk_of(world.partner)
    assert ([row.code for row in desk.owed.first], desk.owed.more) == (
        [f"D4.{number}" for number in (10, 11, 12, 13, 2, 3, 4, 5, 6, 7)],
        2,
    )
    assert [(project.acronym, n) for project, n in desk.owed.rest] == [("PPI4Test", 2)]
    (late,) = desk_of(world.coordinator).late
    assert (len(late.first), late.more) == (3, 9)

    def codes(person, words):
        """What stands where the link with these words leads."""
        client = login(person)
        page = client.get("/").content.decode()
        url = html.unescape(re.search(rf'<a href="([^"]+)">{re.escape(words)}</a>', page)[1])
        return [row.code for row in client.get(url).context["rows"]]

    everything = [f"D4.{number}" for number in range(2, 14)]
    assert codes(world.partner, "2 more in PPI4Test")[:12] == everything
    assert codes(world.coordinator, "9 more of ACR+") == everything


def test_a_training_is_on_the_desk_of_who_runs_it_and_who_may_come(world):
    fix_day(world.training)
    for person, may_schedule in ((world.organiser, False), (world.task_lead, True)):
        assert [(t.slug, t.may_schedule) for t in desk_of(person).organised] == [
            ("zagreb", may_schedule)
        ]
    assert [t.slug for t in desk_of(world.buyer).bookable] == ["zagreb"]
    registration.register(
        training=world.training, person=world.buyer, by=world.buyer, now=NOW - timedelta(days=1)
    )
    desk = desk_of(world.buyer)
    assert desk.bookable == []
    assert [each.training.slug for each in desk.booked] == ["zagreb"]
    assert desk_of(world.stranger).bookable == []


def test_news_are_what_others_changed_and_one_sees_the_last_change_of_each(world):
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        world.t42.start(by=world.task_lead, reason="Kick-off")
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        world.t42.report(by=world.task_lead, progress=20, reason="First modules")
    latest = desk_of(world.partner).news[0]
    assert (latest.label, latest.reason, latest.who, latest.state_label) == (
        "T4.2 Participation of the buyer group",
        "First modules",
        "Task Lead",
        "running",
    )
    assert "First modules" not in [news.reason for news in desk_of(world.task_lead).news]
    assert [news.model for news in desk_of(world.buyer).news] == [Training]
    assert desk_of(world.stranger).news == []


def fill(world, numbers):
    for number in numbers:
        make_deliverable(world.wp4, world.iat, f"4.{number}", due_month=20)
        make_task(world.wp4, world.iat, f"4.{number}", last_month=20)
        make_milestone(world.wp4, world.iat, number, due_month=21)
        training = Training.objects.create(
            programme=world.programme,
            project=world.project,
            organiser=world.iat,
            title=f"Training {number}",
            slug=f"t{number}",
            zone="Europe/Madrid",
        )
        fix_day(training)


@pytest.mark.parametrize(
    ("role", "count"), [("coordinator", 10), ("partner", 10), ("buyer", 8), ("organiser", 10)]
)
def test_the_page_takes_as_many_statements_for_three_of_everything_as_for_one(
    world, login, role, count, django_assert_num_queries
):
    fill(world, ["11"])
    client = login(world.person(role))
    client.get("/")
    for numbers in ([], ["12", "13"]):
        fill(world, numbers)
        with django_assert_num_queries(count):
            assert client.get("/").status_code == 200


def test_a_visit_ends_after_four_quiet_hours(world, login):
    client = login(world.partner)
    assert "What changed since Mon 30 Aug 2027" in client.get("/").content.decode()
    with time_machine.travel(NOW + timedelta(days=3)):
        assert "What changed since Mon 6 Sep 2027" in client.get("/").content.decode()
        assert "What changed since Mon 6 Sep 2027" in client.get("/").content.decode()


def test_what_is_theirs_by_name_stands_among_what_they_owe(world):
    board = make_meeting(world.project)
    action = make_action(world.partner, board, text="Write to the buyers", due_on=date(2027, 9, 3))
    make_action(world.organiser, board, text="Somebody else's")
    make_action(world.partner, board, text="Done", state="done")
    steps, due = world.d41.steps, {"counted_from": world.d41.due_on}
    steps.create(kind="revision", due_on=date(2027, 9, 20), person=world.partner, **due)
    steps.create(kind="check", due_on=date(2027, 9, 21), **due)
    make_risk(world.wp4, world.acr, title="No supplier", review_on=date(2027, 9, 10))
    make_risk(world.wp4, world.iclei, "2", review_on=date(2027, 9, 10))
    assert [(row.label, row.due, row.url, row.act_url) for row in desk_of(world.partner).owed] == [
        ("Write to the buyers", date(2027, 9, 3), f"{BASE}actions/",
         f"{BASE}actions/{action.pk}/finish/"),
        ("R1 No supplier", date(2027, 9, 10), f"{BASE}r1/", f"{BASE}r1/score/"),
        ("D4.1: revision", date(2027, 9, 20), f"{BASE}d4.1/", ""),
    ]  # fmt: skip
    assert [row.label for row in desk_of(world.coordinator).owed] == []


def test_what_the_desk_offers_can_be_done(world, login):
    make_action(world.partner, make_meeting(world.project), due_on=date(2027, 9, 3))
    make_risk(world.wp4, world.acr, review_on=date(2027, 9, 10))
    client = login(world.partner)
    offered = [row.act_url for row in desk_of(world.partner).owed]
    assert [client.get(address).status_code for address in offered] == [200, 200]

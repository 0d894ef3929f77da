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
    make_period,
    make_risk,
    make_task,
)
from trainings import registration
from trainings.models import Training
from workpackages import effort
from workpackages.models import EffortReport

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


def follow(client, words):
    """The page to which the desk's link with these words leads."""
    page = client.get("/").content.decode()
    url = html.unescape(re.search(rf'<a href="([^"]+)">{re.escape(words)}</a>', page)[1])
    return client.get(url if url.startswith("/") else f"/{url}")


def test_the_rest_of_what_one_owes_is_one_link_away_whatever_it_is(world, login):
    for number in range(2, 11):
        make_deliverable(world.wp4, world.acr, f"4.{number}", due_month=20)
    make_action(world.partner, make_meeting(world.project), due_on=date(2027, 9, 20))
    make_risk(world.wp4, world.acr, review_on=date(2027, 9, 21))
    client = login(world.partner)
    desk = client.get("/").context["desk"]
    assert ([row.code for row in desk.owed.first], desk.owed.more) == (
        [*(f"D4.{number}" for number in (10, 2, 3, 4, 5, 6, 7, 8, 9)), ""],
        1,
    )
    whole = follow(client, "Show 1 more")
    assert [row.label for row in whole.context["desk"].owed.first[-2:]] == [
        "Write to the buyers",
        "R1 Risk 1",
    ]
    assert "R1 Risk 1</a>" in whole.text
    assert "Show 1 more" not in whole.text


def test_of_what_a_partner_is_late_with_the_plan_has_the_rest(world, login):
    for number in range(2, 14):
        make_deliverable(world.wp4, world.acr, f"4.{number}", due_month=20)
    (late,) = desk_of(world.coordinator).late
    assert (len(late.first), late.more) == (3, 9)
    plan = follow(login(world.coordinator), "9 more of ACR+")
    assert [row.code for row in plan.context["rows"]] == [f"D4.{n}" for n in range(2, 14)]


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
    assert [each.slug for each in desk.booked] == ["zagreb"]
    assert desk_of(world.stranger).bookable == []


@pytest.mark.parametrize(
    ("taken", "seats"), [(24, "1 seat free"), (20, "5 seats free"), (25, "waiting list")]
)
def test_what_one_can_register_for_says_its_seats(world, login, taken, seats):
    fix_day(world.training)
    Training.objects.update(title="Zagreb <1>", capacity=25, seats_taken=taken)
    page = login(world.buyer).get("/").content.decode()
    (item,) = re.findall(r"<li>.*Register.*</li>", page)
    url = f"{BASE}trainings/zagreb/"
    assert item == (
        f'<li><span class="due">Wed 22 Sep 2027</span><span class="what"><a href="{url}">'
        f'Zagreb &lt;1&gt;</a> <span class="meta whole">PPI4Test · {seats}</span></span>'
        f'<span class="acts"><a class="btn btn-sm btn-primary" href="{url}">Register'
        '<span class="visually-hidden"> Zagreb &lt;1&gt;</span></a></span></li>'
    )


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
        last = 2 * int(number)
        period = make_period(world.project, number, last - 1, last, effort_due_on=TODAY)
        EffortReport.objects.create(period=period, participation=world.iat, state="submitted")


@pytest.mark.parametrize(
    ("role", "count"), [("coordinator", 12), ("partner", 11), ("buyer", 9), ("organiser", 11)]
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


def test_an_effort_report_is_owed_until_handed_in_and_then_waits_for_approval(world):
    """RP1 ends with M20, 31 August 2027: partners report within 30 days. ICLEI has no effort."""
    make_period(world.project, last_month=20)
    make_period(world.project, 2, 21, 30)
    cells = {(world.wp4.pk, world.acr.pk): 6, (world.wp4.pk, world.iclei.pk): 0}
    effort.plan(project=world.project, cells=cells, by=world.coordinator, now=NOW)

    def seen(person):
        return [
            (row.label, row.due, row.url, row.act_url, row.state, row.next_act.label)
            for row in desk_of(person).owed
        ]

    url = f"{BASE}effort/rp1/5/"
    words = "Effort report RP1 of ACR+", date(2027, 9, 30), url, url
    for person in (world.partner, world.coordinator, world.task_lead, world.team_reader):
        assert seen(person) == ([(*words, "open", "Fill in")] if person == world.partner else [])
    report = EffortReport.objects.get(period__number=1, participation=world.acr)
    report.hand_in(by=world.partner, on=TODAY)
    assert seen(world.partner) == []
    assert seen(world.coordinator) == [(*words, "submitted", "Look at it")]
    report.approve(by=world.coordinator, on=TODAY)
    assert seen(world.coordinator) == []


def test_a_periodic_report_is_owed_by_the_coordinator_until_it_is_handed_in(world):
    """RP1 ends with M19, 31 July 2027: its report is due within 60 days."""
    period = make_period(world.project, last_month=19)
    make_period(world.project, 2, 20, 30)
    (row,) = desk_of(world.coordinator).owed
    asked = (row.label, row.due, row.url)
    assert asked == ("Periodic report RP1", date(2027, 9, 29), f"{BASE}effort/")
    assert (row.next_act.label, row.act_url) == ("Mark as handed in", f"{BASE}effort/rp1/report/")
    for person in (world.partner, world.wp_lead, world.officer):
        assert list(desk_of(person).owed) == []
    period.report(by=world.coordinator, on=TODAY)
    assert list(desk_of(world.coordinator).owed) == []


def test_what_the_desk_offers_can_be_done(world, login):
    make_action(world.partner, make_meeting(world.project), due_on=date(2027, 9, 3))
    make_risk(world.wp4, world.acr, review_on=date(2027, 9, 10))
    client = login(world.partner)
    offered = [row.act_url for row in desk_of(world.partner).owed]
    assert [client.get(address).status_code for address in offered] == [200, 200]


def test_each_button_names_what_it_acts_on(world, login):
    board = make_meeting(world.project)
    for text in ("Write to the buyers", "Call <Bilbao>"):
        make_action(world.partner, board, text=text, due_on=date(2027, 9, 3))
    make_risk(world.wp4, world.acr, review_on=date(2027, 9, 10))
    page = login(world.partner).get("/").text
    buttons = re.findall(r'<a class="btn btn-sm" href="[^"]+">(.+?)</a>', page)
    assert sorted(html.unescape(re.sub("<.+?>", "", words)) for words in buttons) == [
        "Done Call <Bilbao>",
        "Done Write to the buyers",
        "Review R1",
    ]


@pytest.mark.parametrize(
    ("role", "words"),
    [
        ("administrator", "You take part in no project."),
        ("stranger", "You are on no team and in no buyer group yet."),
    ],
)
def test_who_has_no_place_reads_what_they_can_do(world, login, role, words):
    page = login(world.person(role)).get("/").text
    assert re.findall(r'class="empty"><p><strong>([^<]+)<', page) == [words]

"""Planners that are killed, run twice, four at a time or not at all for days: told once each."""

import re
import sys
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from outbox.models import Mail
from reminders.defaults import install_defaults
from reminders.models import Entry, Rule
from tests.people import make_deliverable, make_member, make_person
from tests.processes import wait_until
from tests.reminders.conftest import INSTALLED, at, run, told

NOW = "2027-10-01T08:00:00+02:00"
ONE_RUN = f"""
import os, time
import django
django.setup()
from datetime import datetime
from reminders import planning, sending
now = datetime.fromisoformat({NOW!r})
print("ready", flush=True)
while not os.path.exists(os.environ["GO"]):
    time.sleep(0.001)
planning.plan(now)
sending.send_all(now)
"""


@pytest.fixture
def team(world):
    """Four people of ACR+ who answer for three deliverables, with something due on 1 October."""
    for number in range(3):
        make_member(make_person(f"Member {number}"), world.acr)
    make_deliverable(world.wp4, world.acr, "4.2", due_month=22)
    make_deliverable(world.wp4, world.acr, "4.3", due_month=23)
    install_defaults(active_from=INSTALLED)
    Rule.objects.exclude(kind="deliverable_due", role="lead").update(is_on=False)


def assert_all_told_once():
    """The first run, on 1 October: one digest each, the step that lies further back superseded."""
    assert Counter(Entry.objects.values_list("label", "step", "state")) == {
        ("D4.1 Training handbook", -60, "superseded"): 4,
        ("D4.1 Training handbook", -30, "queued"): 4,
        ("D4.2 Deliverable 4.2", -60, "superseded"): 4,
        ("D4.2 Deliverable 4.2", -30, "queued"): 4,
        ("D4.3 Deliverable 4.3", -60, "queued"): 4,
    }
    people = Entry.objects.values_list("person__email", flat=True)
    assert Counter(Mail.objects.values_list("to", flat=True)) == dict.fromkeys(people, 1)


def test_run_twice_is_run_once(world, team):
    run(at("2027-10-01 08:00"))
    run(at("2027-10-01 08:00"))
    run(at("2027-10-01 08:00") - timedelta(seconds=30))  # a second beat whose clock is behind
    assert_all_told_once()


def test_four_planners_at_the_same_time(processes, team, tmp_path):
    go = tmp_path / "go"
    planners = [processes.start(sys.executable, "-c", ONE_RUN, GO=str(go)) for _nth in range(4)]
    for planner in planners:
        planner.wait_for("ready", 60)
    go.touch()
    assert [planner.wait(60) for planner in planners] == [0, 0, 0, 0], planners[0].output
    assert_all_told_once()


def test_a_worker_killed_at_any_moment_is_done_again(processes, team):
    killer = processes.start(sys.executable, "-m", "tests.faults.kill_at_each_write", NOW)
    assert killer.wait(300) == 0, killer.output
    [(moments, reminders)] = re.findall(r"each of (\d+) moments; (\d+)", killer.output)
    assert int(moments) > 15
    assert int(reminders) == 20


def test_three_days_of_downtime(world, team):
    run("2027-09-30 12:00")
    run("2027-10-04 07:30")  # down from Friday to Monday; the steps of Friday are told late
    run("2027-10-04 08:00")
    friday = Entry.objects.filter(due=at("2027-10-01 08:00"))
    assert Counter(friday.values_list("label", "step", "state")) == {
        ("D4.1 Training handbook", -30, "queued"): 4,
        ("D4.2 Deliverable 4.2", -30, "queued"): 4,
        ("D4.3 Deliverable 4.3", -60, "queued"): 4,
    }
    assert set(friday.values_list("decided_at", flat=True)) == {at("2027-10-04 07:30")}
    # One digest on Thursday, when the rule began, and one on Monday.
    assert Counter(Counter(Mail.objects.values_list("to", flat=True)).values()) == {2: 4}


@pytest.mark.services
def test_two_beats_and_four_workers(processes, world):
    """The real thing, on the machine's clock: each minute comes twice."""
    now = timezone.now()
    due_day = now.date() + timedelta(days=12)  # between two steps, whatever day it is in Brussels
    world.partner.preferred_hour = 0
    world.partner.save()
    make_deliverable(
        world.wp4,
        world.acr,
        "4.9",
        due_month=world.project.month(due_day),
        due_day=due_day,
    )
    install_defaults(active_from=now - timedelta(days=12))
    Rule.objects.exclude(kind="deliverable_due", role="lead").update(is_on=False)
    for _nth in range(2):
        processes.worker(concurrency=2)
    for _nth in range(2):
        processes.beat()
    wait_until(lambda: Mail.objects.exists(), 90)
    wait_until(
        lambda: Rule.objects.filter(planned_until__gt=now + timedelta(seconds=90)).exists(), 90
    )
    assert told() == [("Partner", -14)]
    assert list(Mail.objects.values_list("to", "state")) == [(world.partner.email, "kept")]

"""Every rule that is shipped for the work plan: from the dates by way of the planner to a mail."""

from datetime import timedelta

import pytest

from core.dates import key_of
from reminders.defaults import DEFAULTS
from reminders.models import Entry
from tests.people import TODAY
from tests.reminders.conftest import at, run
from tests.workpackages.samples import DAY, one_of_each
from workpackages import dates, effort

TEAMS = ["Coordinator", "Organiser", "Partner", "Task Lead", "Wp Lead"]  # who edits

# kind, role -> at eight o'clock of which day, which step, who
TOLD = {
    ("task_due", "lead"): ("2027-09-16", -14, ["Partner"]),
    ("task_due", "wp_lead"): ("2027-10-07", 5, ["Wp Lead"]),
    ("task_due", "coordinator"): ("2027-10-14", 10, ["Coordinator"]),
    ("deliverable_due", "lead"): ("2027-09-23", -7, ["Partner"]),
    ("deliverable_due", "wp_lead"): ("2027-10-07", 5, ["Wp Lead"]),
    ("deliverable_due", "coordinator"): ("2027-10-14", 10, ["Coordinator"]),
    ("deliverable_due", "reviewer"): ("2027-09-23", -7, ["Task Lead"]),
    ("milestone_due", "lead"): ("2027-09-27", -3, ["Partner"]),
    ("milestone_due", "wp_lead"): ("2027-10-07", 5, ["Wp Lead"]),
    ("milestone_due", "coordinator"): ("2027-10-14", 10, ["Coordinator"]),
    ("project_review", "lead"): ("2027-09-16", -14, ["Partner"]),
    ("project_review", "coordinator"): ("2027-09-27", -3, ["Coordinator"]),
    ("countdown_step", "person"): ("2027-10-05", 3, ["Partner"]),
    ("risk_review", "lead"): ("2027-09-16", -14, ["Partner"]),
    ("risk_review", "coordinator"): ("2027-10-14", 10, ["Coordinator"]),
    ("action_due", "owner"): ("2027-09-30", 0, ["Team Reader"]),
    ("action_due", "coordinator"): ("2027-10-14", 10, ["Coordinator"]),
    ("meeting", "team"): ("2027-09-27", -3, TEAMS),
    ("period_report", "coordinator"): ("2027-10-07", 5, ["Coordinator"]),
    ("effort_report", "partner"): ("2027-09-27", -3, ["Partner"]),
    ("effort_report", "approver"): ("2027-09-27", -3, ["Coordinator"]),
}


def test_every_shipped_rule_of_the_work_plan_is_tried():
    kinds = {kind.slug for kind in dates.KINDS}
    assert {(kind, role) for kind, role, *_rest in DEFAULTS if kind in kinds} == TOLD.keys()
    assert {kind for kind, _role in TOLD} == kinds


@pytest.mark.parametrize(("kind", "role"), TOLD)
def test_a_shipped_rule_tells_who_answers_for_it(world, rules, kind, role):
    row = one_of_each(world)[kind]
    if role == "approver":
        effort.hand_in(report=row, by=world.partner, on=TODAY)
    rules(f"{kind}/{role}")
    day, step, names = TOLD[kind, role]
    run(at(f"{day} 12:00") - timedelta(days=1))
    assert not Entry.objects.filter(step=step).exists()
    run(f"{day} 08:00")
    told = Entry.objects.filter(kind=kind, step=step, item_key=key_of(row))
    assert sorted(told.values_list("person__name", flat=True)) == names
    (label,) = {item.label for item in dates.items(DAY, DAY) if item.kind == kind}
    assert {(entry.state, label in entry.mail.text) for entry in told} == {("queued", True)}

"""The acts: what they do to the row, to what waits in the outbox, and how one takes them back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.dates import key_of
from outbox.models import Mail
from outbox.posting import post
from tests.people import TODAY, make_deliverable, make_task
from workpackages.models import Deliverable, Milestone, Task, WorkPackage
from workpackages.progress import newest, perform, undo


def post_about(item):
    return post(
        to="iclei@example.org",
        subject="Due soon",
        text="Due soon",
        language="en-gb",
        category="reminder",
        purpose_key=f"test:{key_of(item)}",
        subject_key=key_of(item),
    )


def told(item):
    """The newest history row: who, why, and the columns that acts write."""
    row = item.history.latest("history_id")
    return (
        row.history_user,
        row.history_change_reason,
        [getattr(row, name) for name in item.ACT_FIELDS],
    )


def test_a_task_runs_its_course(world):
    task = world.t42
    perform(item=task, verb="start", by=world.task_lead)
    assert told(task) == (world.task_lead, "", ["running", 0])
    perform(item=task, verb="report", by=world.task_lead, progress=60, reason="two of four held")
    assert told(task) == (world.task_lead, "two of four held", ["running", 60])
    perform(item=task, verb="finish", by=world.task_lead)
    assert told(task) == (world.task_lead, "", ["done", 100])
    perform(item=task, verb="reopen", by=world.coordinator, reason="a fifth one comes")
    assert told(task) == (world.coordinator, "a fifth one comes", ["running", 100])


def test_the_first_report_starts_a_planned_task(world):
    assert perform(item=world.t42, verb="report", by=world.task_lead, progress=5).state == "running"


@pytest.mark.parametrize("progress", [-1, 101])
def test_progress_outside_0_to_100_changes_nothing(world, progress):
    with pytest.raises(ValidationError) as refusal:
        perform(item=world.t42, verb="report", by=world.task_lead, progress=progress)
    assert list(refusal.value.message_dict) == ["progress"]
    world.t42.refresh_from_db()
    assert (world.t42.state, world.t42.progress) == ("planned", 0)


def test_a_deliverable_runs_its_course(world):
    item = world.d41
    item.reviewer = world.wp_lead
    item.save()
    perform(item=item, verb="draft", by=world.partner, reason="in the project folder")
    assert told(item) == (world.partner, "in the project folder", ["draft", None, None, None])
    with pytest.raises(ValidationError, match="waits for the approval of its reviewer, Wp Lead"):
        perform(item=item, verb="submit", by=world.coordinator, on=TODAY)
    with pytest.raises(ValidationError, match="Only the named reviewer"):
        perform(item=item, verb="approve", by=world.coordinator, on=TODAY)
    perform(item=item, verb="approve", by=world.wp_lead, on=TODAY)
    perform(item=item, verb="submit", by=world.coordinator, on=TODAY)
    assert told(item)[2] == ["submitted", TODAY, TODAY, None]
    perform(item=item, verb="reject", by=world.coordinator, reason="no summary")
    assert told(item) == (world.coordinator, "no summary", ["pending", None, None, None])


def test_a_new_draft_needs_a_new_approval(world):
    item = world.d41
    item.reviewer = world.wp_lead
    item.save()
    perform(item=item, verb="draft", by=world.partner)
    perform(item=item, verb="approve", by=world.wp_lead, on=TODAY)
    assert perform(item=item, verb="draft", by=world.partner).approved_on is None


def test_nothing_is_accepted_before_it_was_submitted(world):
    perform(item=world.d41, verb="draft", by=world.partner)
    perform(item=world.d41, verb="submit", by=world.coordinator, on=TODAY)
    with pytest.raises(ValidationError) as refusal:
        perform(item=world.d41, verb="accept", by=world.coordinator, on=TODAY - timedelta(days=1))
    assert refusal.value.message_dict == {"on": ["It was submitted after this day."]}
    accepted = perform(item=world.d41, verb="accept", by=world.coordinator, on=TODAY)
    assert (accepted.state, accepted.accepted_on) == ("accepted", TODAY)


def test_a_milestone_is_achieved_and_reopened(world):
    achieved = perform(item=world.ms1, verb="achieve", by=world.task_lead, on=TODAY)
    assert (achieved.state, achieved.achieved_on) == ("achieved", TODAY)
    reopened = perform(item=world.ms1, verb="reopen", by=world.wp_lead, reason="one was missing")
    assert (reopened.state, reopened.achieved_on) == ("open", None)


@pytest.mark.parametrize(
    ("model", "verb", "state"),
    [
        (Task, "start", "running"),
        (Task, "finish", "cancelled"),
        (Task, "reopen", "planned"),
        (Deliverable, "submit", "pending"),
        (Deliverable, "accept", "draft"),
        (Deliverable, "cancel", "submitted"),
        (Milestone, "achieve", "cancelled"),
        (WorkPackage, "reopen", "open"),
    ],
)
def test_an_act_in_the_wrong_state_is_refused(world, model, verb, state):
    item = {Task: world.t42, Deliverable: world.d41, Milestone: world.ms1}.get(model, world.wp4)
    item.state = state
    item.save()
    details = {
        **({"on": TODAY} if verb in ("submit", "accept", "achieve") else {}),
        **({"reason": "why"} if verb in ("reopen", "cancel") else {}),
    }
    with pytest.raises(ValidationError, match="this cannot be done now"):
        perform(item=item, verb=verb, by=world.coordinator, **details)
    item.refresh_from_db()
    assert item.state == state


def test_an_act_looks_at_the_row_as_it_is_now(world):
    stale = Task.objects.get(pk=world.t42.pk)
    perform(item=world.t42, verb="finish", by=world.task_lead)
    with pytest.raises(ValidationError):
        perform(item=stale, verb="start", by=world.task_lead)


def test_a_work_package_is_cancelled_with_what_is_open_in_it(world):
    done = make_task(world.wp4, world.acr, "4.3", state="done")
    perform(item=world.wp4, verb="cancel", by=world.coordinator, reason="amendment 2")
    for row, state in [
        (world.wp4, "cancelled"),
        (world.t41, "cancelled"),
        (world.t42, "cancelled"),
        (world.d41, "cancelled"),
        (done, "done"),
        (world.ms1, "open"),
    ]:
        row.refresh_from_db()
        assert row.state == state
    assert told(world.t42)[:2] == (world.coordinator, "amendment 2")
    with pytest.raises(ValidationError, match="Reopen it first"):
        perform(item=world.t42, verb="reopen", by=world.coordinator, reason="back")
    perform(item=world.wp4, verb="reopen", by=world.coordinator, reason="back")
    reopened = perform(item=world.t42, verb="reopen", by=world.coordinator, reason="back")
    assert reopened.state == "planned"


@pytest.mark.parametrize("verb", ["finish", "cancel"])
def test_what_waits_in_the_outbox_about_a_finished_thing_goes_back(world, verb, settings):
    settings.MAIL_IS_SENT = True
    about, other = post_about(world.t42), post_about(world.t41)
    details = {"reason": "amendment 2"} if verb == "cancel" else {}
    perform(item=world.t42, verb=verb, by=world.coordinator, **details)
    states = dict(Mail.objects.values_list("pk", "state"))
    assert (states[about.pk], states[other.pk]) == ("withdrawn", "queued")


def test_the_newest_act_of_ones_own_can_be_taken_back(world):
    task = world.t42
    perform(item=task, verb="report", by=world.task_lead, progress=60)
    perform(item=task, verb="finish", by=world.task_lead)
    undo(item=task, change=newest(task), by=world.task_lead, now=timezone.now())
    assert told(task) == (world.task_lead, "Taken back", ["running", 60])


def test_the_same_progress_again_is_no_news_without_a_word(world):
    for reason in ("", "", "two of four held", ""):
        perform(item=world.t42, verb="report", by=world.task_lead, progress=50, reason=reason)
    reasons = world.t42.history.order_by("history_id").values_list("history_change_reason")
    assert list(reasons) == [(None,), ("",), ("two of four held",)]


def test_a_deliverable_taken_back_loses_its_day(world):
    perform(item=world.d41, verb="draft", by=world.partner)
    perform(item=world.d41, verb="submit", by=world.coordinator, on=TODAY)
    undo(item=world.d41, change=newest(world.d41), by=world.coordinator, now=timezone.now())
    assert told(world.d41)[2] == ["draft", None, None, None]


def test_nothing_else_can_be_taken_back(world):
    task, now = world.t42, timezone.now()
    created = newest(task)
    perform(item=task, verb="finish", by=world.task_lead)
    finished = newest(task)
    for change, by, moment in [
        (finished, world.coordinator, now),  # not one's own
        (created, world.task_lead, now),  # not the newest
        (finished, world.task_lead, now + timedelta(hours=2)),  # long ago
    ]:
        with pytest.raises(ValidationError, match="can no longer be undone"):
            undo(item=task, change=change, by=by, now=moment)
    task.refresh_from_db()
    assert task.state == "done"


def test_nothing_comes_back_to_life_in_a_cancelled_work_package(world):
    perform(item=world.t42, verb="finish", by=world.task_lead)
    finished = newest(world.t42)
    perform(item=world.wp4, verb="cancel", by=world.coordinator, reason="amendment 2")
    for item, change, by in [
        (world.t41, newest(world.t41), world.coordinator),  # cancelled with it
        (world.t42, finished, world.task_lead),
    ]:
        with pytest.raises(ValidationError, match="WP4 is cancelled"):
            undo(item=item, change=change, by=by, now=timezone.now())
    perform(item=world.wp4, verb="reopen", by=world.coordinator, reason="a mistake")
    undo(item=world.t42, change=finished, by=world.task_lead, now=timezone.now())


def test_an_edit_is_no_act_and_cannot_be_taken_back(world):
    task = world.t42
    task.title = "Another title"
    task._history_user = world.task_lead
    task.save()
    with pytest.raises(ValidationError, match="can no longer be undone"):
        undo(item=task, change=newest(task), by=world.task_lead, now=timezone.now())


def test_days_follow_the_months(world):
    item = make_deliverable(world.wp4, world.acr, "4.10", due_month=24)
    assert (item.due_on, item.sort_key) == (date(2027, 12, 31), "00004.00010")
    assert (world.t42.starts_on, world.t42.ends_on) == (date(2026, 12, 1), date(2027, 12, 31))
    assert [row.number for row in Deliverable.objects.filter(project=world.project)] == [
        "4.1",
        "4.10",
    ]

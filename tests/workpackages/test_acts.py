"""The acts as pages: who has which button, who is refused, what comes back."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.people import (
    ROLES,
    TODAY,
    make_action,
    make_meeting,
    make_review,
    make_risk,
)
from tests.reading import notes
from workpackages import actions, meetings, progress, risks
from workpackages.models import Deliverable, Task

BASE = "/projects/ppi4test"


def buttons(client, path):
    """The acts that a page offers, and whether it may be edited."""
    page = client.get(path).content.decode()
    found = re.findall(rf'(?:href|action)="{path}([a-z]+)/"', page)
    return [verb for verb in found if verb not in ("follow", "comment")]


@pytest.mark.parametrize(
    ("path", "offers"),
    [
        (
            "/wp4/",
            {"coordinator": ["edit", "cancel"], "wp_lead": ["edit"]},
        ),
        (
            "/t4.2/",
            {
                role: ["start", "report", "finish", "edit", "cancel"]
                for role in ("coordinator", "wp_lead", "task_lead")
            },
        ),
        (
            "/d4.1/",
            {
                "coordinator": ["draft", "edit", "cancel"],
                "wp_lead": ["draft", "edit", "cancel"],
                "partner": ["draft"],
            },
        ),
        (
            "/ms1/",
            {
                "coordinator": ["achieve", "edit", "cancel"],
                "wp_lead": ["achieve", "edit", "cancel"],
                "task_lead": ["achieve"],
            },
        ),
    ],
)
def test_a_page_offers_what_one_may_do(world, login, path, offers):
    for role in set(ROLES) - {"administrator", "buyer", "stranger"}:
        assert buttons(login(world.person(role)), BASE + path) == offers.get(role, [])


def test_a_page_offers_what_the_state_allows(world, login):
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    world.d41.draft(by=world.partner)
    path = f"{BASE}/d4.1/"
    assert buttons(login(world.wp_lead), path) == ["approve", "draft", "edit", "cancel"]
    assert buttons(login(world.coordinator), path) == ["draft", "edit", "cancel"]
    world.d41.approve(by=world.wp_lead, on=date(2027, 9, 6))
    assert buttons(login(world.coordinator), path) == ["submit", "draft", "edit", "cancel"]
    world.d41.submit(by=world.coordinator, on=date(2027, 9, 6))
    assert buttons(login(world.coordinator), path) == ["accept", "reject", "edit"]
    assert buttons(login(world.partner), path) == []


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/wp4/cancel/", {"coordinator"}),
        ("/t4.2/start/", {"coordinator", "wp_lead", "task_lead"}),
        ("/t4.2/cancel/", {"coordinator", "wp_lead", "task_lead"}),
        ("/d4.1/draft/", {"coordinator", "wp_lead", "partner"}),
        ("/d4.1/submit/", {"coordinator"}),
        ("/d4.1/approve/", set()),
        ("/ms1/achieve/", {"coordinator", "wp_lead", "task_lead"}),
        ("/ms1/cancel/", {"coordinator", "wp_lead"}),
    ],
)
def test_a_forced_post_is_refused(world, login, path, allowed):
    for role in set(ROLES) - allowed:
        sees = role not in ("administrator", "buyer", "stranger")
        answer = login(world.person(role)).post(BASE + path, {"reason": "forced"})
        assert answer.status_code == (403 if sees else 404)
    for row in (world.wp4, world.t42, world.d41, world.ms1):
        assert row.history.count() == 1 + (row is world.ms1)  # created, put into WP4


def test_nothing_is_done_in_a_closed_project(world, login):
    world.project.closed_on = date(2027, 9, 1)
    world.project.save()
    assert buttons(login(world.coordinator), f"{BASE}/t4.2/") == []
    assert login(world.coordinator).post(f"{BASE}/t4.2/start/").status_code == 403


def test_an_act_without_questions_is_one_press_and_can_be_undone(world, login):
    client = login(world.task_lead)
    answer = client.post(f"{BASE}/t4.2/finish/", follow=True)
    assert answer.redirect_chain == [(f"{BASE}/t4.2/", 302)]
    assert notes(answer) == ["T4.2 is done."]
    undo = re.search(rf'action="({BASE}/t4.2/undo/\d+/)"', answer.content.decode())[1]
    assert client.get(undo).status_code == 405
    answer = client.post(undo, follow=True)
    assert notes(answer) == ["Taken back: T4.2 is planned again."]
    world.t42.refresh_from_db()
    assert (world.t42.state, world.t42.progress) == ("planned", 0)
    answer = client.post(undo, follow=True)
    assert notes(answer) == ["T4.2 has changed since: this can no longer be undone."]


def test_only_those_who_may_act_can_undo(world, login):
    world.t42.finish(by=world.task_lead)
    change = world.t42.history.latest("history_id").pk
    assert login(world.partner).post(f"{BASE}/t4.2/undo/{change}/").status_code == 403
    assert login(world.stranger).post(f"{BASE}/t4.2/undo/{change}/").status_code == 404


def test_progress_is_reported_with_a_comment(world, login):
    client = login(world.task_lead)
    page = client.get(f"{BASE}/t4.2/report/")
    assert page.context["form"].initial["progress"] == 0
    client.post(f"{BASE}/t4.2/report/", {"progress": "45", "reason": "two trainings fixed"})
    world.t42.refresh_from_db()
    assert (world.t42.state, world.t42.progress) == ("running", 45)
    assert "“two trainings fixed”" in client.get(f"{BASE}/t4.2/").content.decode()


@pytest.mark.parametrize(
    ("path", "typed", "errors"),
    [
        ("/t4.2/report/", {"progress": "lots"}, {"progress": ["Enter a whole number."]}),
        (
            "/t4.2/report/",
            {"progress": "140"},
            {"progress": ["Ensure this value is less than or equal to 100."]},
        ),
        ("/t4.2/report/", {}, {"progress": ["This field is required."]}),
        ("/t4.2/cancel/", {"reason": "  "}, {"reason": ["This field is required."]}),
        ("/ms1/achieve/", {"on": "yesterday"}, {"on": ["Enter a valid date."]}),
    ],
)
def test_bad_input_comes_back_with_its_error(world, login, path, typed, errors):
    answer = login(world.coordinator).post(BASE + path, typed)
    assert answer.status_code == 200
    assert answer.context["form"].errors == errors
    for value in typed.values():
        assert value in answer.content.decode()
    assert not Task.objects.exclude(state="planned").exists()


def test_a_day_that_has_not_come_is_refused(world, login):
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = login(world.task_lead).post(f"{BASE}/ms1/achieve/", {"on": tomorrow.isoformat()})
    assert answer.context["form"].errors == {"on": ["This day has not come yet."]}


def test_what_the_act_refuses_stands_at_its_field(world, login):
    today = timezone.localdate()
    world.d41.draft(by=world.partner)
    world.d41.submit(by=world.coordinator, on=today)
    answer = login(world.coordinator).post(
        f"{BASE}/d4.1/accept/", {"on": (today - timedelta(days=1)).isoformat()}
    )
    assert answer.context["form"].errors == {"on": ["It was submitted after this day."]}
    assert Deliverable.objects.get().state == "submitted"


def test_an_act_that_is_not_possible_now_says_so(world, login):
    world.t42.start(by=world.task_lead)
    answer = login(world.task_lead).post(f"{BASE}/t4.2/start/", follow=True)
    assert notes(answer) == ["T4.2 is running: “Start” is not possible now."]


def test_the_reviewer_approves_in_one_press(world, login):
    world.d41.reviewer = world.organiser
    world.d41.save()
    world.d41.draft(by=world.partner)
    client = login(world.organiser)
    assert buttons(client, f"{BASE}/d4.1/") == ["approve"]
    client.post(f"{BASE}/d4.1/approve/")
    world.d41.refresh_from_db()
    assert world.d41.approved_on == timezone.localdate()
    undo = f"{BASE}/d4.1/undo/{world.d41.history.latest('history_id').pk}/"
    client.post(undo)
    world.d41.refresh_from_db()
    assert world.d41.approved_on is None


def test_cancelling_a_work_package_names_what_goes_with_it(world, login):
    world.t41.finish(by=world.wp_lead)
    page = login(world.coordinator).get(f"{BASE}/wp4/cancel/").content.decode()
    assert re.findall(r"<li>([TD]\d\.\d)", page) == ["T4.2", "D4.1"]


@pytest.mark.parametrize("path", ["/t4.2/explode/", "/wp4/finish/", "/d4.1/achieve/"])
def test_an_unknown_act_is_not_found(world, login, path):
    assert login(world.coordinator).post(BASE + path).status_code == 404


def everything(world) -> dict:
    """One of each that has acts: its acts and its address."""
    meeting = make_meeting(world.project)
    action = make_action(world.partner, meeting)
    risk = make_risk(world.wp4, world.acr)
    review = make_review(world.project, world.iat)
    return {
        **{
            item: (progress.ACTS[type(item)], item.get_absolute_url())
            for item in (world.wp4, world.t42, world.d41, world.ms1, review)
        },
        meeting: (meetings.ACTS, meeting.get_absolute_url()),
        risk: (risks.ACTS, risk.get_absolute_url()),
        action: (actions.ACTS, f"{BASE}/actions/{action.pk}/"),
    }


def test_what_was_typed_comes_back_when_the_state_has_changed_meanwhile(world, login):
    client = login(world.coordinator)
    tried = 0
    for item, (acts, address) in everything(world).items():
        for act in (act for act in acts if act.asks):
            item.state = next(state for state in item.State.values if state not in act.states)
            item.submitted_on = TODAY
            item.save()
            typed = {"on": "2027-09-06", "progress": "45", "reason": "Typed", "outcome": "Typed"}
            answer = client.post(f"{address}{act.verb}/", typed)
            assert answer.status_code == 200, (item, act.verb)
            assert "Typed</textarea>" in answer.content.decode(), (item, act.verb)
            assert answer.context["form"].non_field_errors(), (item, act.verb)
            tried += 1
    assert tried == 24

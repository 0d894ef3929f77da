"""The countdown on the deliverable's page: planned, edited, moved along and marked there."""

from datetime import date, timedelta

import pytest
import time_machine

from core.history import record
from tests.people import ROLES, TODAY
from tests.reading import notes
from tests.workpackages.test_countdown import LATER, PLANNED, days_of, done_of, step_of
from tests.workpackages.test_editing import edit_form
from workpackages import countdown, planning, progress, step_changes
from workpackages.models import Deliverable

D41 = "/projects/ppi4test/d4.1/"
PLANNERS = {"coordinator", "wp_lead", "partner"}


@pytest.fixture
def d41(world):
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    countdown.plan(deliverable=world.d41, by=world.partner)
    return world.d41


def test_one_press_plans_it(world, login):
    client = login(world.partner)
    assert "Plan the countdown" in client.get(D41).content.decode()
    answer = client.post(f"{D41}countdown/plan/", follow=True)
    assert notes(answer) == ["The countdown to D4.1 is planned: each step has its day."]
    assert days_of(world.d41) == PLANNED
    assert [step.stage for step in answer.context["steps"]] == ["next", *["ahead"] * 4]
    again = client.post(f"{D41}countdown/plan/", follow=True)
    assert notes(again) == ["D4.1 has a countdown already."]


@pytest.mark.parametrize("page", ["", "countdown/", "countdown/move/"])
def test_a_visitor_of_the_project_reads_it_and_plans_nothing(world, login, d41, page):
    for role in ROLES:
        sees = role not in ("administrator", "buyer", "stranger")
        status = 200 if role in PLANNERS or (sees and not page) else 403 if sees else 404
        if page == "countdown/move/" and status == 200:
            status = 302  # it fits
        assert login(world.person(role)).get(D41 + page).status_code == status
    text = login(world.officer).get(D41).content.decode()
    assert "Days and persons" not in text
    assert "Mark as done" not in text


def test_days_and_persons_of_all_steps_on_one_page(world, login, d41):
    client = login(world.partner)
    values = edit_form(client, f"{D41}countdown/") | {
        "day_revision": "2027-10-15",
        "person_draft": world.team_reader.pk,
        "person_review": world.organiser.pk,
        "person_check": world.coordinator.pk,
        "reason": "as agreed",
    }
    answer = client.post(f"{D41}countdown/", values, follow=True)
    assert notes(answer) == ["The countdown to D4.1 is saved."]
    d41.refresh_from_db()
    assert days_of(d41) == PLANNED | {"revision": date(2027, 10, 15)}
    assert [step.in_charge for step in answer.context["steps"]] == [
        world.team_reader,
        world.organiser,
        None,
        world.coordinator,
        None,
    ]
    assert answer.context["item"].reviewer == world.organiser


def test_everybody_with_a_place_can_be_named_and_the_lead_does_not_review(world, login, d41):
    fields = login(world.partner).get(f"{D41}countdown/").context["form"].fields
    team = [
        *["Coordinator (IAT)", "Organiser (ZGH)", "Partner (ACR+)", "Task Lead (ICLEI)"],
        *["Team Reader (ACR+)", "Wp Lead (UNIZAR)"],
    ]
    assert [label for _pk, label in fields["person_draft"].choices] == ["the people of ACR+", *team]
    assert [label for _pk, label in fields["person_review"].choices] == [
        "nobody yet",
        *[name for name in team if "ACR+" not in name],
    ]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"day_review": "2027-09-01"}, "day_review"),
        ({"day_submission": "2027-11-01"}, "day_submission"),
        ({"day_draft": "soon"}, "day_draft"),
        ({"day_draft": ""}, "day_draft"),
        ({"person_draft": "99999"}, "person_draft"),
        ({"person_check": "nobody"}, "person_check"),
        ({"person_review": "partner"}, "person_review"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_kept(world, login, d41, typed, field):
    typed = {name: world.partner.pk if v == "partner" else v for name, v in typed.items()}
    client = login(world.partner)
    values = edit_form(client, f"{D41}countdown/") | {"reason": "What I typed"} | typed
    answer = client.post(f"{D41}countdown/", values)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [field]
    assert 'value="What I typed"' in answer.content.decode()
    assert days_of(d41) == PLANNED


def test_what_is_done_is_shown_and_cannot_be_changed(world, login, d41):
    countdown.finish(step=step_of(d41, "draft"), by=world.partner, on=TODAY)
    client = login(world.partner)
    page = client.get(f"{D41}countdown/")
    assert "Draft: done on Mon 6 Sep 2027" in page.content.decode()
    values = edit_form(client, f"{D41}countdown/") | {"day_draft": "2027-09-01"}
    assert client.post(f"{D41}countdown/", values).status_code == 302
    assert days_of(d41) == PLANNED


@pytest.mark.parametrize("what", ["step", "reviewer"])
def test_who_saves_second_is_told(world, login, d41, what):
    client = login(world.partner)
    typed = edit_form(client, f"{D41}countdown/") | {"day_draft": "2027-09-30"}
    with time_machine.travel(LATER, tick=False):
        if what == "step":
            countdown.finish(step=step_of(d41, "revision"), by=world.wp_lead, on=TODAY)
        else:
            planning.change(item=d41, by=world.coordinator, reviewer=world.organiser)
    answer = client.post(f"{D41}countdown/", typed)
    told = answer.context["form"].non_field_errors()
    assert told[0].startswith("This was changed while you were writing.")
    assert ("Wp Lead" if what == "step" else "Coordinator") in told[1]
    again = typed | {"version_seen": answer.context["form"]["version_seen"].value()}
    assert client.post(f"{D41}countdown/", again).status_code == 302
    assert days_of(d41)["draft"] == date(2027, 9, 30)


def test_what_was_typed_comes_back_when_it_was_submitted_meanwhile(world, login, d41):
    client = login(world.partner)
    typed = edit_form(client, f"{D41}countdown/") | {
        "reason": "Holidays",
        "day_draft": "2027-09-30",
    }
    Deliverable.objects.filter(pk=d41.pk).update(state="submitted")
    answer = client.post(f"{D41}countdown/", typed)
    form = answer.context["form"]
    assert form.non_field_errors() == ["D4.1 is submitted: this cannot be done now."]
    assert (form["reason"].value(), form["day_draft"].value()) == ("Holidays", "2027-09-30")


def test_without_a_countdown_there_is_nothing_to_edit(world, login):
    answer = login(world.partner).get(f"{D41}countdown/", follow=True)
    assert notes(answer) == ["There is no countdown to edit."]


def test_a_moved_due_day_is_shown_and_moved_along_by_a_person(world, login, d41):
    client = login(world.partner)
    planning.change(item=d41, by=world.coordinator, due_month=23)
    page = client.get(D41).content.decode()
    assert "The due day has moved from Sun 31 Oct 2027 to Tue 30 Nov 2027" in page
    page = client.get(f"{D41}countdown/move/")
    assert page.context["changes"][0] == {
        "label": "Draft",
        "old": "Fri 1 Oct 2027",
        "new": "Fri 29 Oct 2027",
    }
    assert client.post(f"{D41}countdown/move/", {"due_on": "2027-10-31"}).status_code == 200
    assert days_of(d41) == PLANNED  # that page spoke of another due day
    answer = client.post(f"{D41}countdown/move/", {"due_on": "2027-11-30"}, follow=True)
    assert notes(answer) == ["The countdown to D4.1 has moved along."]
    assert days_of(d41)["draft"] == date(2027, 10, 29)
    assert "no longer fits" not in answer.content.decode()


def test_a_step_is_marked_where_it_stands(world, login, d41):
    client = login(world.partner)
    answer = client.post(f"{D41}countdown/draft/done/", follow=True)
    assert notes(answer) == ["D4.1: draft is done."]
    assert answer.context["item"].state == "draft"
    assert [step.stage for step in answer.context["steps"]] == ["done", "next", *["ahead"] * 3]
    client.post(f"{D41}countdown/revision/done/")
    client.post(f"{D41}countdown/revision/open/")
    assert done_of(d41) == {"draft": TODAY}
    answer = client.post(f"{D41}countdown/submission/done/", follow=True)
    assert notes(answer)[-1] == "Mark the deliverable as submitted: that is this step."
    assert client.post(f"{D41}countdown/lunch/done/").status_code == 404


def test_a_named_person_marks_their_own_step_and_no_other(world, login, d41):
    """A reader on a team, and somebody whose partner has nothing to do with it."""
    for role, kind in (("team_reader", "draft"), ("organiser", "revision")):
        assert login(world.person(role)).post(f"{D41}countdown/{kind}/done/").status_code == 403
    countdown.change(
        deliverable=d41,
        by=world.partner,
        days=PLANNED,
        people={"draft": world.team_reader, "revision": world.organiser},
        reviewer=world.wp_lead,
    )
    client = login(world.team_reader)
    assert "Mark as done" in client.get(D41).content.decode()
    assert client.post(f"{D41}countdown/draft/done/").status_code == 302
    assert client.post(f"{D41}countdown/check/done/").status_code == 403
    assert login(world.organiser).post(f"{D41}countdown/revision/done/").status_code == 302
    assert done_of(d41) == {"draft": TODAY, "revision": TODAY}


def test_the_reviewer_approves_at_the_step(world, login, d41):
    progress.perform(item=d41, verb="draft", by=world.partner)
    answer = login(world.coordinator).post(f"{D41}countdown/review/done/", follow=True)
    assert notes(answer) == ["Only the named reviewer can approve D4.1."]
    login(world.wp_lead).post(f"{D41}countdown/review/done/")
    d41.refresh_from_db()
    assert d41.approved_on == TODAY


def test_a_closed_project_lets_nobody_mark(world, login, d41):
    world.project.closed_on = TODAY
    world.project.save()
    assert login(world.partner).post(f"{D41}countdown/draft/done/").status_code == 403


def history(client) -> list[tuple]:
    """(who, why, what changed) of each change, the newest first."""
    return [
        (str(change.who), change.reason, [f"{f.label}: {f.old} → {f.new}" for f in change.fields])
        for change in client.get(D41).context["changes"]
    ]


def test_its_history_is_told_with_that_of_the_deliverable(world, login, d41):
    client = login(world.partner)
    typed = edit_form(client, f"{D41}countdown/") | {"reason": "Holidays"}
    typed |= {"day_draft": "2027-09-30", "person_check": world.organiser.pk}
    with time_machine.travel(LATER, tick=False):
        login(world.partner).post(f"{D41}countdown/", typed)
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        progress.perform(item=d41, verb="draft", by=world.wp_lead, reason="First draft")
    client = login(world.officer)
    *newer, _reviewer, _created, planned = history(client)
    assert [*newer, planned] == [
        ("Wp Lead", "First draft", ["state: pending → draft"]),
        ("Wp Lead", "", ["Countdown, draft, done:  → Mon 6 Sep 2027"]),
        (
            "Partner",
            "Holidays",
            [
                "Countdown, draft, due: Fri 1 Oct 2027 → Thu 30 Sep 2027",
                "Countdown, coordinator's check, person:  → Organiser",
            ],
        ),
        (
            "Partner",
            "",
            [
                "Countdown, draft, due:  → Fri 1 Oct 2027",
                "Countdown, review by another partner, due:  → Fri 8 Oct 2027",
                "Countdown, revision, due:  → Tue 19 Oct 2027",
                "Countdown, coordinator's check, due:  → Tue 26 Oct 2027",
                "Countdown, submission, due:  → Fri 29 Oct 2027",
            ],
        ),
    ]
    assert "Countdown, draft, due" in client.get(D41).content.decode()


def test_the_history_takes_one_statement_however_long_it_is(world, d41, django_assert_num_queries):
    for number in range(3):
        with django_assert_num_queries(1):
            assert len(step_changes.of_countdown(d41)) == number + 1
        with time_machine.travel(LATER + timedelta(minutes=number), tick=False):
            row = Deliverable.objects.get(pk=d41.pk)
            person = [world.organiser, world.partner, None][number]
            step = row.steps.get(kind="check")
            step.person = person
            record(step, f"No. {number}", "person", by=world.coordinator)

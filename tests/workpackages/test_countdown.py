"""The countdown of a deliverable: planned, changed, moved along, and marked as things are done."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from core.dates import key_of
from outbox.models import Mail
from tests.people import NOW, TODAY, make_deliverable, make_member
from tests.workpackages.test_progress import post_about
from workpackages import countdown, planning, progress
from workpackages.models import CountdownStep
from workpackages.steps import in_order

Kind = CountdownStep.Kind
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def d41(world):
    """With a countdown to 31 October 2027, a Sunday, and a reviewer of another partner."""
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    countdown.plan(deliverable=world.d41, by=world.partner)
    return world.d41


def days_of(deliverable):
    return {step.kind: step.due_on for step in in_order(deliverable.steps.all())}


def done_of(deliverable):
    steps = in_order(deliverable.steps.all())
    return {str(step.kind): step.done_on for step in steps if step.done_on}


def step_of(deliverable, kind):
    return deliverable.steps.get(kind=kind)


def refused(act, **given):
    with pytest.raises(ValidationError) as refusal:
        act(**given)
    return getattr(refusal.value, "message_dict", refusal.value.messages)


PLANNED = {
    "draft": date(2027, 10, 1),
    "review": date(2027, 10, 8),  # 10 October is a Sunday
    "revision": date(2027, 10, 19),
    "check": date(2027, 10, 26),
    "submission": date(2027, 10, 29),
}


def test_one_act_counts_all_steps_back_from_the_due_day(world, d41):
    assert days_of(d41) == PLANNED
    assert {step.counted_from for step in d41.steps.all()} == {date(2027, 10, 31)}
    assert {step.history.get().history_user for step in d41.steps.all()} == {world.partner}
    assert refused(countdown.plan, deliverable=d41, by=world.partner) == [
        "D4.1 has a countdown already."
    ]


def test_holidays_of_the_lead_are_no_working_days(world):
    item = make_deliverable(world.wp4, world.zagreb, "4.5", due_month=23)  # 30 November
    countdown.plan(deliverable=item, by=world.organiser)
    assert days_of(item)["revision"] == date(2027, 11, 17)  # the 18th is one in Croatia


def test_no_step_lies_before_the_project(world):
    item = make_deliverable(world.wp4, world.acr, "4.5", due_month=1)
    countdown.plan(deliverable=item, by=world.partner)
    assert days_of(item)["draft"] == world.project.start


def test_what_the_draft_has_reached_is_done_when_the_countdown_is_planned(world):
    with time_machine.travel(NOW - timedelta(days=9), tick=False):
        progress.perform(item=world.d41, verb="draft", by=world.partner)
    world.d41.refresh_from_db()
    planning.change(item=world.d41, by=world.coordinator, title="Handbook")
    countdown.plan(deliverable=world.d41, by=world.partner)
    assert done_of(world.d41) == {"draft": TODAY - timedelta(days=9)}


def test_nobody_of_the_lead_reviews_once_there_is_a_countdown(world):
    planning.change(item=world.d41, by=world.coordinator, reviewer=world.team_reader)
    assert refused(countdown.plan, deliverable=world.d41, by=world.partner) == {
        "reviewer": [
            "Team Reader is on the team of the lead partner: somebody of another partner reviews."
        ]
    }
    assert not world.d41.steps.exists()


def test_whose_place_with_the_lead_ends_may_review_from_the_day_after(world):
    planning.change(item=world.d41, by=world.coordinator, reviewer=world.team_reader)
    place = world.team_reader.places.get()
    make_member(world.team_reader, world.iat)
    place.until = TODAY
    place.save()
    assert "reviewer" in refused(countdown.plan, deliverable=world.d41, by=world.partner)
    place.until = TODAY - timedelta(days=1)
    place.save()
    countdown.plan(deliverable=world.d41, by=world.partner)


def test_what_is_handed_in_or_cancelled_gets_no_countdown(world):
    progress.perform(item=world.d41, verb="cancel", by=world.coordinator, reason="amendment")
    assert refused(countdown.plan, deliverable=world.d41, by=world.partner) == [
        "D4.1 is cancelled: this cannot be done now."
    ]


# --- Days and persons ------------------------------------------------------------------------


def change(world, deliverable, people=None, reviewer="same", reason="", **days):
    countdown.change(
        deliverable=deliverable,
        by=world.partner,
        days=PLANNED | days,
        people=people or {},
        reviewer=deliverable.reviewer if reviewer == "same" else reviewer,
        reason=reason,
    )


def test_each_step_has_its_own_day_and_person(world, d41):
    people = {"draft": world.team_reader, "check": world.coordinator}
    change(world, d41, people, world.organiser, "as agreed", draft=date(2027, 9, 27))
    d41.refresh_from_db()
    assert days_of(d41) == PLANNED | {"draft": date(2027, 9, 27)}
    assert {step.kind: step.in_charge for step in d41.steps.select_related("deliverable")} == {
        "draft": world.team_reader,
        "review": world.organiser,
        "revision": None,
        "check": world.coordinator,
        "submission": None,
    }
    assert d41.reviewer == world.organiser
    newest = step_of(d41, "draft").history.latest("history_id")
    assert (newest.history_user, newest.history_change_reason) == (world.partner, "as agreed")
    assert step_of(d41, "revision").history.count() == 1  # nothing changed, nothing written


def test_the_reviewer_stands_once(world, d41):
    """A change on the deliverable's own form is one of the countdown too, for it is one column."""
    planning.change(item=d41, by=world.coordinator, reviewer=world.organiser)
    assert d41.steps.select_related("deliverable").get(kind="review").in_charge == world.organiser
    step = step_of(d41, "review")
    step.person = world.wp_lead
    with pytest.raises(ValidationError, match="Who reviews is named at the deliverable"):
        step.validate_constraints()


@pytest.mark.parametrize(
    ("days", "errors"),
    [
        (
            {"review": date(2027, 9, 30)},
            {"day_review": ["This is before the step before it: draft."]},
        ),
        (
            {"submission": date(2027, 11, 1)},
            {"day_submission": ["This is after the due day of the deliverable."]},
        ),
        (
            {"draft": date(2025, 12, 31)},
            {
                "day_draft": [
                    "This day lies outside the project: PPI4Test runs from 01 Jan 2026 to "
                    "30 Sep 2028."
                ]
            },
        ),
        (
            {"draft": date(2027, 10, 20)},
            {"day_review": ["This is before the step before it: draft."]},
        ),
    ],
)
def test_days_in_disorder_are_refused_at_their_field(world, d41, days, errors):
    with pytest.raises(ValidationError) as refusal:
        change(world, d41, **days)
    assert refusal.value.message_dict == errors
    assert days_of(d41) == PLANNED


def test_whoever_is_named_is_on_a_team(world, d41):
    with pytest.raises(ValidationError) as refusal:
        change(world, d41, {"draft": world.stranger, "check": world.officer})
    message = ["This person is on no team of the project."]
    assert refusal.value.message_dict == {"person_draft": message, "person_check": message}


def test_whoever_is_named_anew_has_not_left(world, d41):
    change(world, d41, {"draft": world.team_reader})
    for person in (world.team_reader, world.organiser, world.wp_lead):
        person.places.update(until=TODAY - timedelta(days=1))
    with pytest.raises(ValidationError) as refusal:
        change(world, d41, {"revision": world.organiser}, world.organiser)
    message = ["This person is on no team of the project."]
    assert refusal.value.message_dict == {"person_review": message, "person_revision": message}
    change(world, d41, {"draft": world.team_reader}, revision=date(2027, 10, 20))  # may stay
    world.organiser.places.update(until=TODAY)
    change(world, d41, {"draft": world.team_reader, "revision": world.organiser})


@pytest.mark.parametrize("who", ["partner", "team_reader"])
def test_the_review_is_by_somebody_of_another_partner(world, d41, who):
    with pytest.raises(ValidationError) as refusal:
        change(world, d41, reviewer=world.person(who), draft=date(2027, 9, 27))
    assert list(refusal.value.message_dict) == ["person_review"]
    d41.refresh_from_db()
    assert (d41.reviewer, days_of(d41)) == (world.wp_lead, PLANNED)
    with pytest.raises(ValidationError) as refusal:
        planning.change(item=d41, by=world.coordinator, reviewer=world.person(who))
    assert list(refusal.value.message_dict) == ["reviewer"]


def test_what_is_done_keeps_its_day(world, d41):
    countdown.finish(step=step_of(d41, "draft"), by=world.partner, on=TODAY)
    change(world, d41, draft=date(2027, 9, 1), revision=date(2027, 10, 20))
    assert days_of(d41) == PLANNED | {"revision": date(2027, 10, 20)}


# --- When the due day moves ------------------------------------------------------------------


def move(world, deliverable, **values):
    planning.change(item=deliverable, by=world.coordinator, **values)
    deliverable.refresh_from_db()
    return countdown.moved(deliverable, in_order(deliverable.steps.all()))


def test_a_moved_due_day_proposes_new_days_and_a_person_accepts_them(world, d41):
    assert countdown.moved(d41, list(d41.steps.all())) == {}
    proposed = move(world, d41, due_month=23)  # 30 days later
    assert proposed == {
        "draft": date(2027, 10, 29),  # the 31st is a Sunday
        "review": date(2027, 11, 5),  # the 7th too
        "revision": date(2027, 11, 18),
        "check": date(2027, 11, 25),
        "submission": date(2027, 11, 26),  # the 28th is a Sunday
    }
    assert days_of(d41) == PLANNED
    countdown.move_along(deliverable=d41, by=world.partner, reason="amendment 1")
    assert days_of(d41) == proposed
    assert move(world, d41, title="Handbook") == {}


def test_what_is_done_does_not_move_and_nothing_overtakes_the_due_day(world, d41):
    countdown.finish(step=step_of(d41, "draft"), by=world.partner, on=TODAY)
    d41.refresh_from_db()
    proposed = move(world, d41, due_month=21, due_day=date(2027, 9, 10))
    assert set(proposed) == {"review", "revision", "check", "submission"}
    assert max(proposed.values()) <= date(2027, 9, 10)
    assert list(proposed.values()) == sorted(proposed.values())


def test_days_chosen_again_fit_again(world, d41):
    assert move(world, d41, due_month=23) != {}
    change(world, d41)
    assert move(world, d41) == {}


def test_a_moved_project_moves_the_due_day(world, d41):
    from workpackages.timetable import move_project

    move_project(
        world.project, start=date(2026, 3, 1), duration=33, by=world.coordinator, reason="late"
    )
    assert set(move(world, d41).values()) != set(PLANNED.values())


# --- Done and not done -----------------------------------------------------------------------


def test_acts_on_the_deliverable_finish_their_steps(world, d41):
    progress.perform(item=d41, verb="draft", by=world.partner)
    assert done_of(d41) == {"draft": TODAY}
    progress.perform(item=d41, verb="approve", by=world.wp_lead, on=TODAY)
    assert done_of(d41) == {"draft": TODAY, "review": TODAY}
    progress.perform(item=d41, verb="submit", by=world.coordinator, on=date(2027, 9, 3))
    assert done_of(d41) == {
        "draft": TODAY,
        "review": TODAY,
        "revision": date(2027, 9, 3),
        "check": date(2027, 9, 3),
        "submission": date(2027, 9, 3),
    }


def test_a_rejection_and_a_new_draft_reopen_the_review_and_what_follows(world, d41):
    progress.perform(item=d41, verb="draft", by=world.partner)
    progress.perform(item=d41, verb="approve", by=world.wp_lead, on=TODAY)
    countdown.finish(step=step_of(d41, "revision"), by=world.partner, on=TODAY)
    progress.perform(item=d41, verb="draft", by=world.partner)
    assert done_of(d41) == {"draft": TODAY}
    progress.perform(item=d41, verb="approve", by=world.wp_lead, on=TODAY)
    progress.perform(item=d41, verb="submit", by=world.coordinator, on=TODAY)
    progress.perform(item=d41, verb="reject", by=world.coordinator, reason="no summary")
    assert done_of(d41) == {"draft": TODAY}


def test_steps_are_marked_by_the_acts_that_do_them(world, d41):
    countdown.finish(step=step_of(d41, "draft"), by=world.team_reader, on=TODAY)
    d41.refresh_from_db()
    assert (d41.state, done_of(d41)) == ("draft", {"draft": TODAY})
    assert refused(
        countdown.finish, step=step_of(d41, "review"), by=world.coordinator, on=TODAY
    ) == ["Only the named reviewer can approve D4.1."]
    countdown.finish(step=step_of(d41, "review"), by=world.wp_lead, on=TODAY)
    d41.refresh_from_db()
    assert d41.approved_on == TODAY
    assert refused(
        countdown.finish, step=step_of(d41, "submission"), by=world.coordinator, on=TODAY
    ) == ["Mark the deliverable as submitted: that is this step."]


def test_the_others_are_marked_by_hand_and_taken_back(world, d41):
    step = step_of(d41, "revision")
    countdown.finish(step=step, by=world.partner, on=TODAY)
    assert done_of(d41) == {"revision": TODAY}
    assert refused(countdown.finish, step=step, by=world.partner, on=TODAY) == [
        "This step is done already."
    ]
    countdown.reopen(step=step, by=world.partner)
    assert done_of(d41) == {}
    countdown.finish(step=step_of(d41, "draft"), by=world.partner, on=TODAY)
    assert refused(countdown.reopen, step=step_of(d41, "draft"), by=world.partner) == [
        "This step follows from the state of the deliverable."
    ]


def test_without_a_reviewer_the_review_is_marked_by_hand(world, d41):
    change(world, d41, reviewer=None)
    countdown.finish(step=step_of(d41, "review"), by=world.partner, on=TODAY)
    assert done_of(d41) == {"review": TODAY}


def test_nothing_is_marked_once_it_is_handed_in(world, d41):
    progress.perform(item=d41, verb="cancel", by=world.coordinator, reason="amendment")
    for act, given in ((countdown.finish, {"on": TODAY}), (countdown.reopen, {})):
        assert refused(act, step=step_of(d41, "revision"), by=world.partner, **given) == [
            "D4.1 is cancelled: this cannot be done now."
        ]


def test_an_act_taken_back_takes_its_steps_back_and_no_others(world, d41):
    progress.perform(item=d41, verb="draft", by=world.partner)
    progress.perform(item=d41, verb="approve", by=world.wp_lead, on=TODAY)
    with time_machine.travel(LATER, tick=False):
        progress.perform(item=d41, verb="submit", by=world.coordinator, on=TODAY)
        progress.undo(
            item=d41, change=progress.newest(d41), by=world.coordinator, now=timezone.now()
        )
    assert done_of(d41) == {"draft": TODAY, "review": TODAY}
    with time_machine.travel(LATER + timedelta(minutes=1), tick=False):
        progress.perform(item=d41, verb="draft", by=world.partner)
    with time_machine.travel(LATER + timedelta(minutes=2), tick=False):
        countdown.finish(step=step_of(d41, "check"), by=world.partner, on=TODAY)
        progress.undo(item=d41, change=progress.newest(d41), by=world.partner, now=timezone.now())
    assert done_of(d41) == {"draft": TODAY, "review": TODAY, "check": TODAY}


def test_mail_that_waits_about_a_step_goes_back_when_it_is_done(world, d41, settings):
    settings.MAIL_IS_SENT = True
    draft, check = step_of(d41, "draft"), step_of(d41, "check")
    about, other = post_about(draft), post_about(check)
    progress.perform(item=d41, verb="draft", by=world.partner)
    states = dict(Mail.objects.values_list("pk", "state"))
    assert (states[about.pk], states[other.pk]) == ("withdrawn", "queued")
    assert key_of(draft) == f"workpackages.countdownstep:{draft.pk}"

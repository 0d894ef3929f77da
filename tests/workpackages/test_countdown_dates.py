"""The steps of a countdown as dated things: when, and who is told."""

from datetime import date

import pytest

from core.dates import DatedItem, key_of
from reminders import planning, sources
from reminders.defaults import install_defaults
from reminders.models import Entry
from tests.people import NOW, START, TODAY, make_deliverable, make_member
from workpackages import countdown, dates, progress
from workpackages.models import CountdownStep

LAST = date(2028, 9, 30)


@pytest.fixture
def steps(world):
    """The steps of the countdown to D4.1, by kind."""
    world.d41.reviewer = world.wp_lead
    world.d41.save()
    countdown.plan(deliverable=world.d41, by=world.partner)
    return {step.kind: step for step in world.d41.steps.all()}


def items(first, last, **asked):
    found = dates.items(first, last, **asked)
    return [item for item in found if item.kind == "countdown_step"]


def told(*steps, today=TODAY):
    """Who is told of each, by the kind of the step."""
    kinds = {key_of(step): str(step.kind) for step in steps}
    found = {}
    for key, person in dates.answerable("person", kinds, today):
        found.setdefault(kinds[key], set()).add(person)
    return found


def test_a_step_as_a_dated_item(world, steps):
    found = items(date(2027, 10, 8), date(2027, 10, 19))
    assert [item.label for item in found] == [
        "D4.1 Training handbook: review by another partner",
        "D4.1 Training handbook: revision",
    ]
    assert found[0] == DatedItem(
        key=key_of(steps["review"]),
        kind="countdown_step",
        label="D4.1 Training handbook: review by another partner",
        moment=date(2027, 10, 8),
        url="/projects/ppi4test/d4.1/",
        project_id=world.project.pk,
        project="PPI4Test",
        open=True,
        state="to do",
    )


def test_a_step_is_open_until_it_or_its_deliverable_is_done(world, steps):
    progress.perform(item=world.d41, verb="draft", by=world.partner)
    found = {item.label.rpartition(": ")[2]: item for item in items(START, LAST)}
    assert (found["draft"].open, found["draft"].state) == (False, "done")
    assert found["revision"].open
    progress.perform(item=world.d41, verb="cancel", by=world.coordinator, reason="amendment")
    found = items(START, LAST)
    assert {(item.open, item.cancelled) for item in found} == {(False, True)}


def test_a_person_gets_what_they_may_see(world, steps):
    assert len(items(START, LAST, person=world.officer)) == 5
    assert len(items(START, LAST, project=world.project)) == 5
    assert items(START, LAST, person=world.buyer) == []


def test_the_named_person_is_told_and_else_the_people_of_who_has_to_do_it(world, steps):
    countdown.change(
        deliverable=world.d41,
        by=world.partner,
        days={kind: step.due_on for kind, step in steps.items()},
        people={"draft": world.team_reader},
        reviewer=world.wp_lead,
    )
    assert told(*steps.values()) == {
        "draft": {world.team_reader.pk},
        "review": {world.wp_lead.pk},
        "revision": {world.partner.pk},
        "check": {world.coordinator.pk},
        "submission": {world.coordinator.pk},
    }


def test_whoever_has_left_is_told_nothing(world, steps):
    world.wp_lead.places.update(until=date(2027, 9, 5))
    assert told(steps["review"]) == {"review": {world.partner.pk}}
    world.partner.close_account(by=world.coordinator, reason="left")
    assert told(steps["review"], steps["draft"]) == {}


def test_nobody_is_told_late_who_waits_for_the_step_before(world, steps):
    late = date(2027, 10, 12)
    assert told(*steps.values(), today=late).keys() == {
        "draft",
        "revision",
        "check",
        "submission",
    }
    progress.perform(item=world.d41, verb="draft", by=world.partner)
    assert told(steps["review"], today=late) == {"review": {world.wp_lead.pk}}


def test_the_reviewer_is_told_of_the_step_and_not_of_the_deliverable_too(world, steps):
    progress.perform(item=world.d41, verb="draft", by=world.partner)
    other = make_deliverable(world.wp4, world.acr, "4.2", reviewer=world.wp_lead, state="draft")
    keys = [key_of(world.d41), key_of(other)]
    assert set(dates.answerable("reviewer", keys, TODAY)) == {(key_of(other), world.wp_lead.pk)}


def test_the_planner_tells_of_a_step_by_the_shipped_rule(world, steps):
    install_defaults(active_from=NOW.replace(year=2026))
    draft = steps["draft"]
    draft.due_on = date(2027, 9, 8)
    draft.save()
    planning.plan(NOW)
    entries = Entry.objects.filter(kind="countdown_step", state=Entry.State.PLANNED)
    assert list(entries.values_list("item_key", "person", "step")) == [
        (key_of(draft), world.partner.pk, -2)
    ]


def test_the_number_of_statements_does_not_grow(world, steps, django_assert_num_queries):
    def count(steps):
        with django_assert_num_queries(2):  # for everything of the plan
            assert len(items(START, LAST)) == len(steps)
        with django_assert_num_queries(2):
            assert len(told(*steps)) == 5

    count(list(CountdownStep.objects.all()))
    for number in ("4.7", "4.8"):
        item = make_deliverable(world.wp4, world.acr, number)
        countdown.plan(deliverable=item, by=world.partner)
    count(list(CountdownStep.objects.all()))


def test_keys_of_others_are_passed_over(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert list(dates.answerable("person", ["trainings.training:7"], TODAY)) == []
    assert sources.source_of("countdown_step") is dates


def test_everybody_who_acts_for_the_coordinator_is_told_of_the_check(world, steps):
    make_member(world.partner, world.iat)
    assert told(steps["check"]) == {"check": {world.coordinator.pk, world.partner.pk}}

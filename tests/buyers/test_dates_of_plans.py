"""What has a date in a feasibility plan: when it is done, and who answers for it."""

from datetime import timedelta

import pytest

from buyers import dates
from buyers.models import Question
from core.dates import key_of
from partners.models import Person
from tests.buyers.plans import make_decision, make_option, make_sheet
from tests.buyers.test_dates import item, plan_of, seen
from tests.people import (
    TODAY,
    make_buyer,
    make_membership,
    make_organisation,
    make_person,
)


@pytest.fixture
def plan(world):
    return plan_of(world)


@pytest.fixture
def rival(world):
    """A second contracting authority with a person, and a follower with one."""
    follower = make_membership(world.group, make_organisation("Looks on"), "follower")
    make_buyer(make_person("Follower"), follower)
    member = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    return make_buyer(make_person("Rival"), member).membership.organisation


def told(role, *rows) -> list[str]:
    names = dict(Person.objects.values_list("pk", "name"))
    return sorted(names[person] for _key, person in dates.answerable(role, map(key_of, rows)))


def test_they_are_called_by_what_is_to_be_done_and_lead_there(plan):
    found = {kind: (item(kind).label, item(kind).url) for kind in seen()}
    page = "/projects/ppi4test/groups/waste-buyers/plan/"
    assert found == {
        "part_due": ("Part 4 form of procurement of “Sorting line”", f"{page}parts/4/"),
        "scores_wanted": ("Scores of the options of “Sorting line”", f"{page}options/form/"),
        "decision_wanted": ("Decision on the plan “Sorting line”", f"{page}decision/"),
        "gate_due": ("Tender published: “Sorting line”", f"{page}decision/"),
    }
    assert all(item(kind).open for kind in seen())


def test_a_gate_is_done_when_it_is_passed(plan):
    plan.gates.filter(kind="tender").update(passed_on=TODAY)
    assert (item("gate_due").open, item("gate_due").state) == (False, "passed")


@pytest.mark.parametrize(
    ("state", "is_open"), [("empty", True), ("writing", True), ("review", True), ("agreed", False)]
)
def test_a_part_is_done_when_it_is_agreed(plan, state, is_open):
    plan.parts.filter(number=4).update(state=state)
    assert item("part_due").open == is_open


def test_a_part_is_asked_of_its_owner_or_of_who_manages(world, plan):
    part = plan.parts.get(number=4)
    assert told("writer", part) == ["Buyer"]
    part.owner = world.zagreb.organisation  # which names nobody
    part.save()
    assert told("writer", part) == ["Coordinator", "Wp Lead"]
    part.owner = None
    part.save()
    assert told("writer", part) == ["Coordinator", "Wp Lead"]


def test_decisions_are_wanted_of_all_who_buy_until_they_have_decided(world, plan, rival):
    assert told("decider", plan) == ["Buyer", "Rival"]
    make_decision(plan, rival, world.coordinator, "no_go", conditions="No money")
    assert told("decider", plan) == ["Buyer"]
    make_decision(plan, world.city.organisation, world.buyer)
    assert told("decider", plan) == []
    assert item("decision_wanted").open  # the core buyer has not
    make_decision(plan, world.zagreb.organisation, world.coordinator)
    assert (item("decision_wanted").open, item("decision_wanted").state) == (
        *(False, "all have decided"),
    )


def test_who_has_left_owes_no_decision(world, plan):
    make_decision(plan, world.zagreb.organisation, world.coordinator)
    assert item("decision_wanted").open
    world.city.until = TODAY - timedelta(days=1)
    world.city.save()
    assert not item("decision_wanted").open
    assert told("decider", plan) == []


def test_scores_are_wanted_of_all_who_buy_until_their_sheets_are_given(world, plan, rival):
    buyers = [world.zagreb.organisation, world.city.organisation, rival]
    make_sheet(plan, rival, {})
    make_sheet(plan, world.city.organisation, {}, state="draft")
    assert told("scorer", plan) == ["Buyer"]
    plan.sheets.update(state="given")
    assert told("scorer", plan) == []
    assert item("scores_wanted").open
    make_sheet(plan, world.zagreb.organisation, {})
    assert not item("scores_wanted").open
    make_option(plan, "Service", Question.CONTRACT)  # a second question
    assert item("scores_wanted").open
    assert told("scorer", plan) == ["Buyer", "Rival"]
    for buyer in buyers:
        make_sheet(plan, buyer, {}, Question.CONTRACT)
    assert not item("scores_wanted").open


def test_nothing_is_scored_any_more_once_an_option_is_chosen(world, plan):
    assert item("scores_wanted").open
    make_option(plan, "Coordinated", state="chosen", form="coordinated")
    assert not item("scores_wanted").open
    assert told("scorer", plan) == []


def test_nothing_is_scored_where_all_options_are_taken_out(world, plan):
    plan.options.update(state="out")
    assert not item("scores_wanted").open
    assert told("scorer", plan) == []

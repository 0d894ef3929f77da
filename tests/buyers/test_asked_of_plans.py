"""What feasibility plans wait for, on the desk of those who speak for a member."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buyers import parts
from buyers.asked import asked_of
from tests.buyers.plans import (
    make_cost,
    make_criterion,
    make_decision,
    make_option,
    make_plan,
    make_sheet,
    make_volume,
)
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_organisation,
    make_person,
)

UNTIL = TODAY + timedelta(days=30)


def asked(person):
    return [(row.act, row.label, row.due) for row in asked_of(person, TODAY, UNTIL)]


def test_a_part_of_the_plan_waits_for_approval_and_for_who_owes_it(world):
    plan = make_plan(world.group, world.coordinator)
    first, second = plan.parts.all()[:2]
    by = {"by": world.coordinator}
    given = {"owner": world.city.organisation, "due_on": UNTIL, "today": TODAY}
    parts.assign(part=second, **given, **by)
    assert asked(world.buyer) == [("Write", "2 Buyers, volumes and calendar", UNTIL)]
    for seen in (0, 1):
        parts.write(part=first, text=f"Text {seen}", note="", seen=seen, now=NOW, **by)
        parts.ask(part=first, **by)
        waits = ("Approve or object", "1 Scope and unmet need", None)
        assert asked(world.buyer)[1:] == [waits]
        said = {"organisation": world.city.organisation, "verdict": "approves", "comment": ""}
        parts.answer(part=first, version=seen + 1, by=world.buyer, now=NOW, **said)
        assert asked(world.buyer)[1:] == []
    parts.assign(part=second, **given | {"due_on": UNTIL + timedelta(days=1)}, **by)
    assert asked(world.buyer) == asked(world.coordinator) == []


def test_options_wait_for_scores_until_they_are_given_or_one_is_chosen(world):
    plan = make_plan(world.group, world.coordinator, scores_due=TODAY)
    option, criterion = make_option(plan), make_criterion(plan)
    make_option(plan, "Service", question="contract")  # without criteria
    assert asked(world.buyer) == [("Score", "Options: form of procurement", TODAY)]
    assert asked(world.stranger) == asked(world.coordinator) == []
    [row] = asked_of(world.buyer, TODAY, UNTIL)
    assert row.act_url == f"{row.url}scores/{world.city.organisation_id}/"
    sheet = make_sheet(plan, world.city.organisation, {(option, criterion): 7}, state="draft")
    assert len(asked(world.buyer)) == 1
    sheet.state = "given"
    sheet.save()
    assert asked(world.buyer) == []
    sheet.state = "draft"
    sheet.save()
    option.state = "chosen"
    option.save()
    assert asked(world.buyer) == []


def test_a_plan_with_costs_waits_for_the_quantity_of_each_member_that_buys(world):
    plan = make_plan(world.group, world.coordinator, title="Sorting")
    assert asked(world.buyer) == []
    make_cost(plan)
    assert asked(world.buyer) == [("Enter our quantity", "Sorting", None)]
    make_volume(plan, make_organisation("Town"))
    [row] = asked_of(world.buyer, TODAY, UNTIL)
    assert row.act_url == reverse(
        "buyers:plan_quantity", args=["ppi4test", "waste-buyers", world.city.organisation_id]
    )
    make_volume(plan, world.city.organisation)
    assert asked(world.buyer) == asked(world.coordinator) == []


def test_a_plan_waits_for_the_decision_of_ones_own_organisation(world, login):
    plan = make_plan(world.group, world.coordinator)
    assert asked(world.buyer) == []
    plan.decisions_asked_on, plan.decisions_due = TODAY, UNTIL
    plan.save()
    assert asked(world.buyer) == [("Decide on the plan", "Sorting of bulky waste", UNTIL)]
    client = login(world.buyer)
    (row,) = asked_of(world.buyer, TODAY, UNTIL)
    assert client.get(row.act_url).status_code == client.get(row.url).status_code == 200
    follower = make_person("Follower")
    make_buyer(follower, make_membership(world.group, make_organisation("Ghent"), "follower"))
    assert asked(follower) == []
    make_decision(plan, world.zagreb.organisation, world.coordinator)
    make_decision(plan, world.city.organisation, world.buyer, stands=False)
    assert len(asked(world.buyer)) == 1
    make_decision(plan, world.city.organisation, world.buyer)
    assert asked(world.buyer) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_one_statement_however_many_plans_wait(world, rows, django_assert_num_queries):
    for number in range(rows):
        group = make_group(world.project, f"Group {number}")
        make_buyer(world.buyer, make_membership(group, world.city.organisation))
        plan = make_plan(group, world.coordinator, decisions_asked_on=TODAY)
        make_option(plan), make_criterion(plan), make_cost(plan)
        part = plan.parts.get(number=1)
        parts.write(part=part, text="Text", note="", seen=0, by=world.coordinator, now=NOW)
        parts.ask(part=part, by=world.coordinator)
    with django_assert_num_queries(1 + 1):  # and the places
        assert len(asked_of(world.buyer, TODAY, UNTIL)) == 4 * rows

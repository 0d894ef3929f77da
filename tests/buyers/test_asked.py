"""What waits for a buyer: on the desk, with the button that does it."""

from datetime import timedelta

import pytest
import time_machine
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
    make_commitment,
    make_group,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)

UNTIL = TODAY + timedelta(days=30)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(NOW, tick=False):
        yield


def asked(person) -> list[tuple]:
    return [(row.act, row.label, row.due) for row in asked_of(person, TODAY, UNTIL)]


def test_a_shared_need_waits_until_ones_own_organisation_has_answered(world):
    need = make_need(world.group, answers_due=TODAY)
    make_need(world.group, 2, state="draft")
    make_need(world.group, 3, state="closed")
    town = make_organisation("Town")
    make_membership(world.group, town)
    make_share(need, town)
    assert asked(world.buyer) == [("Answer", "N1 Need 1", TODAY)]
    share = make_share(need, world.city.organisation, state="draft")
    assert asked(world.buyer) == [("Answer", "N1 Need 1", TODAY)]
    share.state = "given"
    share.save()
    assert asked(world.buyer) == []


def test_followers_are_not_asked_and_each_organisation_is_asked_for_itself(world):
    make_need(world.group)
    follower = make_person("Follower")
    make_buyer(follower, make_membership(world.group, make_organisation("Ghent"), "follower"))
    assert asked(follower) == []
    second = make_membership(world.group, make_organisation("Town"))
    make_buyer(world.buyer, second)
    urls = [row.act_url for row in asked_of(world.buyer, TODAY, UNTIL)]
    assert urls == [
        reverse("buyers:answer_need", args=["ppi4test", "waste-buyers", 1, organisation])
        for organisation in sorted((world.city.organisation_id, second.organisation_id))
    ]


def test_ones_drafts_and_what_expires_soon_wait_and_nobody_elses(world):
    need = make_need(world.group, state="closed")
    own, town = world.city.organisation, make_organisation("Town")
    make_commitment(need, own, year=2027, state="draft")
    make_commitment(need, own, valid_until=UNTIL)
    make_commitment(need, own, year=2029, valid_until=UNTIL + timedelta(days=1))
    make_commitment(need, own, year=2030, valid_until=TODAY, state="withdrawn")
    make_commitment(need, town, valid_until=TODAY)
    make_commitment(need, town, year=2027, state="draft")
    assert asked(world.buyer) == [
        ("Renew", "N1: interest, 2028", UNTIL),
        ("Record", "N1: interest, 2027", None),
    ]
    assert asked(world.coordinator) == asked(world.stranger) == []


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


def test_nothing_waits_in_a_closed_project(world):
    need = make_need(world.group)
    make_commitment(need, world.city.organisation, state="draft")
    make_cost(make_plan(world.group, world.coordinator))
    world.project.closed_on = TODAY
    world.project.save()
    assert asked(world.buyer) == []


def test_the_desk_of_a_buyer_begins_with_it_and_every_button_leads_on(world, login):
    need = make_need(world.group, answers_due=TODAY)
    make_commitment(need, world.city.organisation, state="draft")
    make_commitment(need, world.city.organisation, valid_until=UNTIL)
    client = login(world.buyer)
    page = client.get("/")
    assert "3 things wait for you." in page.text
    for row in page.context["desk"].asked:
        assert row.act_url in page.text
        assert client.get(row.act_url).status_code == 200
        assert client.get(row.url).status_code == 200
    assert "Asked in my buyer groups" not in login(world.partner).get("/").text


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
def test_it_takes_six_statements_and_one_more_where_options_wait(
    world, rows, django_assert_num_queries
):
    for number in range(rows):
        need = make_need(world.group, number + 1)
        make_commitment(need, world.city.organisation, state="draft")
        group = make_group(world.project, f"Group {number}")
        make_buyer(world.buyer, make_membership(group, world.city.organisation))
        make_plan(group, world.coordinator, decisions_asked_on=TODAY)
    with django_assert_num_queries(6 + 7):  # and the places, asked anew by each part
        assert len(asked_of(world.buyer, TODAY, UNTIL)) == 3 * rows
    with django_assert_num_queries(1):
        assert asked_of(world.stranger, TODAY, UNTIL) == []
    plan = make_plan(world.group, world.coordinator)
    for number in range(rows):
        make_option(plan, f"Option {number}")
        make_criterion(plan, f"Criterion {number}")
    with django_assert_num_queries(7 + 7):
        assert len(asked_of(world.buyer, TODAY, UNTIL)) == 3 * rows + 1

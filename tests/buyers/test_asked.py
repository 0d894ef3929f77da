"""What waits for a buyer: on the desk, with the button that does it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from buyers.asked import asked_of
from tests.people import (
    TODAY,
    make_buyer,
    make_commitment,
    make_membership,
    make_need,
    make_organisation,
    make_person,
    make_share,
)

UNTIL = TODAY + timedelta(days=30)


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


def test_nothing_waits_in_a_closed_project(world):
    need = make_need(world.group)
    make_commitment(need, world.city.organisation, state="draft")
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


@pytest.mark.parametrize("rows", [1, 3])
def test_it_is_one_statement(world, rows, django_assert_num_queries):
    for number in range(rows):
        need = make_need(world.group, number + 1)
        make_commitment(need, world.city.organisation, state="draft")
    with django_assert_num_queries(1 + 1):  # and the places
        assert len(asked_of(world.buyer, TODAY, UNTIL)) == 2 * rows
    with django_assert_num_queries(1):
        assert asked_of(world.stranger, TODAY, UNTIL) == []

"""Who may come, for which organisation, and the sentence that says why."""

import pytest

from buyers.models import Tier
from tests.people import (
    TODAY,
    make_buyer,
    make_group,
    make_member,
    make_membership,
    make_organisation,
    make_person,
)
from trainings import eligibility
from trainings.models import Programme

AUDIENCE = "It is for members of Waste buyers (core buyer, contracting authority)."


def verdict(world, person, today=TODAY):
    found = eligibility.check(programme=world.programme, person=person, today=today)
    name = found.organisation and found.organisation.short_name
    return found.eligible, found.counts, name, found.why


def named(world, tier, group=None, name="Ghent", **fields):
    """A new person, named by a new member of the group."""
    membership = make_membership(group or world.group, make_organisation(name), tier, **fields)
    person = make_person(f"Person of {name}")
    make_buyer(person, membership)
    return person


@pytest.mark.parametrize(
    ("tier", "eligible", "why"),
    [
        (Tier.CORE, True, "Ghent is a core buyer in Waste buyers."),
        (Tier.AUTHORITY, True, "Ghent is a contracting authority in Waste buyers."),
        (Tier.FOLLOWER, False, f"Ghent is a follower in Waste buyers. {AUDIENCE}"),
        (Tier.OBSERVER, False, f"Ghent is an observer in Waste buyers. {AUDIENCE}"),
    ],
)
def test_the_tier_of_the_member_decides(world, tier, eligible, why):
    assert verdict(world, named(world, tier)) == (eligible, eligible, "Ghent", why)


def test_a_partner_that_is_a_member_itself_stands_in_the_group(world):
    why = "ZGH is a core buyer in Waste buyers."
    assert verdict(world, world.organiser) == (True, True, "ZGH", why)


def test_partners_come_where_the_programme_is_open_to_them_and_do_not_count(world):
    assert verdict(world, world.partner) == (False, False, "ACR+", AUDIENCE)
    world.programme.for_partners = True
    world.programme.save()
    why = "ACR+ is a partner of PPI4Test."
    assert verdict(world, world.partner) == (True, False, "ACR+", why)
    assert verdict(world, world.team_reader)[:3] == (True, False, "ACR+")


def test_where_it_is_for_the_partners_alone_they_count(world):
    world.programme.for_partners, world.programme.tiers = True, []
    world.programme.save()
    assert verdict(world, world.partner)[:2] == (True, True)


def test_a_member_of_another_group_is_left_out(world):
    person = named(world, Tier.CORE, make_group(world.project, "Fleet buyers"))
    why = f"Ghent is a core buyer in Fleet buyers. {AUDIENCE}"
    assert verdict(world, person) == (False, False, "Ghent", why)


def test_places_have_to_hold_on_the_day(world):
    past = named(world, Tier.CORE, name="Lyon", until="2027-09-05")
    future = named(world, Tier.CORE, name="Turin", since="2027-09-07")
    why = f"No organisation of the project names you. {AUDIENCE}"
    assert verdict(world, past) == verdict(world, future) == (False, False, None, why)
    assert verdict(world, past, TODAY.replace(day=5))[0]
    assert verdict(world, future, TODAY.replace(day=7))[0]


def test_a_stranger_learns_whom_it_is_for(world):
    why = f"No organisation of the project names you. {AUDIENCE}"
    assert verdict(world, world.stranger) == (False, False, None, why)


def test_a_programme_without_audience_takes_nobody_by_itself(world):
    world.programme.buyer_groups.clear()
    assert verdict(world, world.organiser) == (
        False,
        False,
        "ZGH",
        "The organiser says who comes.",
    )


def test_of_two_places_the_one_closest_to_the_purchase_speaks(world):
    make_buyer(world.buyer, make_membership(world.group, make_organisation("Ghent"), Tier.CORE))
    assert verdict(world, world.buyer)[3] == "Ghent is a core buyer in Waste buyers."


def test_many_people_take_as_many_statements_as_one(world, django_assert_num_queries):
    outsiders = [make_person(f"P{number}") for number in range(3)]
    for person in outsiders:
        make_member(person, world.acr)
    for people, statements in (
        ([world.partner], 4),
        ([world.partner, *outsiders], 4),
        ([world.buyer], 2),
    ):
        programme = Programme.objects.get()
        with django_assert_num_queries(statements):
            eligibility.check_all(programme=programme, people=people, today=TODAY)

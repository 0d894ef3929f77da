"""Who is entitled and has nobody: the gap out of which invitations come."""

import pytest

from buyers.models import Tier
from tests.people import (
    NOW,
    TODAY,
    fix_day,
    make_buyer,
    make_invitation,
    make_member,
    make_membership,
    make_organisation,
    make_person,
    make_programme,
    make_training,
)
from trainings import eligibility, gap
from trainings.models import Programme, Registration, Training

AUDIENCE = "It is for members of Waste buyers (core buyer, contracting authority)."


def names(world, today=TODAY):
    found = gap.gap(Training.objects.select_related("programme").get(pk=world.training.pk), today)
    return [row.organisation.short_name for row in found]


def register(training, person, organisation, state="confirmed"):
    return Registration.objects.create(
        training=training,
        person=person,
        organisation=organisation,
        state=state,
        why="-",
        registered_at=NOW,
        registered_by=person,
    )


def verdict(world, organisation, today=TODAY):
    found = eligibility.check_organisation(
        programme=Programme.objects.get(), organisation=organisation, today=today
    )
    return found.eligible, found.counts, found.why


# --- Of one organisation ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tier", "eligible", "why"),
    [
        (Tier.CORE, True, "Ghent is a core buyer in Waste buyers."),
        (Tier.AUTHORITY, True, "Ghent is a contracting authority in Waste buyers."),
        (Tier.FOLLOWER, False, f"Ghent is a follower in Waste buyers. {AUDIENCE}"),
    ],
)
def test_whoever_a_member_sends_may_come_by_its_tier(world, tier, eligible, why):
    ghent = make_organisation("Ghent")
    make_membership(world.group, ghent, tier)
    assert verdict(world, ghent) == (eligible, eligible, why)


def test_a_partner_sends_people_where_the_programme_is_open_to_partners(world):
    acr = world.acr.organisation
    assert verdict(world, acr) == (False, False, AUDIENCE)
    Programme.objects.update(for_partners=True)
    assert verdict(world, acr) == (True, False, "ACR+ is a partner of PPI4Test.")


def test_an_organisation_from_elsewhere_reads_whom_it_is_for(world):
    assert verdict(world, make_organisation("Elsewhere")) == (False, False, AUDIENCE)


def test_a_membership_has_to_hold_on_the_day(world):
    lyon = make_organisation("Lyon")
    make_membership(world.group, lyon, until="2027-09-05")
    assert verdict(world, lyon) == (False, False, AUDIENCE)
    assert verdict(world, lyon, TODAY.replace(day=5))[0]


def test_an_entitled_organisation_takes_one_statement(world, django_assert_num_queries):
    programme = Programme.objects.get()
    with django_assert_num_queries(1):
        eligibility.check_organisation(
            programme=programme, organisation=world.city.organisation, today=TODAY
        )


# --- The gap ------------------------------------------------------------------------------------


def test_entitled_members_without_anybody_are_missing_those_nearby_first(world):
    Training.objects.update(country="HR")
    make_membership(world.group, make_organisation("Ghent", country="BE"), Tier.CORE)
    make_membership(world.group, make_organisation("Follower"), Tier.FOLLOWER)
    make_membership(world.group, make_organisation("Gone"), until="2027-09-05")
    make_membership(world.group, make_organisation("Coming"), since="2027-09-07")
    assert names(world) == ["City of Split", "ZGH", "Ghent"]


@pytest.mark.parametrize(
    ("state", "of_training", "expected"),
    [
        ("confirmed", "scheduled", ["ZGH"]),
        ("waiting", "scheduled", ["ZGH"]),
        ("applied", "planned", ["ZGH"]),
        ("confirmed", "held", ["ZGH"]),
        ("withdrawn", "scheduled", ["City of Split", "ZGH"]),
        ("confirmed", "cancelled", ["City of Split", "ZGH"]),
    ],
)
def test_who_has_somebody_in_any_training_of_the_programme_is_not_missing(
    world, state, of_training, expected
):
    other = make_training(world.programme, world.acr, "Ghent", state=of_training)
    register(other, world.buyer, world.city.organisation, state)
    assert names(world) == expected


def test_a_seat_in_another_programme_fills_no_gap(world):
    other = make_programme(world.t42, [world.group], slug="other")
    register(make_training(other, world.acr, "Ghent"), world.buyer, world.city.organisation)
    assert names(world) == ["City of Split", "ZGH"]


def test_each_has_its_people_its_reason_and_its_invitations(world):
    fix_day(world.training)
    colleague = make_person("Another")
    make_buyer(colleague, world.city)
    make_buyer(make_person("Was"), world.city, until="2027-09-05")
    other = make_training(world.programme, world.acr, "Ghent")
    sent = make_invitation(other, world.city.organisation, world.buyer, state="sent")
    make_invitation(world.training, world.city.organisation, colleague, state="revoked")
    split, zgh = gap.gap(Training.objects.get(slug="zagreb"), TODAY)
    assert [str(person) for person in split.people] == ["Another", "Buyer"]
    assert split.why == "City of Split is a contracting authority in Waste buyers."
    assert (split.invitations, split.asked) == ([sent], True)
    assert [str(person) for person in zgh.people] == ["Organiser"]  # of the partner's team
    assert (zgh.invitations, zgh.asked) == ([], False)


def test_where_it_is_for_the_partners_alone_they_are_missing(world):
    Programme.objects.update(tiers=[], for_partners=True)
    make_member(world.buyer, world.acr)
    assert names(world) == ["ACR+", "IAT", "ICLEI", "UNIZAR", "ZGH"]
    register(world.training, world.partner, world.acr.organisation)
    assert names(world) == ["IAT", "ICLEI", "UNIZAR", "ZGH"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_gap_takes_four_statements_whatever_the_rows(world, django_assert_num_queries, rows):
    for number in range(rows):
        member = make_membership(world.group, make_organisation(f"City {number}"))
        person = make_person(f"Person {number}")
        make_buyer(person, member)
        make_invitation(world.training, member.organisation, person)
    training = Training.objects.select_related("programme").get()
    with django_assert_num_queries(4):
        assert len(gap.gap(training, TODAY)) == rows + 2

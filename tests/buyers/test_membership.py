"""Buyer groups: tiers, dates, people, and what a change leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError

from buyers import membership
from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson, Tier
from outbox.models import Mail
from partners.models import Invitation, Person
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_organisation,
    make_person,
)

ONE_DAY = timedelta(days=1)


def tiers(member):
    rows = BuyerMembership.objects.filter(group=member.group, organisation=member.organisation)
    return list(rows.order_by("since").values_list("tier", "since", "until"))


def change_tier(world, member, tier=Tier.CORE, since=TODAY, **given):
    return membership.change_tier(
        membership=member, tier=tier, since=since, by=world.coordinator, **given
    )


def name_person(world, email="ana@example.org", member=None, by=None, **given):
    return membership.name_person(
        membership=member or world.city,
        email=email,
        name="Ana",
        by=by or world.wp_lead,
        now=NOW,
        **given,
    )


# --- Tiers ---------------------------------------------------------------------------------------


def test_a_change_of_tier_ends_one_membership_and_begins_the_next(world):
    new = change_tier(world, world.city, reason="council decision")
    assert tiers(new) == [
        (Tier.AUTHORITY, world.project.start, TODAY - ONE_DAY),
        (Tier.CORE, TODAY, None),
    ]
    assert new.history.latest().history_change_reason == "council decision"


def test_its_people_speak_for_it_on_every_day(world):
    change_tier(world, world.city)
    for day in (world.project.start, TODAY - ONE_DAY, TODAY, TODAY + ONE_DAY):
        [place] = BuyerPerson.objects.of(world.buyer, day)
        tier = Tier.CORE if day >= TODAY else Tier.AUTHORITY
        assert place.membership.tier == tier
        assert BuyerGroup.objects.visible_to(world.buyer, day).exists()


def test_who_was_no_longer_named_is_not_named_again(world):
    left = make_buyer(make_person("Left"), world.city, until=TODAY - ONE_DAY)
    change_tier(world, world.city)
    assert list(left.person.buyer_places.all()) == [left]


def test_who_is_named_from_later_on_moves_along(world):
    later = make_buyer(make_person("Later"), world.city, since=TODAY + ONE_DAY)
    new = change_tier(world, world.city)
    later.refresh_from_db()
    assert (later.membership, later.since) == (new, TODAY + ONE_DAY)


def test_the_lead_procurer_leads_on_in_the_new_tier(world):
    world.group.lead_procurer = world.city
    world.group.save()
    new = change_tier(world, world.city)
    world.group.refresh_from_db()
    assert world.group.lead_procurer == new
    assert BuyerGroup.objects.editable_by(world.buyer, TODAY).exists()


def test_from_the_first_day_on_it_is_a_correction(world):
    row = change_tier(world, world.city, since=world.city.since)
    assert (row.pk, tiers(row)) == (world.city.pk, [(Tier.CORE, world.city.since, None)])


@pytest.mark.parametrize(
    ("tier", "since", "field"),
    [
        (Tier.AUTHORITY, TODAY, "tier"),
        (Tier.CORE, date(2025, 12, 31), "since"),
        (Tier.CORE, date(2028, 1, 2), "since"),
    ],
)
def test_a_tier_is_not_changed_into_nonsense(world, tier, since, field):
    world.city.until = date(2028, 1, 1)
    world.city.save()
    with pytest.raises(ValidationError) as refusal:
        change_tier(world, world.city, tier=tier, since=since)
    assert list(refusal.value.error_dict) == [field]
    assert tiers(world.city) == [(Tier.AUTHORITY, world.project.start, date(2028, 1, 1))]


def test_a_membership_ends_with_its_last_day(world):
    membership.end_membership(membership=world.city, until=TODAY, by=world.coordinator)
    assert BuyerGroup.objects.visible_to(world.buyer, TODAY).exists()
    assert not BuyerGroup.objects.visible_to(world.buyer, TODAY + ONE_DAY).exists()


def test_an_organisation_comes_back_but_is_never_twice_a_member(world):
    membership.end_membership(membership=world.city, until=TODAY, by=world.coordinator)

    def join(since):
        return membership.add_member(
            membership=BuyerMembership(group=world.group, tier=Tier.OBSERVER, since=since),
            organisation=world.city.organisation,
            by=world.coordinator,
        )

    with pytest.raises(ValidationError) as refusal:
        join(TODAY)
    assert list(refusal.value.error_dict) == ["since"]
    join(TODAY + ONE_DAY)
    assert len(tiers(world.city)) == 2


def test_the_end_is_not_moved_into_the_next_membership(world):
    change_tier(world, world.city)
    with pytest.raises(ValidationError, match="on some of these days"):
        membership.end_membership(membership=world.city, until=TODAY, by=world.coordinator)


# --- People --------------------------------------------------------------------------------------


def test_a_named_person_is_invited_to_an_account(world):
    place = name_person(world, function="Head of procurement")
    assert (place.since, place.function) == (TODAY, "Head of procurement")
    invitation = Invitation.objects.get()
    assert (invitation.person, invitation.offer, invitation.project) == (
        place.person,
        "account",
        world.project,
    )
    mail = Mail.objects.get()
    assert (mail.to, mail.secret) == ("ana@example.org", True)
    # In the language of the organisation's country, which is Croatia.
    assert (mail.language, place.person.language) == ("hr", "hr")
    assert "Wp Lead Vas je imenovao/la u grupi naručitelja" in mail.text


def test_nobody_names_themselves_for_an_organisation_that_is_not_theirs(world):
    """Who speaks for a member reads its drafts."""
    with pytest.raises(ValidationError, match="You do not work for this organisation"):
        name_person(world, email=world.coordinator.email, by=world.coordinator)
    own = make_membership(world.group, world.iat.organisation)
    place = name_person(
        world, email=world.coordinator.email, by=world.coordinator, member=own, invite=False
    )
    assert place.person == world.coordinator
    again = make_membership(make_group(world.project, "Others"), world.city.organisation)
    assert name_person(world, email=world.buyer.email, by=world.buyer, member=again).pk


def test_a_person_is_named_without_an_invitation(world):
    place = name_person(world, invite=False)
    assert place.person.account == "none"
    assert not Mail.objects.exists()


def test_who_has_an_account_is_told(world):
    name_person(world, email="STRANGER@example.org")
    assert BuyerGroup.objects.visible_to(world.stranger, TODAY).exists()
    mail = Mail.objects.get()
    assert (mail.to, mail.secret) == (world.stranger.email, False)
    assert mail.subject == "PPI4Test: you are in the buyer group Waste buyers"
    assert "http://localhost:8000/projects/ppi4test/groups/waste-buyers/" in mail.text


def test_named_in_two_groups_is_one_invitation(world):
    name_person(world)
    other = make_membership(make_group(world.project, "Other"), world.city.organisation)
    name_person(world, member=other)
    assert Invitation.objects.count() == Mail.objects.count() == 1
    assert Person.objects.get(name="Ana").buyer_places.count() == 2


def test_nobody_is_named_twice_and_nobody_for_who_has_left(world):
    with pytest.raises(ValidationError) as refusal:
        name_person(world, email="Buyer@Example.org")
    assert list(refusal.value.error_dict) == ["email"]
    world.city.until = TODAY - ONE_DAY
    world.city.save()
    with pytest.raises(ValidationError, match="has left the group"):
        name_person(world)
    assert not Person.objects.filter(name="Ana").exists()


def test_a_person_is_named_no_longer(world):
    place = world.buyer.buyer_places.get()
    membership.end_person(place=place, until=TODAY, by=world.coordinator, reason="retired")
    assert not BuyerGroup.objects.visible_to(world.buyer, TODAY + ONE_DAY).exists()
    assert place.history.latest().history_change_reason == "retired"


def test_a_closed_account_speaks_for_nobody(world):
    world.buyer.account = "closed"
    world.buyer.save()
    assert not BuyerPerson.objects.valid_on(TODAY).exists()


def test_a_new_organisation_is_entered_with_its_membership(world):
    organisation = make_organisation("Unsaved")
    organisation.pk, organisation.short_name = None, "Stad Gent"
    organisation._state.adding = True
    row = membership.add_member(
        membership=BuyerMembership(group=world.group, tier=Tier.FOLLOWER, since=TODAY),
        organisation=organisation,
        by=world.coordinator,
    )
    assert row.organisation.short_name == "Stad Gent"

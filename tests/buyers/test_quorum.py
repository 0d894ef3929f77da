"""The quorum of a buyers group: two public procurers from two countries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buyers import quorum
from buyers.models import Tier
from tests.people import TODAY, make_membership, make_organisation


def seat(number=1, tier=Tier.CORE, type="PUB", country="ES"):
    return quorum.Seat(number, tier, type, country, TODAY)


@pytest.mark.parametrize(
    ("seats", "words", "missing"),
    [
        ([], "0 public procurers from 0 countries", "It needs two public procurers"),
        ([seat()], "1 public procurer from 1 country", "It needs 1 more public procurer, from"),
        (
            [seat(1), seat(2)],
            "2 public procurers from 1 country",
            "It needs 1 more public procurer, from another country.",
        ),
        ([seat(1), seat(2, country="HR")], "2 public procurers from 2 countries", ""),
        ([seat(1), seat(2, Tier.AUTHORITY, country="HR")], "2 public procurers from 2", ""),
        # Followers and observers bind themselves to nothing; a company is no contracting authority.
        ([seat(1), seat(2, Tier.FOLLOWER, country="HR")], "1 public procurer", "It needs 1 more"),
        ([seat(1), seat(2, Tier.OBSERVER, country="HR")], "1 public procurer", "It needs 1 more"),
        ([seat(1), seat(2, type="PRC", country="HR")], "1 public procurer", "It needs 1 more"),
        ([seat(1), seat(1, country="HR")], "1 public procurer from 1 country", "It needs 1 more"),
    ],
)
def test_the_quorum_counts_public_procurers_and_their_countries(seats, words, missing):
    found = quorum.of(seats)
    assert found.words.startswith(words)
    assert found.missing.startswith(missing)
    assert found.is_met == (not missing)


def test_who_breaks_the_quorum_by_leaving():
    two = [seat(1), seat(2, country="HR")]
    assert quorum.breaks_without(two, 1) == quorum.Quorum(1, 1)
    assert quorum.breaks_without([*two, seat(3)], 3) is None
    assert quorum.breaks_without([*two, seat(3)], 1) is None
    assert quorum.breaks_without([*two, seat(3)], 2) == quorum.Quorum(2, 1)
    assert quorum.breaks_without([seat(1)], 1) is None  # it was not met


def url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def test_the_page_says_whether_the_quorum_is_met_and_what_is_missing(world, login):
    text = login(world.buyer).get(url("group")).text
    assert "Quorum not met" in text  # Zagreb and Split, both in Croatia
    assert (
        "2 public procurers from 1 country. It needs 1 more public procurer, from another" in text
    )
    make_membership(world.group, make_organisation("Sevilla", country="ES"))
    text = login(world.buyer).get(url("group")).text
    assert "Quorum met" in text
    assert "3 public procurers from 2 countries." in text
    tomorrow = timezone.localdate() + timedelta(days=1)
    world.group.memberships.filter(organisation__short_name="Sevilla").update(since=tomorrow)
    assert "Quorum not met" in login(world.buyer).get(url("group")).text  # not a member yet


def test_who_manages_is_warned_before_the_quorum_breaks(world, login):
    new = make_membership(world.group, make_organisation("Sevilla", country="ES"))
    client = login(world.coordinator)
    for name in ("end_membership", "change_tier"):
        page = client.get(url(name, new.pk)).text
        assert "not met: 2 public procurers from 1 country are left. It needs 1 more" in page
        assert "are left" not in client.get(url(name, world.city.pk)).text
    answer = client.post(url("end_membership", new.pk), {"until": timezone.localdate()})
    assert answer.status_code == 302  # a warning, no refusal


def test_a_lead_procurer_that_is_missing_or_has_left_is_noticed(world, login):
    client = login(world.coordinator)
    assert "The group has no lead procurer yet." in client.get(url("group")).text
    world.group.lead_procurer = world.city
    world.group.save()
    assert "no lead procurer" not in client.get(url("group")).text
    assert "It is the lead procurer" in client.get(url("end_membership", world.city.pk)).text
    assert "It is the lead procurer" not in client.get(url("change_tier", world.city.pk)).text
    world.city.until = timezone.localdate() - timedelta(days=1)
    world.city.save()
    for person in (world.coordinator, world.officer):
        text = login(person).get(url("group")).text
        assert "City of Split, the lead procurer, has left the group" in text
        assert "Lead procurer: City of Split" not in text

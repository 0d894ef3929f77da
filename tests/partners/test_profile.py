"""One's own profile."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from partners.models import Invitation
from tests.partners.test_pages import invite, submit, url
from tests.reading import errors


def test_a_person_edits_their_own_profile(world, login):
    client = login(world.buyer)
    submit(
        client,
        reverse("partners:profile"),
        name="New Name",
        zone="Europe/Athens",
        country="GR",
        preferred_hour="6",
    )
    world.buyer.refresh_from_db()
    assert (
        world.buyer.name,
        world.buyer.zone,
        world.buyer.country,
        world.buyer.preferred_hour,
    ) == (
        "New Name",
        "Europe/Athens",
        "GR",
        6,
    )


def test_the_hour_of_reminders_is_one_of_the_day(world, login):
    client = login(world.buyer)
    field = client.get(reverse("partners:profile")).context["form"].fields["preferred_hour"]
    assert [field.choices[0], field.choices[-1]] == [(0, "0:00"), (23, "23:00")]
    response = submit(client, reverse("partners:profile"), preferred_hour="24")
    assert errors(response) == {
        "preferred_hour": ["Select a valid choice. 24 is not one of the available choices."]
    }


def test_a_profile_does_not_change_address_rank_or_account(world, login):
    client = login(world.buyer)
    submit(
        client,
        reverse("partners:profile"),
        email="other@example.org",
        is_staff="on",
        is_superuser="on",
        account="closed",
    )
    world.buyer.refresh_from_db()
    assert (world.buyer.email, world.buyer.is_staff, world.buyer.account) == (
        "buyer@example.org",
        False,
        "active",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("zone", "Europe/Atlantis"), ("preferred_hour", "24"), ("name", ""), ("country", "XX")],
)
def test_a_wrong_profile_is_answered_at_its_field(world, login, field, value):
    answer = submit(login(world.buyer), reverse("partners:profile"), **{field: value})
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"][field].value() == value


def test_pages_speak_in_the_persons_zone_and_language(world, login):
    """Late on Sunday in Brussels it is Monday in Auckland."""
    invitation = invite(world)
    Invitation.objects.update(sent_at=datetime(2026, 11, 22, 22, 0, tzinfo=UTC))
    for zone, day in (("Europe/Brussels", "Sun 22 Nov 2026"), ("Pacific/Auckland", "Mon 23 Nov")):
        world.coordinator.zone = zone
        world.coordinator.save()
        assert day in login(world.coordinator).get(url("invitations")).text
    assert invitation.pk

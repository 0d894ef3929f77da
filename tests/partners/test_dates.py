"""Invitations as dated things."""

from datetime import date, timedelta

import pytest

from partners import dates, inviting
from tests.people import NOW, ROLES, TODAY, make_member, make_person

ENDS = date(2027, 9, 20)


def invite(world, number=1, by=None):
    return inviting.invite_to_team(
        participation=world.acr,
        email=f"ana{number}@example.org",
        name="Ana",
        by=by or world.coordinator,
        now=NOW,
    )


def test_an_invitation_is_due_on_the_day_its_link_ends(world):
    invitation = invite(world)
    [item] = dates.items(ENDS, ENDS)
    assert (item.key, item.kind) == (
        f"partners.invitation:{invitation.pk}",
        "invitation_unanswered",
    )
    assert (item.label, item.moment, item.open) == ("Invitation of Ana", ENDS, True)
    assert item.url == "/projects/ppi4test/invitations/"
    assert list(dates.items(TODAY, ENDS - timedelta(days=1))) == []
    assert list(dates.items(ENDS + timedelta(days=1), date(2028, 1, 1))) == []


def test_an_answer_or_a_revocation_closes_it(world):
    invitation = invite(world)
    inviting.revoke(invitation=invitation, by=world.coordinator, now=NOW)
    [item] = dates.items(ENDS, ENDS)
    assert (item.open, item.cancelled, item.state) == (False, True, "revoked")


@pytest.mark.parametrize("role", ROLES)
def test_only_who_may_resend_sees_it(world, role, time_machine):
    time_machine.move_to(NOW)
    invite(world)
    seen = list(dates.items(TODAY, ENDS, world.person(role)))
    assert bool(seen) == (role == "coordinator")


def test_inviter_and_coordinators_answer_for_it(world):
    deputy = make_person("Deputy")
    make_member(deputy, world.iat)
    one, two = invite(world), invite(world, 2, by=world.wp_lead)
    keys = [f"partners.invitation:{row.pk}" for row in (one, two)]
    everybody = {(key, person.pk) for key in keys for person in (world.coordinator, deputy)}
    asked = [*keys, "trainings.training:1"]
    assert set(dates.answerable("coordinator", asked, TODAY)) == everybody
    assert set(dates.answerable("inviter", asked, TODAY)) == {
        (keys[0], world.coordinator.pk),
        (keys[1], world.wp_lead.pk),
    }


def test_the_statements_do_not_grow(world, django_assert_num_queries):
    for number in range(3):
        invite(world, number)
    with django_assert_num_queries(1):
        assert len(list(dates.items(TODAY, ENDS))) == 3
    keys = [item.key for item in dates.items(TODAY, ENDS)]
    with django_assert_num_queries(1):
        assert len(list(dates.answerable("coordinator", keys, TODAY))) == 3

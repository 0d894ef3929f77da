"""One link clicked by many, one address invited by many, one number for many, at one moment."""

import pytest
from django.core.exceptions import ValidationError

from outbox.models import Mail
from partners import consortium, inviting
from partners.models import Invitation, Participation, Person, TeamMember
from tests.faults.racing import outcomes
from tests.partners.test_inviting import PASSWORD, newest_link
from tests.people import NOW, make_organisation, make_world

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

MANY = 8


def refused(found, kind) -> int:
    return sum(isinstance(outcome, kind) for outcome in found)


def test_a_link_clicked_many_times_opens_one_account_once():
    world = make_world()
    inviting.invite_to_team(
        participation=world.acr, email="a@b.example", name="A", by=world.coordinator, now=NOW
    )
    token = newest_link("a@b.example")

    def click(n):
        return inviting.accept(
            token=token, password=f"{PASSWORD} {n}", now=NOW, name=f"A{n}", zone="UTC"
        )

    found = outcomes(click, range(MANY), refusals=inviting.DeadLink)
    assert refused(found, inviting.DeadLink) == MANY - 1
    [opened] = [outcome for outcome in found if not isinstance(outcome, inviting.DeadLink)]
    ana = Person.objects.get(email="a@b.example")
    assert ana.name == opened.name  # the one who came first, and nobody over it
    assert TeamMember.objects.filter(person=ana).count() == 1


def test_an_address_that_many_invite_is_one_person_with_one_invitation():
    world = make_world()

    def invite(n):
        return inviting.invite_to_team(
            participation=world.acr,
            email="Ana@B.example" if n % 2 else "ana@b.example",
            name=f"Ana {n}",
            by=world.coordinator,
            now=NOW,
        )

    assert refused(outcomes(invite, range(MANY)), ValidationError) == MANY - 1
    assert Person.objects.filter(email="ana@b.example").count() == 1
    assert Invitation.objects.count() == Mail.objects.count() == 1


def test_a_number_that_many_want_is_given_once():
    world = make_world()
    organisations = [make_organisation(f"Org {n}") for n in range(MANY)]

    def join(organisation):
        partner = Participation(project=world.project, number=6, entry=world.project.start)
        return consortium.add_partner(
            participation=partner, organisation=organisation, by=world.coordinator
        )

    assert refused(outcomes(join, organisations), ValidationError) == MANY - 1
    assert Participation.objects.filter(project=world.project, number=6).count() == 1

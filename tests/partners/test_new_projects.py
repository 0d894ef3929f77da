"""A project is set up by a portal administrator."""

from datetime import date

import pytest
from django.urls import reverse

from partners.models import Organisation, Project
from tests.partners.test_editing import NEW
from tests.people import ROLES, make_person

PROJECT = {
    "acronym": "GreenBuy",
    "title": "Green buying",
    "grant_number": "101000001",
    "programme": "HE",
    "start": "2027-01-01",
    "duration": "36",
    "zone": "Europe/Paris",
    "coordinator_name": "Chloé Martin",
    "coordinator_email": "chloe@example.org",
}


def test_only_administrators_set_up_projects(world, login):
    address = reverse("partners:new_project")
    for role in ROLES:
        client = login(world.person(role))
        expected = 200 if role == "administrator" else 403
        assert client.get(address).status_code == expected
        assert client.post(address, {}).status_code == expected


def test_a_project_is_set_up_with_its_coordinator(world, login):
    client = login(world.administrator)
    answer = client.post(reverse("partners:new_project"), PROJECT | NEW)
    assert answer.status_code == 302
    project = Project.objects.get(slug="greenbuy")
    partner = project.participations.get()
    assert (partner.number, partner.role, partner.entry) == (1, "coordinator", date(2027, 1, 1))
    invitation = project.invitations.get()
    assert (invitation.person.name, invitation.access) == ("Chloé Martin", "editor")


def test_its_coordinator_prepares_it_before_its_first_day(world, login):
    """Somebody who is known gets the place at once; the project begins next year."""
    client = login(world.administrator)
    typed = PROJECT | NEW | {"coordinator_email": world.stranger.email}
    client.post(reverse("partners:new_project"), typed)
    address = reverse("partners:edit_project", args=["greenbuy"])
    assert login(world.stranger).get(address).status_code == 200


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"acronym": "PPI4TEST"}, "acronym"),
        ({"acronym": "Ελλάς"}, "acronym"),
        ({"grant_number": "642000"}, "grant_number"),
        ({"duration": "0"}, "duration"),
        ({"duration": "241"}, "duration"),
        ({"start": "soon"}, "start"),
        ({"zone": "Nowhere"}, "zone"),
        ({"pic": "12"}, "pic"),
        ({"coordinator_email": "chloe"}, "coordinator_email"),
        ({"coordinator_email": "closed@example.org"}, "coordinator_email"),
    ],
)
def test_a_project_is_set_up_whole_or_not_at_all(world, login, typed, field):
    make_person("Closed", account="closed")
    client = login(world.administrator)
    answer = client.post(reverse("partners:new_project"), PROJECT | NEW | typed)
    assert list(answer.context["form"].errors) == [field]
    assert answer.context["form"]["title"].value() == "Green buying"
    assert Project.objects.count() == 1
    assert not Organisation.objects.filter(short_name="RWS").exists()

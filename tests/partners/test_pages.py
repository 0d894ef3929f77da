"""The pages of the consortium: who may, what they say to bad input, what they cost."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from partners import inviting
from partners.models import Invitation, TeamMember
from tests.people import (
    ROLES,
    make_member,
    make_organisation,
    make_partner,
    make_person,
    make_project,
)
from tests.reading import notes

CONSORTIUM = {"coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader"}
SEES = CONSORTIUM | {"officer"}
SLUG = "ppi4test"


def url(name, *args):
    return reverse(f"partners:{name}", args=[SLUG, *args])


def invite(world, email="ana@example.org", participation=None):
    return inviting.invite_to_team(
        participation=participation or world.acr,
        email=email,
        name="Ana",
        by=world.coordinator,
        now=timezone.now(),
    )


def fields_of(page) -> dict:
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {
        name: getattr(value, "code", value) for name, value in values.items() if value is not None
    }


def submit(client, address, **changes):
    """What a browser posts: the page's own values, and what the person typed."""
    return client.post(address, fields_of(client.get(address)) | changes)


# Pages that the project's readers see, and pages that only its coordinator's people may open.
READ = {
    "list": lambda world: url("list"),
    "partner": lambda world: url("partner", 5),
    "people": lambda world: url("people"),
    "person": lambda world: url("person", world.partner.pk),
}
EDIT = {
    "edit_project": lambda world: url("edit_project"),
    "new_partner": lambda world: url("new_partner"),
    "edit_partner": lambda world: url("edit_partner", 5),
    "edit_organisation": lambda world: url("edit_organisation", 5),
    "edit_place": lambda world: url("edit_place", world.partner.places.get().pk),
    "end_place": lambda world: url("end_place", world.partner.places.get().pk),
    "end_reading": lambda world: url("end_reading", world.officer.readings.get().pk),
    "invitations": lambda world: url("invitations"),
    "invite_to_team": lambda world: url("invite_to_team", 5),
    "invite_reader": lambda world: url("invite_reader"),
    "revoke": lambda world: url("revoke", Invitation.objects.get().pk),
}


@pytest.mark.parametrize("where", [*READ, *EDIT])
def test_a_page_opens_for_exactly_these(world, login, where):
    if where == "revoke":
        invite(world)
    address = (READ | EDIT)[where](world)
    opens_for = SEES if where in READ else {"coordinator"}
    expected = {role: 200 if role in opens_for else 403 if role in SEES else 404 for role in ROLES}
    assert {role: login(world.person(role)).get(address).status_code for role in ROLES} == expected
    if where in EDIT:
        del expected["coordinator"]
        forced = {
            role: login(world.person(role)).post(address, {"name": "Forced"}).status_code
            for role in expected
        }
        assert forced == expected


@pytest.mark.parametrize("role", ["coordinator", "partner", "buyer"])
def test_resending_is_a_post_of_the_coordinator(world, login, role):
    invitation = invite(world)
    client = login(world.person(role))
    assert client.get(url("resend", invitation.pk)).status_code == 405
    codes = {"coordinator": 302, "partner": 403, "buyer": 404}
    assert client.post(url("resend", invitation.pk)).status_code == codes[role]
    invitation.refresh_from_db()
    assert invitation.times_sent == (2 if role == "coordinator" else 1)


@pytest.mark.parametrize("role", ["coordinator", "partner"])
def test_acts_have_a_button_only_for_whom_they_are(world, login, role):
    text = "".join(login(world.person(role)).get(address(world)).text for address in READ.values())
    for act in EDIT:
        if act == "revoke":
            continue
        assert (EDIT[act](world) in text) == (role == "coordinator"), act


def test_visitors_are_sent_to_log_in(world, client):
    for address in (READ | EDIT).values():
        if address is not EDIT["revoke"]:
            assert client.get(address(world)).url.startswith("/accounts/login/")


def test_rows_of_another_project_are_not_reached_through_ones_own(world, login):
    other = make_project("Other")
    partner = make_partner(other, make_organisation("X"), 1, "coordinator")
    place = make_member(world.stranger, partner)
    invitation = inviting.invite_to_team(
        participation=partner, email="x@x.example", name="X", by=world.stranger, now=timezone.now()
    )
    client = login(world.coordinator)
    for address in (
        url("edit_place", place.pk),
        url("end_place", place.pk),
        url("revoke", invitation.pk),
        url("person", world.stranger.pk),
        url("partner", 99),
    ):
        assert client.get(address).status_code == 404


# --- What a page costs ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("where", "statements"),
    [("list", 5), ("people", 6), ("partner", 9), ("person", 8), ("invitations", 5)],
)
def test_the_statements_do_not_grow_with_the_rows(
    world, login, where, statements, django_assert_num_queries
):
    """Three of them are the session, the person and their places."""
    client = login(world.coordinator)
    address = (READ | EDIT)[where](world)

    def grow(n):
        organisation = make_organisation(f"Org {n}")
        partner = make_partner(world.project, organisation, 10 + n)
        make_member(make_person(f"Someone {n}"), partner)
        make_member(make_person(f"Colleague {n}"), world.acr)
        make_member(world.partner, partner)
        invite(world, f"ana{n}@example.org")
        invite(world, f"bea{n}@example.org", partner)

    grow(0)
    client.get(address)
    with django_assert_num_queries(statements):
        client.get(address)
    grow(1)
    grow(2)
    with django_assert_num_queries(statements):
        client.get(address)


def test_the_people_page_finds_names_without_accents(world, login):
    make_member(make_person("Jiří Škoda", email="jiri@example.org"), world.acr)
    page = login(world.officer).get(url("people"), {"q": "skoda"})
    assert [place.person.name for place in page.context["places"]] == ["Jiří Škoda"]
    assert login(world.officer).get(url("people"), {"q": "nobody"}).text.count("<table") == 0


def test_who_left_is_shown_as_earlier(world, login):
    TeamMember.objects.update(until=date(2026, 2, 1))
    make_member(world.coordinator, world.iat, since=date(2026, 3, 1))
    page = login(world.coordinator).get(url("partner", 5))
    assert (len(page.context["team"]), len(page.context["former"])) == (0, 2)


# --- Inviting through the pages ------------------------------------------------------------------


def test_the_coordinator_invites_resends_and_revokes(world, login):
    client = login(world.coordinator)
    submit(client, url("invite_to_team", 5), name="Ana", email="Ana@Example.org")
    invitation = Invitation.objects.get()
    assert (invitation.person.email, invitation.invited_by) == (
        "ana@example.org",
        world.coordinator,
    )
    page = client.get(url("invitations"))
    assert [state for _row, state in page.context["rows"]] == ["sent"]
    client.post(url("resend", invitation.pk))
    client.post(url("revoke", invitation.pk))
    page = client.get(url("invitations"))
    assert [(row.times_sent, state) for row, state in page.context["rows"]] == [(2, "revoked")]
    answer = client.post(url("resend", invitation.pk), follow=True)
    told = notes(answer)
    assert told == ["This invitation was answered or revoked meanwhile."]

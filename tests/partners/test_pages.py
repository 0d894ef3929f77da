"""The pages of the consortium: who may, what they say to bad input, what they cost."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from partners import inviting
from partners.models import Invitation, Organisation, Participation, Person, Project, TeamMember
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
    [("list", 6), ("people", 7), ("partner", 10), ("person", 9), ("invitations", 6)],
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


# --- Editing -------------------------------------------------------------------------------------


def fields_of(page) -> dict:
    form = page.context["form"]
    values = {field.html_name: field.value() for field in form}
    return {
        name: getattr(value, "code", value) for name, value in values.items() if value is not None
    }


def submit(client, address, **changes):
    """What a browser posts: the page's own values, and what the person typed."""
    return client.post(address, fields_of(client.get(address)) | changes)


def test_the_coordinator_edits_the_project(world, login):
    client = login(world.coordinator)
    answer = submit(
        client, url("edit_project"), title="New title", zone="Europe/Zagreb", grant_number="999"
    )
    assert (answer.status_code, answer.url) == (302, "/projects/ppi4test/")
    project = Project.objects.get()
    assert (project.title, project.zone, project.grant_number) == (
        "New title",
        "Europe/Zagreb",
        "999",
    )
    change = project.history.latest()
    assert change.history_user == world.coordinator


def test_start_and_duration_are_not_edited_here(world, login):
    client = login(world.coordinator)
    page = client.get(url("edit_project"))
    assert not {"start", "duration"} & page.context["form"].fields.keys()
    submit(client, url("edit_project"), start="2020-01-01", duration="99")
    assert Project.objects.get().duration == 33


@pytest.mark.parametrize(
    ("where", "typed", "field", "message"),
    [
        ("edit_project", {"zone": "Mars/Olympus"}, "zone", "Select a valid choice."),
        ("edit_project", {"grant_number": "642099"}, "grant_number", "Project with this"),
        ("edit_project", {"acronym": ""}, "acronym", "This field is required."),
        ("edit_partner", {"number": "1"}, "number", "Another partner has this number."),
        ("edit_partner", {"number": "0"}, "number", "Ensure this value is greater"),
        ("edit_partner", {"exit": "2025-12-31"}, "exit", "The exit lies before the entry."),
        ("edit_partner", {"exit": "31.31.2025"}, "exit", "Enter a valid date."),
        ("edit_partner", {"role": "coordinator"}, "role", "The project has a coordinator."),
        ("edit_organisation", {"pic": "12345"}, "pic", "A PIC has nine digits."),
        ("edit_organisation", {"pic": "999999999"}, "pic", "Another organisation has this PIC."),
        ("edit_organisation", {"short_name": "IAT"}, "short_name", "Another organisation has"),
        ("edit_organisation", {"website": "no link"}, "website", "Enter a valid URL."),
        ("new_partner", {"number": "5"}, "number", "Another partner has this number."),
        ("new_partner", {"role": "coordinator"}, "role", "The project has a coordinator."),
        ("new_partner", {"organisation": ""}, "organisation", "Choose an organisation, or"),
        ("new_partner", {"organisation": "0"}, "organisation", "Select a valid choice."),
        ("invite_to_team", {"email": "nobody"}, "email", "Enter a valid email address."),
        (
            "invite_to_team",
            {"email": "Partner@Example.org"},
            "email",
            "Partner already has a place",
        ),
        ("invite_to_team", {"name": ""}, "name", "This field is required."),
        ("invite_to_team", {"access": "owner"}, "access", "Select a valid choice."),
        ("invite_reader", {"email": "officer@EXAMPLE.org"}, "email", "Officer already reads"),
        ("end_place", {"until": "2020-01-01"}, "until", "The last day lies before the first."),
        ("end_reading", {"until": ""}, "until", "This field is required."),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(
    world, login, where, typed, field, message
):
    make_project("Taken", grant_number="642099")
    other = make_organisation("Other", pic="999999999")
    client = login(world.coordinator)
    address = EDIT[where](world)
    good = {
        "new_partner": {"organisation": other.pk},
        "invite_to_team": {"name": "Ana", "email": "ana@example.org"},
        "invite_reader": {"name": "Ana"},
    }.get(where, {})
    models = (Project, Participation, Organisation, Person, TeamMember, Invitation)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    answer = submit(client, address, **good | typed)
    assert answer.status_code == 200
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(message)
    assert form[field].value() == typed[field]
    assert f'id="id_{field}_error"' in answer.text
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_a_partner_with_a_known_organisation_joins(world, login):
    known = make_organisation("Known")
    answer = submit(login(world.coordinator), url("new_partner"), organisation=known.pk)
    partner = Participation.objects.get(organisation=known)
    assert (answer.url, partner.number) == (url("partner", 6), 6)


NEW = {
    "organisation": "",
    "name": "Rijkswaterstaat",
    "short_name": "RWS",
    "type": "PUB",
    "country": "NL",
    "city": "Utrecht",
    "pic": "123456789",
}


def test_a_partner_with_a_new_organisation_joins(world, login):
    submit(login(world.coordinator), url("new_partner"), **NEW)
    organisation = Organisation.objects.get(short_name="RWS")
    assert (organisation.country, organisation.search_text) == ("NL", "rijkswaterstaat rws utrecht")
    assert organisation.participations.get().project == world.project


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"pic": "1"}, "pic"), ({"short_name": "IAT"}, "short_name"), ({"country": ""}, "country")],
)
def test_a_new_organisation_is_checked_before_anything_is_written(world, login, typed, field):
    answer = submit(login(world.coordinator), url("new_partner"), **NEW | typed)
    assert list(answer.context["form"].errors) == [field]
    assert not Organisation.objects.filter(name="Rijkswaterstaat").exists()


def test_a_number_taken_meanwhile_leaves_no_organisation_behind(world, login):
    client = login(world.coordinator)
    typed = fields_of(client.get(url("new_partner"))) | NEW
    make_partner(world.project, make_organisation("Faster"), int(typed["number"]))
    answer = client.post(url("new_partner"), typed)
    assert list(answer.context["form"].errors) == ["number"]
    assert not Organisation.objects.filter(short_name="RWS").exists()


@pytest.mark.parametrize(
    ("where", "field", "first", "second"),
    [
        ("edit_project", "title", "First", "Second"),
        ("edit_partner", "role", "associated", "affiliated"),
        ("edit_organisation", "city", "Ghent", "Liège"),
    ],
)
def test_who_saves_second_is_told(world, login, where, field, first, second):
    client = login(world.coordinator)
    address = EDIT[where](world)
    seen = fields_of(client.get(address))
    submit(client, address, **{field: first})
    answer = client.post(address, seen | {field: second})
    told = answer.context["form"].non_field_errors()
    assert told[0].startswith("This was changed while you were writing.")
    assert told[1].startswith("Coordinator, ")
    assert answer.context["form"][field].value() == second
    again = fields_of(answer) | {field: second}
    assert client.post(address, again).status_code == 302


def test_a_place_changes_and_ends(world, login):
    client = login(world.coordinator)
    place = world.partner.places.get()
    submit(client, url("edit_place", place.pk), access="reader", function="Finance")
    last = timezone.localdate() + timedelta(days=3)
    submit(client, url("end_place", place.pk), until=last, reason="New job")
    place.refresh_from_db()
    assert (place.access, place.function, place.until) == ("reader", "Finance", last)
    assert place.history.latest().history_change_reason == "New job"
    assert Project.objects.visible_to(world.partner, last).exists()
    assert not Project.objects.visible_to(world.partner, last + timedelta(days=1)).exists()


def test_a_reading_ends(world, login):
    yesterday = timezone.localdate() - timedelta(days=1)
    submit(login(world.coordinator), EDIT["end_reading"](world), until=yesterday)
    assert login(world.officer).get(url("list")).status_code == 404


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


# --- New projects --------------------------------------------------------------------------------

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


# --- One's own profile ---------------------------------------------------------------------------


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

"""Project, partners, organisations and places are edited through their pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from partners.models import Invitation, Organisation, Participation, Person, Project, TeamMember
from tests.partners.test_pages import EDIT, fields_of, submit, url
from tests.people import make_organisation, make_partner, make_project


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

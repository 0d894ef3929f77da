"""Django admin: an administrator repairs anything, and breaks no rule and no rank."""

from datetime import date

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.urls import reverse

from outbox.models import Mail
from partners import inviting
from partners.models import (
    Invitation,
    Organisation,
    Participation,
    Person,
    Project,
    ProjectReader,
    TeamMember,
)
from tests.people import NOW, TODAY, make_person
from tests.reading import notes

MODELS = {  # and the statements of their lists
    Invitation: 5,
    Organisation: 5,
    Participation: 5,
    Person: 5,
    Project: 4,
    ProjectReader: 7,
    TeamMember: 7,
}


def page(model, act="changelist", *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=args)


@pytest.fixture
def staff(world) -> Person:
    """A portal administrator who is no superuser."""
    return make_person("Staff", is_staff=True)


@pytest.fixture
def as_staff(client, staff):
    client.force_login(staff)
    return client


@pytest.fixture
def as_superuser(client, world):
    client.force_login(world.administrator)
    return client


def form_data(page) -> dict:
    """What a browser would post back from a change page, inlines included."""
    forms = [page.context["adminform"].form]
    for formset in page.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.initial_forms]
    data = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                value = "on"
            if value is not None and value is not False:
                data[field.html_name] = getattr(value, "code", value)
    return data


def change(client, row, **fields):
    address = page(type(row), "change", row.pk)
    return client.post(address, form_data(client.get(address)) | fields)


def act(client, name, *rows, **fields):
    data = {"action": name, "_selected_action": [row.pk for row in rows]} | fields
    answer = client.post(page(type(rows[0])), data, follow=True)
    return notes(answer)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_pages_and_search_open(world, as_staff, model):
    inviting.invite_to_team(
        participation=world.acr, email="a@b.example", name="A", by=world.coordinator, now=NOW
    )
    row = model.objects.order_by("pk").first()
    for address in (
        page(model),
        f"{page(model)}?q=zagréb",
        page(model, "change", row.pk),
    ):
        assert as_staff.get(address).status_code == 200, address
    if model is not Invitation:
        assert as_staff.get(page(model, "history", row.pk)).status_code == 200
    assert as_staff.get(page(model, "delete", row.pk)).status_code == 403


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_lists_take_few_statements(world, as_staff, model, django_assert_num_queries):
    with django_assert_num_queries(MODELS[model]):
        as_staff.get(page(model))


def test_search_takes_words_without_accents(world, as_staff):
    organisation = Organisation.objects.create(name="Škola Łódź", short_name="SL", country="PL")
    found = as_staff.get(f"{page(Organisation)}?q=skola+LODZ").context["cl"].queryset
    assert list(found) == [organisation]


@pytest.mark.parametrize("role", ["coordinator", "partner", "buyer"])
def test_nobody_else_gets_in(world, login, role):
    assert login(world.person(role)).get(page(Person)).status_code in (302, 403)


def test_a_closed_administrator_gets_nowhere(world, as_staff, staff):
    staff.account = "closed"
    staff.save()
    assert as_staff.get(page(Person)).status_code == 302


# --- Ranks ---------------------------------------------------------------------------------------


def test_staff_cannot_raise_their_own_rights(world, as_staff, staff):
    answer = change(as_staff, staff, name="Staff, renamed", is_superuser="on")
    staff.refresh_from_db()
    assert (answer.status_code, staff.name, staff.is_superuser) == (302, "Staff, renamed", False)


def test_staff_cannot_raise_others(world, as_staff):
    change(as_staff, world.partner, is_staff="on", is_superuser="on")
    world.partner.refresh_from_db()
    assert (world.partner.is_staff, world.partner.is_superuser) == (False, False)


def test_staff_cannot_touch_a_superuser(world, as_staff):
    address = page(Person, "change", world.administrator.pk)
    assert as_staff.get(address).status_code == 200
    assert as_staff.post(address, {"email": "mine@example.org"}).status_code == 403
    world.administrator.refresh_from_db()
    assert world.administrator.email == "administrator@example.org"


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("close_accounts", {"reason": "coup"}),
        ("remove_second_factor", {}),
        ("send_reset", {}),
        ("send_invitation", {}),
    ],
)
def test_no_act_of_staff_reaches_a_superuser(world, as_staff, name, fields):
    Authenticator.objects.create(user=world.administrator, type="totp", data={})
    told = act(as_staff, name, world.administrator, **fields)
    assert told == ["Administrator: is not yours to change here."]
    world.administrator.refresh_from_db()
    assert world.administrator.account == "active"
    assert Authenticator.objects.count() == 1
    assert not Mail.objects.exists()


def test_an_older_version_is_read_and_never_put_back(world, as_staff, staff):
    staff.is_superuser = True
    staff.save()
    staff.is_superuser = False
    staff.save()
    version = staff.history.filter(is_superuser=True).get().history_id
    address = page(Person, "simple_history", staff.pk, version)
    assert as_staff.get(address).status_code == 200
    assert as_staff.post(address, {"name": "x", "email": staff.email}).status_code == 403
    staff.refresh_from_db()
    assert not staff.is_superuser


def test_nobody_sets_a_password_here(world, as_superuser):
    before = world.partner.password
    text = as_superuser.get(page(Person, "change", world.partner.pk)).text
    assert 'name="password' not in text
    change(as_superuser, world.partner, password="x", password1="x", name="Renamed")
    world.partner.refresh_from_db()
    assert (world.partner.name, world.partner.password) == ("Renamed", before)


def test_ones_own_password_is_changed_on_the_portals_page(world, as_staff):
    answer = as_staff.post(reverse("admin:password_change"), {})
    assert (answer.status_code, answer.url) == (302, "/accounts/password/change/")


def test_a_superuser_names_administrators_but_not_themselves_less(world, as_superuser):
    change(as_superuser, world.partner, is_staff="on")
    change(as_superuser, world.administrator, name="Still I")
    world.partner.refresh_from_db()
    world.administrator.refresh_from_db()
    assert world.partner.is_staff
    assert (world.administrator.name, world.administrator.is_superuser) == ("Still I", True)


def test_tables_that_open_side_doors_have_no_page():
    shown = {model._meta.app_label for model in admin.site._registry}
    assert shown.isdisjoint({"account", "auth", "mfa", "usersessions"})
    assert not admin.site.is_registered(EmailAddress)
    assert not admin.site.is_registered(Group)


def test_every_table_of_the_app_has_a_page():
    ours = set(apps.get_app_config("partners").get_models())
    historical = {model for model in ours if model.__name__.startswith("Historical")}
    assert ours - historical == set(MODELS)
    assert all(admin.site.is_registered(model) for model in MODELS)


# --- Account acts --------------------------------------------------------------------------------


def test_closing_needs_a_reason_that_stays_in_the_history(world, as_staff):
    assert act(as_staff, "close_accounts", world.partner) == ["Give the reason beside the act."]
    told = act(as_staff, "close_accounts", world.partner, world.wp_lead, reason="left ACR+")
    assert told == ["2 accounts closed."]
    world.partner.refresh_from_db()
    assert (world.partner.account, world.partner.has_usable_password()) == ("closed", False)
    change = world.partner.history.latest()
    assert (change.history_change_reason, change.history_user.name) == ("left ACR+", "Staff")
    assert Mail.objects.filter(to=world.partner.email).count() == 1
    assert not Project.objects.visible_to(world.partner, TODAY).exists()


def test_a_closed_account_is_opened_by_a_new_invitation(world, as_staff):
    act(as_staff, "close_accounts", world.partner, reason="left")
    assert act(as_staff, "send_invitation", world.partner) == ["1 invitation sent."]
    world.partner.refresh_from_db()
    assert world.partner.account == "invited"
    assert world.partner.invitations.get().project is None


def test_a_reset_link_is_mailed_to_active_accounts(world, as_staff):
    nobody = make_person("Nobody", account="none")
    told = act(as_staff, "send_reset", world.partner, nobody)
    assert sorted(told) == ["1 link sent.", "Nobody: has no active account."]
    assert list(Mail.objects.values_list("to", "secret")) == [(world.partner.email, True)]


def test_a_lost_second_factor_is_removed_and_its_owner_told(world, as_staff):
    Authenticator.objects.create(user=world.partner, type="totp", data={})
    told = act(as_staff, "remove_second_factor", world.partner)
    assert (told, Authenticator.objects.count()) == (["1 second factor removed."], 0)
    assert Mail.objects.get().to == world.partner.email


def test_a_new_address_is_told_to_both(world, as_staff):
    change(as_staff, world.partner, email="New.Address@Example.org")
    world.partner.refresh_from_db()
    assert world.partner.email == "new.address@example.org"
    told = set(Mail.objects.values_list("to", flat=True))
    assert told == {"partner@example.org", "new.address@example.org"}


def test_a_new_person_has_no_account(world, as_staff):
    address = page(Person, "add")
    data = form_data(as_staff.get(address)) | {"name": "Ana", "email": "Ana@example.org"}
    as_staff.post(address, data)
    ana = Person.objects.get(email="ana@example.org")
    assert (ana.account, ana.has_usable_password()) == ("none", False)


def test_invitations_are_resent_and_revoked(world, as_staff):
    invitation = inviting.invite_to_team(
        participation=world.acr, email="a@b.example", name="A", by=world.coordinator, now=NOW
    )
    assert act(as_staff, "resend", invitation) == ["1 invitation sent again."]
    assert act(as_staff, "revoke", invitation) == ["1 invitation revoked."]
    told = act(as_staff, "revoke", invitation)
    assert told == [f"{invitation}: This invitation was answered or revoked meanwhile."]


# --- Constraints speak as form errors ------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("number", "1", "Another partner has this number."),
        ("role", "coordinator", "The project has a coordinator. Enter that partner's exit first."),
        ("exit", "2025-01-01", "The exit lies before the entry."),
    ],
)
def test_a_rule_of_the_table_stands_at_its_field(world, as_staff, field, value, message):
    answer = change(as_staff, world.acr, **{field: value})
    assert answer.context["adminform"].form.errors == {field: [message]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("email", "COORDINATOR@example.org", "Somebody with this e-mail address is already known."),
        ("email", "no address", "Enter a valid email address."),
        ("preferred_hour", "24", "Ensure this value is less than or equal to 23."),
    ],
)
def test_a_persons_fields_are_checked(world, as_staff, field, value, message):
    answer = change(as_staff, world.partner, **{field: value})
    assert answer.context["adminform"].form.errors == {field: [message]}


@pytest.mark.parametrize(("field", "value"), [("zone", "Europe/Atlantis"), ("language", "xx")])
def test_an_unknown_zone_or_language_is_refused(world, as_staff, field, value):
    answer = change(as_staff, world.partner, **{field: value})
    assert list(answer.context["adminform"].form.errors) == [field]


def test_two_places_of_one_person_on_a_team_are_refused(world, as_staff):
    data = {"person": world.partner.pk, "participation": world.acr.pk, "access": "reader"}
    answer = as_staff.post(page(TeamMember, "add"), data | {"since": date(2027, 1, 1)})
    assert answer.context["adminform"].form.errors == {
        "person": ["This person already has a place on this team."]
    }


def test_a_new_project_is_set_up_with_its_coordinator(world, as_staff):
    answer = as_staff.get(page(Project, "add"))
    assert (answer.status_code, answer.url) == (302, reverse("partners:new_project"))


def test_the_plan_of_a_project_is_not_moved_here(world, as_staff):
    change(as_staff, world.project, title="New title", start="2020-01-01", duration="3")
    world.project.refresh_from_db()
    assert (world.project.title, world.project.duration) == ("New title", 33)


def test_two_partners_cannot_swap_their_numbers_in_one_save(world, as_staff):
    numbers = {world.iat.pk: world.iat.number, world.acr.pk: world.acr.number}
    address = page(Project, "change", world.project.pk)
    data = form_data(as_staff.get(address))
    first, second = (
        name.replace("-id", "-number")
        for pk in numbers
        for name, value in data.items()
        if name.startswith("participations-") and name.endswith("-id") and value == pk
    )
    data[first], data[second] = data[second], data[first]
    response = as_staff.post(address, data)
    assert response.text.count("Another partner has this number.") == 2
    assert dict(Participation.objects.filter(pk__in=numbers).values_list("pk", "number")) == numbers

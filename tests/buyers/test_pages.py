"""The pages of buyer groups: who may, who sees whom, bad input, what they cost."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson, Tier
from partners.models import Organisation, Person
from tests.partners.test_editing import NEW
from tests.partners.test_pages import fields_of, submit
from tests.people import (
    ROLES,
    make_buyer,
    make_group,
    make_membership,
    make_organisation,
    make_person,
    make_project,
)

SLUG, GROUP = "ppi4test", "waste-buyers"
SEES = {"coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader", "officer"}
MANAGES = {"coordinator", "wp_lead"}


def url(name, *args):
    return reverse(f"buyers:{name}", args=[SLUG, *args])


PAGES = {
    # name: (address, who may, who sees it and may not)
    "list": (lambda world: url("list"), SEES | {"buyer"}, set()),
    "group": (lambda world: url("group", GROUP), SEES | {"buyer"}, set()),
    "new_group": (lambda world: url("new_group"), {"coordinator"}, SEES),
    "edit_group": (lambda world: url("edit_group", GROUP), MANAGES, SEES | {"buyer"}),
    "add_member": (lambda world: url("add_member", GROUP), MANAGES, SEES | {"buyer"}),
    "change_tier": (
        lambda world: url("change_tier", GROUP, world.city.pk),
        MANAGES,
        SEES | {"buyer"},
    ),
    "end_membership": (
        lambda world: url("end_membership", GROUP, world.city.pk),
        MANAGES,
        SEES | {"buyer"},
    ),
    "name_person": (
        lambda world: url("name_person", GROUP, world.city.pk),
        MANAGES,
        SEES | {"buyer"},
    ),
    "invite_person": (
        lambda world: url("invite_person", GROUP, world.buyer.buyer_places.get().pk),
        MANAGES,
        SEES | {"buyer"},
    ),
    "end_person": (
        lambda world: url("end_person", GROUP, world.buyer.buyer_places.get().pk),
        MANAGES,
        SEES | {"buyer"},
    ),
}


def address_of(world, where):
    return PAGES[where][0](world)


@pytest.mark.parametrize("where", PAGES)
def test_a_page_opens_for_exactly_these(world, login, where):
    address, may, sees = PAGES[where]
    address = address(world)
    expected = {role: 200 if role in may else 403 if role in sees else 404 for role in ROLES}
    assert {role: login(world.person(role)).get(address).status_code for role in ROLES} == expected
    refused = {role: code for role, code in expected.items() if code != 200}
    forced = {
        role: login(world.person(role)).post(address, {"name": "Forced"}).status_code
        for role in refused
    }
    assert forced == refused


def test_the_lead_procurers_people_manage_the_group(world, login):
    world.group.lead_procurer = world.city
    world.group.save()
    assert login(world.buyer).get(url("add_member", GROUP)).status_code == 200
    assert login(world.buyer).get(url("new_group")).status_code == 404


def test_the_lead_procurers_people_do_not_choose_who_steers(world, login):
    """Its organisation leads another task: with that task they would read what nobody has agreed to
    show."""
    make_buyer(world.task_lead, make_membership(world.group, world.iclei.organisation))
    world.group.lead_procurer = world.group.memberships.get(organisation=world.iclei.organisation)
    world.group.save()
    client = login(world.task_lead)
    page = client.get(url("edit_group", GROUP))
    assert "task" not in page.context["form"].fields
    answer = submit(client, url("edit_group", GROUP), task=world.t42.pk, purpose="Ours")
    world.group.refresh_from_db()
    assert (answer.status_code, world.group.purpose, world.group.task) == (302, "Ours", world.t41)
    submit(login(world.coordinator), url("edit_group", GROUP), task=world.t42.pk)
    world.group.refresh_from_db()
    assert world.group.task == world.t42


@pytest.mark.parametrize("role", ["coordinator", "partner", "buyer"])
def test_acts_have_a_button_only_for_whom_they_are(world, login, role):
    client = login(world.person(role))
    text = client.get(url("list")).text + client.get(url("group", GROUP)).text
    for where in PAGES:
        if where not in ("list", "group", "invite_person"):  # the buyer has an account
            assert (address_of(world, where) in text) == (role == "coordinator"), where


def test_a_buyer_sees_only_the_groups_that_name_them(world, login):
    make_group(world.project, "Other buyers")
    page = login(world.buyer).get(url("list"))
    assert [row.name for row in page.context["rows"]] == ["Waste buyers"]
    assert login(world.buyer).get(url("group", "other-buyers")).status_code == 404
    page = login(world.officer).get(url("list"))
    assert [row.name for row in page.context["rows"]] == ["Other buyers", "Waste buyers"]


def test_members_are_reached_through_their_own_group_only(world, login):
    other = make_group(world.project, "Other buyers")
    client = login(world.coordinator)
    for name in ("change_tier", "end_membership", "name_person"):
        assert client.get(url(name, other.slug, world.city.pk)).status_code == 404
    place = world.buyer.buyer_places.get()
    assert client.get(url("end_person", other.slug, place.pk)).status_code == 404
    elsewhere = reverse("buyers:group", args=[make_project("Other").slug, GROUP])
    assert client.get(elsewhere).status_code == 404


def test_names_and_addresses_are_shown_to_whom_they_concern(world, login):
    """A manager sees all; the consortium names; a buyer the people of their own organisation."""
    colleague = make_person("Colleague")
    make_buyer(colleague, world.city)
    stranger = make_membership(world.group, make_organisation("Other city"))
    rival = make_person("Rival")
    make_buyer(rival, stranger)
    shown = {}
    for role in ("coordinator", "partner", "buyer"):
        text = login(world.person(role)).get(url("group", GROUP)).text
        shown[role] = {
            word
            for person in (colleague, rival)
            for word in (person.name, person.email)
            if word in text
        }
        assert "Other city" in text
    assert shown == {
        "coordinator": {colleague.name, colleague.email, rival.name, rival.email},
        "partner": {colleague.name, rival.name},
        "buyer": {colleague.name, colleague.email},
    }


def test_of_many_people_a_few_are_named_until_one_unfolds_the_member(world, login):
    many = make_membership(world.group, make_organisation("Other city"))
    for number in range(5):
        make_buyer(make_person(f"Clerk {number}"), many)
        make_buyer(make_person(f"Mate {number}"), world.city)

    def named(role, **query):
        page = login(world.person(role)).get(url("group", GROUP), query)
        members = {member.pk: member for member in page.context["members"]}
        names = [person.name for person in members[many.pk].named]
        return names, len(members[world.city.pk].named), "and 2 more" in page.text

    few, all_five = [f"Clerk {n}" for n in range(3)], [f"Clerk {n}" for n in range(5)]
    assert named("partner") == (few, 3, True)
    assert named("coordinator", member=many.pk) == (all_five, 3, False)
    assert named("partner", member="x") == (few, 3, True)
    assert named("buyer", member=many.pk) == ([], 6, False)  # one's own are always there


def test_the_members_come_in_pages_of_fifty(world, login):
    for number in range(60):
        make_membership(world.group, make_organisation(f"City {number:02}"), Tier.OBSERVER)
    client = login(world.officer)
    first, second = (client.get(url("group", GROUP), {"page": page}) for page in (1, 2))
    assert [len(page.context["members"]) for page in (first, second)] == [50, 12]
    assert "62 members" in second.text
    assert 'Observers <span class="muted">(60)</span>' in first.text
    assert client.get(url("group", GROUP), {"page": "9999999999999"}).status_code == 200


def test_members_stand_nearest_to_the_purchase_first(world, login):
    for tier in (Tier.OBSERVER, Tier.CORE, Tier.FOLLOWER):
        make_membership(world.group, make_organisation(f"A {tier}"), tier)
    page = login(world.officer).get(url("group", GROUP))
    assert [member.tier for member in page.context["members"]] == [
        *("core", "core", "authority", "follower", "observer")
    ]
    headings = re.findall(r'scope="rowgroup"[^>]*>([^<]+) <span class="muted">([^<]+)<', page.text)
    assert headings == [
        ("Core buyers", "(2)"),
        ("Contracting authorities", "(1)"),
        ("Followers", "(1)"),
        ("Observers", "(1)"),
    ]


def test_the_list_counts_the_members_of_today(world, login):
    gone = timezone.localdate() - timedelta(days=1)
    make_membership(world.group, make_organisation("Gone"), Tier.CORE, until=gone)
    [row] = login(world.officer).get(url("list")).context["rows"]
    assert (row.core, row.authority, row.follower, row.observer) == (1, 1, 0, 0)


@pytest.mark.parametrize(("where", "statements"), [("list", 5), ("group", 9)])
def test_the_statements_do_not_grow_with_the_rows(
    world, login, where, statements, django_assert_num_queries
):
    """Three of them are the session, the person and their places."""
    client = login(world.coordinator)
    address = address_of(world, where)

    def grow(n):
        group = make_group(world.project, f"Group {n}", task=world.t42)
        make_membership(group, world.city.organisation)
        member = make_membership(world.group, make_organisation(f"City {n}"))
        make_buyer(make_person(f"Buyer {n}"), member)
        make_buyer(make_person(f"Deputy {n}"), member)

    grow(0)
    client.get(address)
    with django_assert_num_queries(statements):
        client.get(address)
    grow(1)
    grow(2)
    with django_assert_num_queries(statements):
        client.get(address)


# --- Writing -------------------------------------------------------------------------------------


def test_a_group_is_founded_with_an_address_that_reads(world, login):
    answer = submit(
        login(world.coordinator),
        url("new_group"),
        name="Bulky waste",
        purpose="Collect it",
        task=world.t42.pk,
    )
    assert answer.url == url("group", "bulky-waste")
    group = BuyerGroup.objects.get(slug="bulky-waste")
    assert (group.project, group.task) == (world.project, world.t42)


def test_a_member_a_person_a_tier_an_end(world, login):
    client = login(world.wp_lead)
    submit(client, url("add_member", GROUP), **NEW | {"tier": "follower"})
    member = BuyerMembership.objects.get(organisation__short_name="RWS")
    submit(client, url("name_person", GROUP, member.pk), name="Jan", email="jan@rws.example")
    place = BuyerPerson.objects.get(membership=member)
    tomorrow = timezone.localdate() + timedelta(days=1)
    submit(client, url("change_tier", GROUP, member.pk), tier="core", since=tomorrow)
    new = BuyerMembership.objects.get(organisation=member.organisation, tier="core")
    assert new.people.get().person == place.person
    submit(client, url("end_person", GROUP, new.people.get().pk), until=tomorrow)
    submit(client, url("end_membership", GROUP, new.pk), until=tomorrow)
    new.refresh_from_db()
    assert (new.until, new.people.get().until) == (tomorrow, tomorrow)
    assert client.get(url("group", GROUP)).status_code == 200


def test_who_was_named_without_an_account_is_invited_later(world, login):
    client = login(world.wp_lead)
    person = make_person("Named", account="none")
    address = url("invite_person", GROUP, make_buyer(person, world.city).pk)
    assert address in client.get(url("group", GROUP)).text
    client.get(address)
    assert not person.invitations.exists()
    for _twice in range(2):
        assert client.post(address).url == url("group", GROUP)
    assert person.invitations.get().times_sent == 1
    assert address not in client.get(url("group", GROUP)).text


def test_the_lead_procurer_is_a_member(world, login):
    other = make_membership(make_group(world.project, "Other"), make_organisation("X"))
    client = login(world.coordinator)
    answer = submit(client, url("edit_group", GROUP), lead_procurer=other.pk)
    assert list(answer.context["form"].errors) == ["lead_procurer"]
    submit(client, url("edit_group", GROUP), lead_procurer=world.city.pk)
    world.group.refresh_from_db()
    assert world.group.lead_procurer == world.city


def test_who_saves_second_is_told(world, login):
    client = login(world.coordinator)
    address = url("edit_group", GROUP)
    seen = fields_of(client.get(address))
    submit(client, address, purpose="First")
    answer = client.post(address, seen | {"purpose": "Second"})
    assert answer.context["form"].non_field_errors()[0].startswith("This was changed while")
    assert answer.context["form"]["purpose"].value() == "Second"
    assert client.post(address, fields_of(answer)).status_code == 302


@pytest.mark.parametrize(
    ("where", "typed", "field", "message"),
    [
        ("new_group", {"name": ""}, "name", "This field is required."),
        ("new_group", {"name": "new"}, "name", "Choose another name"),
        ("new_group", {"name": "Αγορές"}, "name", "Choose another name"),
        ("new_group", {"name": "Waste  buyers!"}, "name", "Another group of this project"),
        ("new_group", {"name": "G", "task": "0"}, "task", "Select a valid choice."),
        ("add_member", {"organisation": ""}, "organisation", "Choose an organisation"),
        ("add_member", {"tier": "king"}, "tier", "Select a valid choice."),
        ("add_member", {"since": "whenever"}, "since", "Enter a valid date."),
        ("change_tier", {"tier": "authority"}, "tier", "They are in this tier."),
        ("change_tier", {"tier": "core", "since": "2020-01-01"}, "since", "They are no member"),
        ("end_membership", {"until": "2020-01-01"}, "until", "The last day lies before"),
        ("name_person", {"email": "Buyer@example.org"}, "email", "Buyer is named for this"),
        ("name_person", {"email": "at home"}, "email", "Enter a valid email address."),
        ("end_person", {"until": "2020-01-01"}, "until", "The last day lies before"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_changes_nothing(
    world, login, where, typed, field, message
):
    other = make_organisation("Newcomer")
    client = login(world.coordinator)
    good = {
        "add_member": {"organisation": other.pk},
        "name_person": {"name": "Ana", "email": "ana@example.org"},
    }.get(where, {})
    models = (BuyerGroup, BuyerMembership, BuyerPerson, Organisation, Person)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    answer = submit(client, address_of(world, where), **good | typed)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form.errors[field][0].startswith(message)
    assert form[field].value() == typed[field]
    assert [list(model.objects.order_by("pk").values()) for model in models] == before


def test_an_organisation_is_no_member_twice(world, login):
    typed = {"organisation": world.city.organisation_id}
    answer = submit(login(world.coordinator), url("add_member", GROUP), **typed)
    form = answer.context["form"]
    assert set(form.errors) == {"organisation", "since"}
    assert form.errors["organisation"] == ["This organisation is already a member."]

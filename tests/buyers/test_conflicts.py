"""Declarations on conflicts of interest: who declares, who reads, that nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import conflicts
from buyers.models import ConflictDeclaration
from tests.people import (
    NOW,
    TODAY,
    make_buyer,
    make_group,
    make_membership,
    make_organisation,
    make_person,
)
from tests.reading import content_of, read_csv


@pytest.fixture
def rival(world):
    """A second buyer, of another member."""
    member = make_membership(world.group, make_organisation("City of Graz", country="AT"))
    return make_buyer(make_person("Rival"), member)


def url(name="conflicts", *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def declare(world, by=None, now=NOW, **given):
    place = (by or world.buyer).buyer_places.get()
    given = {"has_conflict": True, "explanation": "We hold shares"} | given
    return conflicts.declare(
        group=world.group,
        organisation=place.membership.organisation,
        by=by or world.buyer,
        now=now,
        **given,
    )


def test_the_newest_declaration_counts_and_the_older_stays(world, login):
    declare(world)
    declare(world, now=NOW + timedelta(days=1), has_conflict=False, explanation="")
    rows = login(world.coordinator).get(url()).context["page"].object_list
    assert [(row.member, row.words, row.counts) for row in rows] == [
        ("ZGH", "not declared", False),
        ("City of Split", "no conflict", True),
        ("City of Split", "a conflict", False),
    ]
    assert "1 member has not declared." in login(world.coordinator).get(url()).text


def test_a_form_sent_twice_declares_once(world):
    first = declare(world)
    assert declare(world, now=NOW + timedelta(seconds=2)) == first
    assert declare(world, now=NOW + timedelta(minutes=2)) != first


def test_without_a_conflict_nothing_is_explained(world):
    assert declare(world, has_conflict=False, explanation="none of your business").explanation == ""


def test_nobody_declares_for_another_or_after_leaving(world, rival):
    def refused(**given):
        with pytest.raises(ValidationError):
            conflicts.declare(
                **{"group": world.group, "has_conflict": False, "now": NOW, "by": world.buyer}
                | given
            )

    refused(organisation=rival.membership.organisation)
    refused(organisation=world.city.organisation, by=world.coordinator)
    refused(organisation=world.city.organisation, group=make_group(world.project, "Other"))
    refused(organisation=world.city.organisation, has_conflict=True, explanation=" ")
    world.city.until = TODAY - timedelta(days=1)
    world.city.save()
    refused(organisation=world.city.organisation)
    world.city.until = None
    world.city.save()
    world.project.closed_on = TODAY
    world.project.save()
    refused(organisation=world.city.organisation)
    assert not ConflictDeclaration.objects.exists()


def test_after_the_project_declarations_are_read_and_not_made(world, rival, login):
    declare(world)
    world.project.closed_on = TODAY
    world.project.save()
    for person, status in ((world.coordinator, 200), (world.buyer, 200), (world.partner, 403)):
        client = login(person)
        assert client.get(url()).status_code == status
        assert client.get(url("conflicts_export", "csv")).status_code == status
        for form in (client.get(url("declare_conflict")), client.post(url("declare_conflict"))):
            assert form.status_code == 403
    for page in (url(), url("group")):
        assert url("declare_conflict") not in login(rival.person).get(page).text


def test_a_member_reads_its_own_and_nobody_elses(world, rival, login):
    declare(world)
    declare(world, by=rival.person, explanation="Secret of Graz")
    shown = {}
    for name, person in (
        ("coordinator", world.coordinator),
        ("buyer", world.buyer),
        ("rival", rival.person),
    ):
        client = login(person)
        texts = [
            client.get(url()).text,
            content_of(client.get(url("conflicts_export", "csv"))).decode(),
        ]
        group = client.get(url("group")).text
        shown[name] = (
            [("We hold shares" in text, "Secret of Graz" in text) for text in texts],
            group.count("tone-bad"),
        )
    assert shown == {
        "coordinator": ([(True, True)] * 2, 2),
        "buyer": ([(True, False)] * 2, 1),
        "rival": ([(False, True)] * 2, 1),
    }
    for person in (world.partner, world.officer):
        client = login(person)
        assert "tone-bad" not in client.get(url("group")).text
        assert client.get(url()).status_code == 403
        assert client.get(url("conflicts_export", "csv")).status_code == 403


def test_the_lead_procurers_people_read_all(world, rival, login):
    world.group.lead_procurer = rival.membership
    world.group.save()
    declare(world)
    assert "We hold shares" in login(rival.person).get(url()).text


def test_one_declares_on_the_page(world, login):
    client = login(world.buyer)
    text = client.get(url("group")).text
    assert "not declared" in text
    assert "Declare conflicts of interest</a>" in text
    answer = client.post(url("declare_conflict"), {"declaration": "none"})
    assert answer.url == url()
    row = ConflictDeclaration.objects.get()
    assert (row.organisation, row.person, row.has_conflict) == (
        *(world.city.organisation, world.buyer, False),
    )
    text = client.get(url("group")).text
    assert "no conflict" in text
    assert "Declare conflicts of interest</a>" not in text  # still behind the declarations


def test_who_speaks_for_two_members_says_for_which(world, rival, login):
    make_buyer(world.buyer, rival.membership)
    client = login(world.buyer)
    graz = rival.membership.organisation
    elsewhere = make_organisation("Elsewhere")
    answer = client.post(
        url("declare_conflict"), {"declaration": "none", "organisation": elsewhere.pk}
    )
    assert list(answer.context["form"].errors) == ["organisation"]
    client.post(url("declare_conflict"), {"declaration": "none", "organisation": graz.pk})
    assert ConflictDeclaration.objects.get().organisation == graz


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "declaration"),
        ({"declaration": "perhaps"}, "declaration"),
        ({"declaration": "one"}, "explanation"),
        ({"declaration": "one", "explanation": "x" * 2001}, "explanation"),
        ({"declaration": "one", "explanation": "a\0b"}, "explanation"),
        ({"declaration": "none", "explanation": "but there is"}, "declaration"),
    ],
)
def test_bad_input_is_answered_at_its_field(world, login, typed, field):
    answer = login(world.buyer).post(url("declare_conflict"), typed)
    form = answer.context["form"]
    assert list(form.errors) == [field]
    assert form["explanation"].value() == typed.get("explanation")
    assert not ConflictDeclaration.objects.exists()


def test_the_export_has_who_has_not_declared_too(world, login):
    declare(world)
    rows = read_csv(login(world.coordinator).get(url("conflicts_export", "csv")))
    assert rows[1:] == [
        ["ZGH", "core buyer", "not declared", "", "", "", "no"],
        [
            *["City of Split", "contracting authority", "a conflict", "We hold shares"],
            *["2027-09-06", "Buyer", "yes"],
        ],
    ]


def test_the_statements_do_not_grow_with_the_rows(world, login, django_assert_num_queries):
    client = login(world.coordinator)

    def grow(number):
        member = make_membership(world.group, make_organisation(f"City {number}"))
        place = make_buyer(make_person(f"Clerk {number}"), member)
        declare(world, by=place.person)

    grow(0)
    client.get(url())
    for numbers in ((), (1, 2)):
        for number in numbers:
            grow(number)
        with django_assert_num_queries(6):
            client.get(url())

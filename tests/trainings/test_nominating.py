"""An organisation registers its colleagues, also people who are not known here yet."""

import pytest
from django.core.exceptions import ValidationError

from partners.models import Person
from tests.people import (
    NOW,
    make_buyer,
    make_invitation,
    make_membership,
    make_organisation,
    make_person,
)
from tests.reading import FRAME, notes
from tests.reading import errors as field_errors
from tests.trainings.conftest import last_mail, states, subjects
from tests.trainings.test_pages import page
from trainings import links, nominating, registration
from trainings.models import Invitation, Registration, Training
from trainings.nominating import Colleague

WRITTEN = "We write to {}: the mail says whether they have a seat, or asks them."


@pytest.fixture
def name(world, training):
    """name(("Iva", "iva@split.example"), ...) -> what became of them, named by the buyer."""

    def act(*colleagues, people=()):
        return name_them(world, training, colleagues, people)

    return act


def name_them(world, training, colleagues, people=()):
    return nominating.nominate(
        training=training,
        organisation=world.city.organisation,
        people=people,
        colleagues=[Colleague(*each) for each in colleagues],
        by=world.buyer,
        now=NOW,
    )


def told(outcomes) -> list[tuple]:
    return [
        (each.name, each.registration and each.registration.state, each.refusal, each.asked)
        for each in outcomes
    ]


def test_somebody_new_is_made_without_account_and_gets_a_seat_with_a_link(world, training, name):
    assert told(name(("Iva", "Iva@Split.example"))) == [("Iva", "confirmed", "", False)]
    person = Person.objects.get(email="iva@split.example")
    assert (person.name, person.account, person.zone) == ("Iva", "none", "Europe/Zagreb")
    row = Registration.objects.get()
    assert (row.organisation, row.why, row.counts, row.registered_by) == (
        world.city.organisation,
        "City of Split is a contracting authority in Waste buyers.",
        True,
        world.buyer,
    )
    assert links.secret(row) in last_mail(person).text
    assert last_mail(person).secret
    assert person.history.get().history_user == world.buyer


def test_two_spellings_of_one_address_are_one_person(training, name):
    outcomes = name(
        ("Iva", "iva@župa.example"), ("Other", f"IVA@{'župa'.encode('idna').decode()}.example")
    )
    assert told(outcomes) == [("Iva", "confirmed", "", False)]
    assert told(name(("I", "ｉva@župa.example"))) == [
        ("I", None, "I is already registered.", False)
    ]
    assert states(training) == ["confirmed"]


def test_each_of_several_gets_an_answer_of_their_own(world, training, name, buyers, enter):
    Training.objects.update(capacity=2)
    known, ticked = buyers(2)
    enter(training, [known])
    outcomes = name(("K", known.email), ("Iva", "iva@x.example"), people=[ticked])
    assert told(outcomes) == [
        ("Buyer 2", "confirmed", "", False),
        ("K", None, "K is already registered.", False),
        ("Iva", "waiting", "", False),
    ]


def test_an_address_that_is_known_is_used_and_its_name_stays_unsaid(training, name):
    Person.objects.create_user("known@split.example", name="Secret Name")
    (outcome,) = name(("Iva", "KNOWN@split.example"))
    assert (outcome.name, outcome.registration.state) == ("Iva", "confirmed")
    assert Person.objects.get(email="known@split.example").name == "Secret Name"


# --- Who is asked instead -----------------------------------------------------------------------


@pytest.fixture
def graz(world):
    return make_membership(world.group, make_organisation("Graz"))


def foreigner(world, graz, kind) -> Person:
    if kind == "named elsewhere":
        person = Person.objects.create_user("x@graz.example", name="Hidden")
        make_buyer(person, graz)
    elif kind == "on a team":
        person = world.partner
    elif kind == "with an account":
        person = world.stranger
    elif kind == "closed":
        person = make_person("Hidden", account="closed")
    else:  # registered elsewhere
        person = Person.objects.create_user("x@graz.example", name="Hidden")
        Registration.objects.create(
            training=world.training,
            person=person,
            organisation=graz.organisation,
            state="confirmed",
            why="-",
            registered_at=NOW,
            registered_by=person,
        )
    return person


@pytest.mark.parametrize(
    ("kind", "invited"),
    [
        ("named elsewhere", True),
        ("on a team", True),
        ("with an account", True),
        ("closed", False),
        ("registered elsewhere", False),
    ],
)
def test_who_is_not_theirs_is_asked_and_all_of_them_sound_alike(
    world, training, name, graz, kind, invited
):
    person = foreigner(world, graz, kind)
    before = Registration.objects.count()
    assert told(name(("Typed", person.email))) == [("Typed", None, "", True)]
    assert Registration.objects.count() == before
    rows = Invitation.objects.filter(person=person, organisation=world.city.organisation)
    assert list(rows.values_list("state", flat=True)) == ["sent"] * invited


def test_who_is_invited_already_is_not_asked_twice(world, training, name, graz):
    row = make_invitation(training, world.city.organisation, world.partner, state="sent")
    assert told(name(("Typed", world.partner.email))) == [("Typed", None, "", True)]
    assert Invitation.objects.get() == row
    assert subjects(world.partner) == []


def test_an_organisation_that_may_not_come_sends_nobody(world, training):
    outcomes = nominating.nominate(
        training=training,
        organisation=world.acr.organisation,
        colleagues=[Colleague("Iva", "iva@acr.example")],
        by=world.partner,
        now=NOW,
    )
    why = "It is for members of Waste buyers (core buyer, contracting authority)."
    assert told(outcomes) == [("Iva", None, why, False)]
    assert not Person.objects.filter(email="iva@acr.example").exists()


def test_nobody_is_named_while_registration_is_closed(training, name):
    Training.objects.update(registration_switch=False)
    with pytest.raises(ValidationError, match="Registration is not open now"):
        name(("Iva", "iva@split.example"))
    assert not Person.objects.filter(email="iva@split.example").exists()


@pytest.mark.parametrize("kind", ["named elsewhere", "with an account", "closed", "nobody", "ours"])
def test_a_page_says_the_same_whosever_the_address_is(world, training, login, graz, kind):
    """Also the second time: who is registered for the organisation was named like that before."""
    known = kind in ("nobody", "ours")
    email = "x@split.example" if known else foreigner(world, graz, kind).email
    if kind == "ours":
        Person.objects.create_user(email, name="Known")
        name_them(world, training, [("Before", email)])
    client = login(world.buyer)
    for _press in range(2):
        response = client.post(page("nominate"), {"name_1": "Typed", "email_1": email}, follow=True)
        assert notes(response) == [WRITTEN.format("Typed")]


def test_what_becomes_of_ones_own_people_is_said(world, training, buyers, login):
    (known,) = buyers(1)
    typed = {"name_1": "K", "email_1": known.email}
    response = login(world.buyer).post(page("nominate"), typed, follow=True)
    assert notes(response) == ["K has a seat."]


def test_naming_people_is_throttled(world, training, login, settings):
    settings.ACCOUNT_RATE_LIMITS = {"nominate": "2/h/user"}
    client = login(world.buyer)
    codes = [
        client.post(page("nominate"), {"name_1": "I", "email_1": f"i{n}@x.example"}).status_code
        for n in range(3)
    ]
    assert codes == [302, 302, 429]
    assert Registration.objects.count() == 2
    assert client.get(page("nominate")).status_code == 200


def test_nobody_is_named_or_registers_in_a_closed_project(world, training, buyers, name):
    type(world.project).objects.update(closed_on=NOW.date())
    (person,) = buyers(1)
    closed = "This project is closed: its records stay as they are."
    with pytest.raises(ValidationError, match=closed):
        name(("Iva", "iva@split.example"))
    with pytest.raises(ValidationError, match=closed):
        registration.register(training=training, person=person, by=person, now=NOW)
    assert not Registration.objects.exists()


# --- The page -----------------------------------------------------------------------------------


def test_colleagues_are_ticked_and_typed_on_one_page(world, training, buyers, login, graz):
    (known,) = buyers(1)
    other = make_person("Hidden")
    make_buyer(other, graz)
    typed = {
        "people": [known.pk],
        "name_1": "Iva",
        "email_1": "iva@split.example",
        "name_4": "Typed",
        "email_4": other.email,
    }
    response = login(world.buyer).post(page("nominate"), typed, follow=True)
    assert notes(response) == ["Buyer 1 has a seat.", *map(WRITTEN.format, ["Iva", "Typed"])]
    assert "Hidden" not in response.text
    assert states(training) == ["confirmed", "confirmed"]


def test_only_who_cannot_be_ticked_is_said_not_to_be_in_the_list(
    world, training, buyers, enter, login
):
    free, seated = buyers(2)
    enter(training, [seated])
    response = login(world.buyer).get(page("nominate"))
    assert f">{free.name}<" in response.text
    assert response.context["others"] == [{"name": seated.name, "why": "confirmed"}]


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({}, {"people": ["Choose or name at least one person."]}),
        ({"name_2": "Iva"}, {"email_2": ["Enter their address."]}),
        ({"email_5": "iva@x.example"}, {"name_5": ["Enter their name."]}),
        (
            {
                "name_1": "I",
                "email_1": "i@x.example",
                "name_2": "I",
                "email_2": "I@X.EXAMPLE",
            },
            {"email_2": ["This is the address of colleague 1."]},
        ),
        ({"people": ["9" * 30]}, {"people": [f"“{'9' * 30}” is not a valid value."]}),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field_and_kept(world, training, login, typed, errors):
    response = login(world.buyer).post(page("nominate"), typed)
    found = field_errors(response)
    assert set(found) == set(errors)
    if "9" * 30 not in str(typed):
        assert found == errors
    assert not Registration.objects.exists()
    for value in typed.values():
        assert isinstance(value, list) or value.lower() in response.text.lower()


def test_who_speaks_for_nobody_entitled_has_no_rows(world, training, login):
    form = login(world.partner).get(page("nominate")).context["form"]
    assert list(form.fields) == ["people"]


def test_of_two_organisations_one_is_chosen(world, training, login, graz):
    make_buyer(world.buyer, graz)
    client = login(world.buyer)
    typed = {"name_1": "Iva", "email_1": "iva@x.example", "organisation": ""}
    assert "organisation" in field_errors(client.post(page("nominate"), typed))
    client.post(page("nominate"), typed | {"organisation": graz.organisation_id})
    assert Registration.objects.get().organisation == graz.organisation


def test_a_full_room_is_said_before_the_press(world, training, buyers, enter, login):
    Training.objects.update(capacity=1)
    enter(training, buyers(1))
    text = login(world.buyer).get(page("nominate")).text
    assert "All seats are taken: each of them gets" in text


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_takes_seven_statements(
    world, training, buyers, login, django_assert_num_queries, rows
):
    buyers(rows)
    client = login(world.buyer)
    with django_assert_num_queries(7 + FRAME):
        client.get(page("nominate"))

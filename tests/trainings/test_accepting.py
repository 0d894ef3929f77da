"""An invitation is answered by its link: three answers, each once, and no door for anybody else."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from outbox.models import Mail
from partners.models import Person
from tests.people import (
    NOW,
    make_buyer,
    make_invitation,
    make_membership,
    make_organisation,
    make_person,
)
from tests.reading import notes
from tests.trainings.conftest import last_mail, states, subjects
from tests.trainings.test_nominating import WRITTEN
from trainings import links, registration
from trainings.models import Invitation, Registration, Training

THANKS = "/trainings/invited/?lang=en-gb"  # the page knows nobody: the language comes along
WHY = "City of Split is a contracting authority in Waste buyers."


@pytest.fixture
def guest(db):
    """Somebody without an account."""
    return Person.objects.create_user("guest@split.example", name="Guest")


@pytest.fixture
def invitation(world, training, guest):
    return make_invitation(training, world.city.organisation, guest, state="sent")


@pytest.fixture
def page(invitation):
    return reverse("trainings:invitation", args=[links.secret(invitation)])


def dead(response) -> bool:
    return response.status_code == 404 and "This link does not work" in response.text


def come(client, page, **more):
    return client.post(page, {"answer": "come"}, **more)


def colleagues(client, page, *rows, comes_too=False, **more):
    data = {"answer": "colleagues"} | ({"comes_too": "on"} if comes_too else {})
    for number, (name, email) in enumerate(rows, start=1):
        data |= {f"name_{number}": name, f"email_{number}": email}
    return client.post(page, data, **more)


# --- Looking ------------------------------------------------------------------------------------


def test_looking_shows_the_facts_and_changes_nothing(client, world, invitation, page):
    text = client.get(page).text
    for fact in (
        "ZGH invites City of Split to this training.",
        "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
        "Tower, Main Street 1, Zagreb",
        WHY,
        "Guest, do you come? Please answer by Thu 16 Sep 2027.",
        "There is a seat for you.",
    ):
        assert fact in text
    invitation.refresh_from_db()
    assert (invitation.state, Registration.objects.count(), Mail.objects.count()) == ("sent", 0, 0)
    assert "no-store" in client.get(page)["Cache-Control"]


def test_the_page_takes_few_statements(client, page, django_assert_num_queries):
    with django_assert_num_queries(3):  # the invitation, a registration, the days
        client.get(page)


def test_a_full_room_says_so_before_the_press(client, training, page, buyers, enter):
    Training.objects.update(capacity=1)
    enter(training, buyers(1))
    text = client.get(page).text
    assert "All seats are taken: you get the next place on the waiting list." in text
    assert "I join the waiting list" in text
    come(client, page)
    assert states(training) == ["confirmed", "waiting"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": "cancelled"}, "This training does not take place."),
        ({"state": "postponed"}, "This training is postponed. There is no new date yet."),
        ({"registration_switch": False}, "Registration is not open now."),
    ],
)
def test_who_can_no_longer_come_reads_why(client, page, fields, said):
    Training.objects.update(**fields)
    text = client.get(page).text
    assert said in text
    assert 'value="come"' not in text
    assert come(client, page).status_code == 200
    assert not Registration.objects.exists()
    assert Invitation.objects.get().state == "sent"


# --- I come -------------------------------------------------------------------------------------


def test_who_comes_is_registered_and_led_to_their_own_page(client, world, training, guest, page):
    response = come(client, page, follow=True)
    row = Registration.objects.get()
    assert (row.person, row.state, row.organisation, row.why, row.counts, row.registered_by) == (
        guest,
        "confirmed",
        world.city.organisation,
        WHY,
        True,
        guest,
    )
    seat = reverse("trainings:seat", args=[links.secret(row)])
    assert response.redirect_chain[0][0].endswith(seat)
    invitation = Invitation.objects.get()
    assert (invitation.state, invitation.answered_at, invitation.link_hash) == (
        "accepted",
        NOW,
        None,
    )
    assert seat in last_mail(guest).text


def test_with_an_account_one_is_led_to_the_training_or_thanked(world, training, client, login):
    row = make_invitation(training, world.city.organisation, world.buyer, state="sent")
    page = reverse("trainings:invitation", args=[links.secret(row)])
    response = come(login(world.buyer), page)
    assert response["Location"] == training.get_absolute_url()
    registration.withdraw(registration=Registration.objects.get(), by=world.buyer, now=NOW)
    row = make_invitation(training, world.city.organisation, world.buyer, state="sent")
    client.logout()
    response = come(client, reverse("trainings:invitation", args=[links.secret(row)]))
    assert response["Location"] == THANKS


def test_where_registrations_are_approved_one_applies(client, training, page):
    Training.objects.update(needs_approval=True)
    assert "I apply" in client.get(page).text
    come(client, page)
    assert states(training) == ["applied"]


def test_the_answer_counts_once(client, training, page):
    come(client, page)
    for response in (
        come(client, page),
        client.get(page),
        client.post(page, {"answer": "nobody"}),
        colleagues(client, page, ("Iva", "iva@split.example")),
    ):
        assert dead(response)
    assert states(training) == ["confirmed"]
    assert Invitation.objects.get().state == "accepted"


def test_every_link_that_does_not_work_gets_the_same_page(client, training, invitation, page):
    tampered = page[:-3] + ("aa/" if page[-3:] != "aa/" else "bb/")
    seat_of = "/trainings/invitation/" + "0" * 64 + "/"
    pages = [client.get(address) for address in (tampered, seat_of, "/trainings/invitation/x/")]
    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        pages.append(client.get(page))
    Invitation.objects.update(state="revoked")
    pages.append(client.get(page))
    pages.append(come(client, page))
    assert all(map(dead, pages))
    assert len({response.text for response in pages}) == 1
    assert client.get("/trainings/invitation/%00/").status_code == 404
    assert not Registration.objects.exists()


def test_who_is_registered_meanwhile_reads_that(client, training, guest, invitation, page, world):
    registration.register(
        training=training,
        person=guest,
        by=guest,
        now=NOW,
        override="By phone",
        verdict=verdict_of(world),
    )
    assert "You are registered: confirmed." in client.get(page).text
    assert "Guest is already registered." not in come(client, page).text
    assert states(training) == ["confirmed"]


def verdict_of(world):
    from trainings.eligibility import Verdict

    return Verdict(True, WHY, world.city.organisation, counts=True)


# --- A colleague comes --------------------------------------------------------------------------


def test_colleagues_come_in_their_place_each_with_an_answer(client, world, training, page, buyers):
    Training.objects.update(capacity=1)
    response = colleagues(
        client, page, ("Iva", "Iva@Split.example"), ("Ivo", "ivo@split.example"), follow=True
    )
    assert response.redirect_chain == [(THANKS, 302)]
    assert notes(response) == [WRITTEN.format("Iva"), WRITTEN.format("Ivo")]
    rows = list(Registration.objects.order_by("pk").values_list("person__email", "organisation"))
    city = world.city.organisation_id
    assert rows == [("iva@split.example", city), ("ivo@split.example", city)]
    assert Invitation.objects.get().state == "accepted"


def test_the_invited_person_comes_too_and_first(client, world, training, guest, page):
    Training.objects.update(capacity=1)
    rows = [("Iva", "iva@split.example")]
    response = colleagues(client, page, *rows, comes_too=True, follow=True)
    assert notes(response) == [
        "Guest has a seat.",
        "We write to Iva: the mail says whether they have a seat, or asks them.",
    ]
    found = Registration.objects.order_by("pk").values_list("person__email", "state")
    assert list(found) == [("guest@split.example", "confirmed"), ("iva@split.example", "waiting")]
    assert subjects(guest) == ["You have a seat: Zagreb, Wed 22 Sep 2027"]
    row = Invitation.objects.get()
    assert row.state == "accepted"
    assert row.history.first().history_change_reason == "Comes with colleagues"


def test_when_no_colleague_can_who_comes_too_is_not_registered_either(
    client, training, page, buyers, enter
):
    enter(training, buyers(1))
    response = colleagues(client, page, ("B", "buyer.1@example.org"), comes_too=True)
    assert "B: B is already registered." in response.text
    assert 'name="comes_too"' in response.text
    assert response.context["colleagues"]["comes_too"].value() is True
    assert Invitation.objects.get().state == "sent"
    assert states(training) == ["confirmed"]


def test_when_none_of_them_can_the_link_still_works(client, training, page, buyers, enter):
    (buyer,) = buyers(1)
    enter(training, [buyer])
    response = colleagues(client, page, ("B", "BUYER.1@example.org"))
    assert "B: B is already registered." in response.text
    assert 'value="BUYER.1@example.org"' in response.text or "buyer.1@example.org" in response.text
    assert Invitation.objects.get().state == "sent"
    assert states(training) == ["confirmed"]


@pytest.mark.parametrize(
    ("rows", "errors"),
    [
        ([], {"__all__": ["Name at least one colleague."]}),
        ([("Iva", "")], {"email_1": ["Enter their address."]}),
        ([("", "iva@split.example")], {"name_1": ["Enter their name."]}),
        ([("Iva", "nonsense")], {"email_1": ["Enter a valid email address."]}),
        ([("I\0", "i@x.example")], {"name_1": ["Null characters are not allowed."]}),
        (
            [("Iva", "iva@split.example"), ("I", " IVA@SPLIT.example")],
            {"email_2": ["This is the address of colleague 1."]},
        ),
    ],
)
def test_what_cannot_be_read_is_said_at_the_field(client, page, rows, errors):
    response = colleagues(client, page, *rows)
    assert response.context["colleagues"].errors == errors
    assert Invitation.objects.get().state == "sent"
    assert not Registration.objects.exists()


def test_very_long_words_are_refused_and_kept(client, page):
    response = colleagues(client, page, ("x" * 9999, "y" * 999 + "@x.example"))
    assert set(response.context["colleagues"].errors) == {"name_1", "email_1"}
    assert "x" * 9999 in response.text
    response = client.post(page, {"answer": "nobody", "words": "z" * 501})
    assert set(response.context["nobody"].errors) == {"words"}
    assert client.post(page, {"answer": "x"}).status_code == 200
    assert Invitation.objects.get().state == "sent"


# --- Nobody can come ----------------------------------------------------------------------------


def test_nobody_can_come_for_a_reason(client, world, training, guest, page):
    response = client.post(page, {"answer": "nobody", "words": "No budget"}, follow=True)
    assert response.redirect_chain == [(THANKS, 302)]
    row = Invitation.objects.get()
    assert (row.state, row.answer, row.answered_at) == ("declined", "No budget", NOW)
    assert row.history.first().history_user == guest
    assert (subjects(guest), states(training)) == ([], [])


# --- Of another organisation --------------------------------------------------------------------


def test_who_belongs_elsewhere_is_asked_and_not_registered(client, world, training, page):
    other = make_person("Rival")
    make_buyer(other, make_membership(world.group, make_organisation("Graz")))
    response = colleagues(client, page, ("Somebody", other.email), follow=True)
    assert notes(response) == [WRITTEN.format("Somebody")]
    assert "Rival" not in response.text
    assert not Registration.objects.exists()
    asked = Invitation.objects.get(person=other)
    assert (asked.state, asked.organisation) == ("sent", world.city.organisation)
    assert subjects(other) == ["You are invited: Zagreb, Wed 22 Sep 2027"]
    mine = reverse("trainings:invitation", args=[links.secret(asked)])
    come(client, mine)
    row = Registration.objects.get()
    assert (row.person, row.organisation) == (other, world.city.organisation)

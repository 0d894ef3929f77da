"""One's own seat by personal link: all that a person without an account needs, and no more."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from partners.models import Person
from tests.people import NOW, make_buyer
from tests.reading import errors as field_errors
from tests.reading import notes
from tests.trainings.conftest import last_mail, states
from trainings import links, registration
from trainings.models import (
    AgendaItem,
    Consent,
    Question,
    QuestionAnswer,
    Registration,
    SpecialNeeds,
    Training,
)


@pytest.fixture
def guest(world):
    """Named by the City of Split, without an account."""
    person = Person.objects.create_user("guest@example.org", name="Guest")
    make_buyer(person, world.city)
    return person


@pytest.fixture
def own(training, guest, enter):
    """The guest's registration: the first seat."""
    (row,) = enter(training, [guest])
    return row


def seat(row, name="seat"):
    return reverse(f"trainings:{name}", args=[links.secret(row)])


def counts():
    return (
        [*Registration.objects.order_by("pk").values_list("state", flat=True)],
        QuestionAnswer.objects.count(),
        SpecialNeeds.objects.count(),
        Consent.objects.count(),
    )


def test_the_mail_leads_to_all_facts(world, training, own, guest, client):
    AgendaItem.objects.create(training=training, title="Welcome", starts=time(9), ends=time(10))
    Training.objects.update(online_url="https://meet.example.org/1", agenda="09:00–10:00 Welcome")
    assert seat(own) in last_mail(guest).text
    response = client.get(seat(own))
    assert "no-cache" in response["Cache-Control"]
    text = response.text
    for fact in (
        *(
            "You have seat 1 of 25.",
            "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
            "Guest, City of Split",
        ),
        *("Tower, Main Street 1, Zagreb", "https://meet.example.org/1", "Welcome"),
        *("mailto:ana@zgh.example?subject=Zagreb", "City of Split is a contracting authority"),
    ):
        assert fact in text
    for address in ("seat_ics", "seat_answers", "seat_withdraw"):
        assert seat(own, address) in text
    # Nothing else of the project: neither its pages nor its people.
    assert "/projects/" not in text
    assert world.project.title not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_it_takes_five_statements(
    world, training, own, buyers, enter, client, rows, django_assert_num_queries
):
    enter(training, buyers(rows))
    for number in range(rows):
        Question.objects.create(programme=world.programme, text=f"Q{number}", is_required=True)
    with django_assert_num_queries(5):
        response = client.get(seat(own))
    assert response.context["unanswered"] == rows


@pytest.mark.parametrize("name", ["seat", "seat_ics", "seat_withdraw", "seat_answers"])
def test_looking_changes_nothing(own, client, name):
    before, history = counts(), own.history.count()
    assert client.get(seat(own, name)).status_code == 200
    assert client.head(seat(own, name)).status_code == 200
    assert (counts(), own.history.count()) == (before, history)


def test_a_seat_is_offered_only_to_a_post(own, client):
    assert client.get(seat(own, "seat_answer")).status_code == 405


@pytest.mark.parametrize(
    "spoil",
    [
        lambda row: links.secret(row)[:-1],
        lambda row: links.secret(row)[:-1] + "é",
        lambda row: "x" * 5000,
        lambda row: row.link_hash,
        lambda row: row.link_nonce,
        lambda row: "%00",
    ],
)
@pytest.mark.parametrize("name", ["seat", "seat_ics", "seat_withdraw", "seat_answers"])
def test_a_tampered_link_opens_nothing(own, client, name, spoil):
    address = reverse(f"trainings:{name}", args=["TOKEN"]).replace("TOKEN", spoil(own))
    for response in (client.get(address), client.post(address, {"reason": "x"})):
        assert response.status_code == 404
        assert "This link does not work" in response.text
    assert states(own.training) == ["confirmed"]


def test_a_link_is_dead_after_its_end_or_a_new_one(own, client):
    address = seat(own)
    Registration.objects.update(link_ends=NOW)
    dead = client.get(address)
    assert (dead.status_code, "Guest" in dead.text) == (404, False)
    own.save(update_fields=links.give(own, ends=NOW + timedelta(days=1)))
    assert client.get(address).status_code == 404
    assert client.get(seat(own)).status_code == 200


def test_giving_the_seat_back_asks_first_and_then_says_so(
    training, own, guest, buyers, enter, client
):
    Training.objects.update(capacity=1)
    enter(training, buyers(1))
    assert "Give your seat back?" in client.get(seat(own, "seat_withdraw")).text
    assert states(training) == ["confirmed", "waiting"]
    response = client.post(seat(own, "seat_withdraw"), {"reason": "Ill"}, follow=True)
    assert notes(response) == ["Done. Thank you for making room."]
    assert "You have given your registration back." in response.text
    assert states(training) == ["withdrawn", "confirmed"]
    newest = own.history.first()
    assert (newest.history_user, newest.end_reason) == (guest, "Ill")
    # Used twice: the page says so, the act refuses.
    assert client.get(seat(own, "seat_withdraw"), follow=True).redirect_chain == [(seat(own), 302)]
    again = client.post(seat(own, "seat_withdraw"), {"reason": "Ill"})
    assert field_errors(again) == {"__all__": ["This registration has already ended."]}


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [
        ("accept", "confirmed", "You have a seat. A mail with all details is on its way."),
        ("decline", "declined", "The seat goes to the next in line."),
    ],
)
def test_an_offer_is_answered(own, client, answer, state, said):
    Registration.objects.update(state="offered", offered_until=NOW.replace(hour=20))
    assert "Answer by Mon 6 Sep 2027, 20:00 (Zagreb)." in client.get(seat(own)).text
    response = client.post(seat(own, "seat_answer"), {"answer": answer}, follow=True)
    assert (notes(response), states(own.training)) == ([said], [state])
    again = client.post(seat(own, "seat_answer"), {"answer": "accept"}, follow=True)
    assert notes(again) == ["This offer has ended."]
    unclear = client.post(seat(own, "seat_answer"), {"answer": "maybe"}, follow=True)
    assert notes(unclear) == ["Say whether you come."]


def test_an_offer_that_ran_out_is_refused(own, client):
    Registration.objects.update(state="offered", offered_until=NOW)
    response = client.post(seat(own, "seat_answer"), {"answer": "accept"}, follow=True)
    assert notes(response) == ["This offer has ended."]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"state": "cancelled"}, "This training does not take place."),
        ({"state": "postponed", "starts_at": None}, "You have seat 1 of 25."),
        ({"state": "held"}, "This training has taken place."),
        ({"starts_at": NOW}, "This training has begun."),
    ],
)
def test_it_says_what_became_of_the_training(own, client, changes, words):
    Training.objects.update(**changes)
    assert words in client.get(seat(own)).text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("applied", "You have applied."),
        ("waiting", "You are first in line."),
        ("rejected", "The organiser has declined your registration."),
        ("declined", "You did not take the seat that was offered."),
    ],
)
def test_it_says_where_one_stands(own, client, state, words):
    Registration.objects.update(state=state)
    text = client.get(seat(own)).text
    assert (words in text, "You have seat" in text) == (True, False)


def test_the_calendar_file_is_that_of_the_mail(own, client):
    file = Calendar.from_ical(client.get(seat(own, "seat_ics")).content)
    (event,) = file.walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event["UID"]).partition("@")[0]) == (
        "Zagreb",
        str(own.training.days.get().uid),
    )


def test_answers_food_and_consents_are_told_and_changed(world, own, client):
    question = Question.objects.create(programme=world.programme, text="Bus?", kind="yes")
    name = f"question_{question.pk}"
    client.post(seat(own, "seat_answers"), {name: "yes", "diet": "No nuts", "photos": "on"})
    assert QuestionAnswer.objects.get().text == "yes"
    assert SpecialNeeds.objects.get().diet == "No nuts"
    form = client.get(seat(own, "seat_answers")).context["form"]
    assert form.initial == {"photos": True, name: "yes", "diet": "No nuts", "access": ""}
    response = client.post(
        seat(own, "seat_answers"), {name: "", "diet": "", "news": "on"}, follow=True
    )
    assert notes(response) == ["Saved."]
    assert counts() == (["confirmed"], 0, 0, 2)
    assert [(row.purpose, row.withdrawn_at) for row in Consent.objects.order_by("pk")] == [
        ("photos", NOW),
        ("news", None),
    ]


def test_after_the_end_only_consents_are_left(own, guest, client):
    client.post(seat(own, "seat_answers"), {"diet": "No nuts", "photos": "on"})
    registration.withdraw(registration=own, by=guest, now=NOW)
    assert not SpecialNeeds.objects.exists()
    form = client.get(seat(own, "seat_answers")).context["form"]
    assert [*form.fields] == ["photos", "list", "news"]
    client.post(seat(own, "seat_answers"), {"diet": "Forged"})
    assert (SpecialNeeds.objects.count(), Consent.objects.get().withdrawn_at) == (0, NOW)

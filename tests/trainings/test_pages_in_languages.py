"""Pages of trainings that everybody may open: in whose language, and what stays in English."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from outbox.models import Mail
from tests.languages import english_in, shown, tongue_of
from tests.people import NOW, make_buyer, make_invitation, make_person
from trainings import emails, inviting, links
from trainings.models import Invitation, Programme, Registration, Training

SWEDISH = {"Accept-Language": "sv"}


@pytest.fixture
def invitation(world, training):
    """Of somebody of the City of Split who reads Croatian."""
    person = make_person("Ivo", language="hr")
    make_buyer(person, world.city)
    return make_invitation(training, world.city.organisation, person, state="sent")


@pytest.fixture
def link(invitation):
    return reverse("trainings:invitation", args=[links.secret(invitation)])


@pytest.fixture
def public(training):
    Programme.objects.update(is_public=True)
    Training.objects.update(language="Croatian")
    return reverse("trainings:public_training", args=["ppi4test", "regional", "zagreb"])


# --- The invitation -------------------------------------------------------------------------------


def test_an_invitation_speaks_the_language_of_whom_it_asks(invitation, link, client):
    page = client.get(link, headers=SWEDISH)
    assert tongue_of(page.text) == "hr"
    assert "City of Split je javni naručitelj u grupi Waste buyers." in shown(page.text)
    assert tongue_of(client.get(link, {"lang": "de"}, headers=SWEDISH).text) == "de"


def test_colleagues_are_asked_for_in_that_language(invitation, link, client):
    """The form has words of its own, and complains in them."""
    page = client.post(link, {"answer": "colleagues", "name_1": "Ana"}, headers=SWEDISH)
    assert "1. osoba" in shown(page.text)
    assert "Upišite adresu." in shown(page.text)
    assert english_in(shown(page.text), "hr") == []


def test_thanks_are_said_in_the_language_of_the_invitation(invitation, link, client):
    answer = client.post(link, {"answer": "nobody"}, headers=SWEDISH)
    assert answer.url == reverse("trainings:invitation_answered") + "?lang=hr"
    page = client.get(answer.url, headers=SWEDISH)
    assert "Organizator zna da nitko ne može doći." in shown(page.text)
    assert english_in(shown(page.text), "hr") == []


def test_what_an_answer_leaves_in_the_rows_is_english(invitation, link, client):
    client.post(f"{link}?lang=de", {"answer": "come"})
    row = Registration.objects.get(person=invitation.person)
    assert row.why == "City of Split is a contracting authority in Waste buyers."
    invitation.refresh_from_db()
    assert invitation.state == Invitation.State.ACCEPTED
    assert invitation.history.first().history_change_reason == "Comes"


def test_the_mail_of_an_invitation_says_why_in_its_language(world, training, invitation):
    letter = emails.invitation_letter(
        invitation,
        training,
        "invited",
        days=emails.active_days(training),
        answer_by=invitation.answer_by,
        url="https://portal.example/",
    )
    assert "City of Split je javni naručitelj u grupi Waste buyers." in letter.text
    assert english_in(letter.text, "hr") == []
    assert english_in(shown(letter.html), "hr") == []


def test_a_reason_prepared_while_another_language_is_active_is_english(world, training):
    with override("es"):
        inviting.ask(
            training=training,
            organisation=world.city.organisation,
            person=make_person("Eva", language="es"),
            why="City of Split is a core buyer in Waste buyers.",
            by=world.organiser,
            now=NOW,
        )
    assert Invitation.objects.get().why == "City of Split is a core buyer in Waste buyers."
    (mail,) = Mail.objects.filter(category="invitation")
    assert "City of Split es comprador principal en Waste buyers." in mail.text


# --- The own seat ---------------------------------------------------------------------------------


def test_a_seat_keeps_the_chosen_language_on_its_way(world, training, enter, client):
    (row,) = enter(training, [world.buyer])
    row.save(update_fields=links.give(row, ends=training.starts_at))
    seat = reverse("trainings:seat", args=[links.secret(row)])
    page = client.get(seat, {"lang": "de"})
    assert f'href="{seat}withdraw/?lang=de"' in page.text
    assert "City of Split ist öffentlicher Auftraggeber in Waste buyers." in shown(page.text)
    answer = client.post(f"{seat}withdraw/?lang=de", {"reason": ""})
    assert answer.url == f"{seat}?lang=de"
    page = client.get(answer.url)
    assert "Sie haben Ihre Anmeldung zurückgenommen." in shown(page.text)
    assert english_in(shown(page.text), "de") == []


def test_why_a_registration_ended_is_said_in_the_readers_language(world, training, enter, client):
    (row,) = enter(training, [world.buyer])
    row.state, row.end_reason, row.ended_at = "declined", "The offer ended", NOW
    row.save(update_fields=[*links.give(row, ends=training.starts_at), "state", "end_reason"])
    seat = reverse("trainings:seat", args=[links.secret(row)])
    assert "Erbjudandet gick ut" in shown(client.get(seat, {"lang": "sv"}).text)


# --- Public pages ---------------------------------------------------------------------------------


def test_a_public_training_falls_back_on_its_own_language(public, client):
    """The reader's choice and their browser go before."""
    assert tongue_of(client.get(public).text) == "hr"
    assert tongue_of(client.get(public, headers={"Accept-Language": "fr"}).text) == "hr"
    assert tongue_of(client.get(public, headers=SWEDISH).text) == "sv"
    assert tongue_of(client.get(public, {"lang": "en-gb"}, headers=SWEDISH).text) == "en-gb"
    Training.objects.update(language="Welsh")
    assert tongue_of(client.get(public).text) == "en-gb"


def test_the_language_of_a_training_is_named_in_the_readers(public, client):
    assert "Kroatisch" in shown(client.get(public, {"lang": "de"}).text)
    assert "Croatian" not in shown(client.get(public, {"lang": "de"}).text)


@pytest.mark.parametrize("name", ["public_programme", "public_embed"])
def test_public_pages_lead_on_in_the_chosen_language(public, client, name):
    address = reverse(f"trainings:{name}", args=["ppi4test", "regional"])
    assert f'href="{public}"' in client.get(address, headers=SWEDISH).text
    assert f'href="{public}?lang=es"' in client.get(address, {"lang": "es"}).text


def test_caches_keep_one_answer_for_each_language(public, client):
    """The address and the header say which; nothing of it is kept in a cookie."""
    swedish, spanish = client.get(public, headers=SWEDISH), client.get(public, {"lang": "es"})
    assert "Accept-Language" in swedish.headers["Vary"]
    assert swedish.headers["ETag"] != spanish.headers["ETag"]
    assert client.cookies == {}
    again = client.get(public, headers=SWEDISH | {"If-None-Match": swedish.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")

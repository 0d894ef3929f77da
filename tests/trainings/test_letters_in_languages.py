"""Each letter about a training in each language: whole, and read back from the mail."""

from dataclasses import replace

import pytest
from django.utils.translation import override
from icalendar import Calendar

from outbox.models import Mail
from tests.languages import LANGUAGES, english_in, shown, tongue_of
from tests.people import NOW, make_buyer, make_person
from trainings import emails, registration, scheduling
from trainings.days import slots_of
from trainings.models import Programme, Registration, Training
from trainings.sentences import said

State = Registration.State
OTHERS = LANGUAGES[1:]
REGISTERED = {
    "en-gb": "You have a seat: Zagreb, Wed 22 Sep 2027",
    "es": "Tiene una plaza: Zagreb, mié, 22 de septiembre de 2027",
    "hr": "Imate mjesto: Zagreb, sri, 22. rujna 2027.",
    "sv": "Du har en plats: Zagreb, ons 22 september 2027",
    "de": "Sie haben einen Platz: Zagreb, Mi, 22. September 2027",
}
SPOKEN = {
    "en-gb": "Croatian",
    "es": "croata",
    "hr": "Hrvatski",
    "sv": "Kroatiska",
    "de": "Kroatisch",
}


@pytest.fixture
def full(training):
    Training.objects.update(
        map_url="https://map.example/tower",
        online_url="https://meet.example/room",
        language="Croatian",
        cohosts="KOINNO",
    )
    return Training.objects.select_related("project", "organiser__organisation").get()


@pytest.fixture
def speaker(world):
    """speaker("hr") -> a new person of the City of Split who reads Croatian."""

    def make(language):
        person = make_person(f"Ivo {language}", language=language)
        make_buyer(person, world.city)
        return person

    return make


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", sorted(emails.WORDS))
def test_each_letter_is_whole_in_each_language(full, name, language):
    """Every branch of the template: seats, lines, offers, days before and gone, changes."""
    days = emails.active_days(full)
    slots = slots_of(days)
    written = [
        emails.letter(full, name, state=state, language=language, **given)
        for state in (State.CONFIRMED, State.WAITING, State.OFFERED, State.APPLIED)
        for given in (
            {"days": days, "offer_ends": NOW.replace(tzinfo=None)},
            {"days": days, "before": slots, "announcement": True},
            {"gone": slots, "reason": "Sala ocupada"},
            {
                "days": days,
                "end_reason": "The offer ended",
                "changes": [
                    {
                        "label": Training._meta.get_field(field).verbose_name,
                        "old": "X",
                        "new": "Y",
                    }
                    for field in ("title", "venue", "address", "city", "online_url", "zone")
                ],
            },
        )
    ]
    for letter in written:
        assert english_in(letter.subject, language) == []
        assert english_in(letter.text, language) == []
        assert english_in(shown(letter.html), language) == []
        assert tongue_of(letter.html) == language


def test_the_search_for_english_finds_it(full):
    """Otherwise the tests above could not fail."""
    letter = emails.letter(
        full, "confirmed", state="confirmed", language="en-gb", days=emails.active_days(full)
    )
    for language in OTHERS:
        assert "You have a seat at this training." in english_in(letter.text, language)
        assert "Organiser" in english_in(shown(letter.html), language)
        assert "Where" in english_in(shown(letter.html), language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_registration_is_told_in_the_language_of_who_registered(full, speaker, language):
    person = speaker(language)
    registration.register(training=full, person=person, by=person, now=NOW)
    mail = Mail.objects.get(to=person.email)
    assert (mail.language, mail.subject) == (language, REGISTERED[language])
    assert tongue_of(mail.html) == language
    assert SPOKEN[language].casefold() in mail.text.casefold()
    (part,) = mail.attachments
    (event,) = Calendar.from_ical(part["text"]).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Zagreb"
    assert english_in(" ".join(map(str, event.values())), language) == []


def test_a_move_tells_each_in_their_own_language(full, world, speaker):
    people = {language: speaker(language) for language in LANGUAGES}
    for person in people.values():
        registration.register(training=full, person=person, by=person, now=NOW)
    full.refresh_from_db()
    before = slots_of(emails.active_days(full))
    moved = [replace(slot, day=slot.day.replace(day=29)) for slot in before]
    scheduling.move(training=full, by=world.coordinator, slots=moved, reason="Sala", now=NOW)
    subjects = {
        language: Mail.objects.filter(to=person.email).latest("pk").subject
        for language, person in people.items()
    }
    assert subjects == {
        "en-gb": "Moved to Wed 29 Sep 2027: Zagreb",
        "es": "Trasladada al mié, 29 de septiembre de 2027: Zagreb",
        "hr": "Premješteno na sri, 29. rujna 2027.: Zagreb",
        "sv": "Flyttad till ons 29 september 2027: Zagreb",
        "de": "Verschoben auf Mi, 29. September 2027: Zagreb",
    }


# --- What rows keep in words ---------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_keep_english_whatever_language_is_active(full, speaker, language):
    """A page for everybody speaks the reader's language while its act is done."""
    person = speaker(language)
    with override(language):
        row = registration.register(training=full, person=person, by=person, now=NOW)
    row.refresh_from_db()
    assert row.why == "City of Split is a contracting authority in Waste buyers."
    with override(language):
        registration.withdraw(registration=row, by=person, now=NOW)
    kept = list(row.history.values_list("history_change_reason", flat=True))
    assert english_in(" ".join(filter(None, kept)), "en-gb") == []
    assert set(Mail.objects.filter(to=person.email).values_list("reason", flat=True)) <= {
        "",
        "The registration has ended.",
    }


def test_kept_words_are_said_again_for_the_reader():
    why = "Split is a core buyer in Waste buyers."
    with override("hr"):
        assert said(why) == "Split je glavni naručitelj u grupi Waste buyers."
        assert said("The offer ended") == "Ponuda je istekla"
        assert said("Admitted by Ana: Speaks\nwell") == "Primio/la Ana: Speaks\nwell"
        assert said("I am ill") == "I am ill"
        assert said("Merged into Zagreb") == "Spojeno s: Zagreb"
        assert said("") == ""
    with override("en-gb"):
        assert said(why) == why


def test_an_offer_that_ended_says_so_in_the_readers_language(full, speaker, world):
    first, second = speaker("sv"), speaker("de")
    Training.objects.update(capacity=1)
    one = registration.register(training=full, person=first, by=first, now=NOW)
    registration.register(training=full, person=second, by=second, now=NOW)
    Programme.objects.update(offer_days=30)
    registration.withdraw(registration=one, by=first, now=NOW)
    offered = Registration.objects.get(person=second)
    assert offered.state == State.OFFERED
    registration.expire_offers(now=offered.offered_until)
    mail = Mail.objects.filter(to=second.email).latest("pk")
    assert "Das Angebot ist abgelaufen" in mail.text
    assert Registration.objects.get(pk=offered.pk).end_reason == "The offer ended"

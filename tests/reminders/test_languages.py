"""Reminders and digests in the reader's language."""

import pytest

from outbox.models import Mail
from tests.languages import LANGUAGES, english_in, shown, tongue_of
from tests.people import fix_day, make_buyer, make_person
from tests.reminders.conftest import at, run
from trainings import registration

TOMORROW = {
    "en-gb": "Tomorrow: Zagreb, Wed 22 Sep 2027",
    "es": "Mañana: Zagreb, mié, 22 de septiembre de 2027",
    "hr": "Sutra: Zagreb, sri, 22. rujna 2027.",
    "sv": "I morgon: Zagreb, ons 22 september 2027",
    "de": "Morgen: Zagreb, Mi, 22. September 2027",
}


@pytest.fixture
def readers(world):
    """One person of the City of Split for each language."""
    found = {}
    for language in LANGUAGES:
        found[language] = make_person(f"Ivo {language}", language=language)
        make_buyer(found[language], world.city)
    return found


def test_participants_are_reminded_each_in_their_language(world, rules, readers):
    rules("training_day/participant")
    training = fix_day(world.training, venue="Tower", language="Croatian")
    for person in readers.values():
        registration.register(
            training=training, person=person, by=person, now=at("2027-09-06 09:00")
        )
    run(at("2027-09-21 10:00"))
    mails = {
        language: Mail.objects.get(to=person.email, category="training")
        for language, person in readers.items()
    }
    assert {language: mail.subject for language, mail in mails.items()} == TOMORROW
    for language, mail in mails.items():
        assert (mail.language, tongue_of(mail.html)) == (language, language)
        assert english_in(mail.text, language) == []
        assert english_in(shown(mail.html), language) == []
        assert f"?lang={language}" in mail.text  # leaving speaks it too
        assert len(mail.attachments) == 1


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_digest_is_whole_in_the_readers_language(world, rules, language):
    """What a thing is called and its state come from the app that has it."""
    rules("go_no_go/organiser", "registrations_lag/organiser", "registration_closes/organiser")
    fix_day(world.training)
    world.organiser.name, world.organiser.language = "Ana", language  # no word of the scope
    world.organiser.save()
    for day in range(1, 10):
        run(f"2027-09-{day:02} 08:00")
    mails = Mail.objects.filter(to=world.organiser.email).exclude(category="service")
    assert mails.exists()
    for mail in mails:
        assert tongue_of(mail.html) == language
        assert english_in(mail.subject, language) == []
        assert english_in(mail.text, language) == []
        assert english_in(shown(mail.html), language) == []

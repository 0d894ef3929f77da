"""Pages for everybody speak five languages, whole; the portal itself speaks English alone."""

import re

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from core import languages, translating
from outbox.models import Mail
from outbox.unsubscribing import token_for
from partners.models import Person
from reminders.models import Entry
from tests.access import DOORS
from tests.addresses import prepare
from tests.languages import LANGUAGES, english_in, shown, title_of, tongue_of
from tests.people import NOW
from trainings.models import Registration

# The doors whose pages speak the reader's language; a new one is named here too.
SPEAKING = {
    "outbox:unsubscribe",
    "reminders:why",
    "trainings:invitation",
    "trainings:invitation_answered",
    "trainings:public_embed",
    "trainings:public_programme",
    "trainings:public_training",
    "trainings:seat",
    "trainings:seat_answers",
    "trainings:seat_withdraw",
}
# No pages: calendars, whose words are the reader's too, and a file that may be a dead link.
SPEAKING_FILES = {
    "trainings:public_programme_ics",
    "trainings:public_training_ics",
    "trainings:seat_ics",
    "trainings:seat_material",
}
IN_SCOPE = {path for message in translating.messages().values() for path in message.files}


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def pages(world):
    """The addresses of the pages for everybody, and of those they show for a broken link."""
    prepare(world)
    found = {name: reverse(name, args=DOORS[name].values(world)) for name in sorted(SPEAKING)}
    Mail.objects.update(subject="Uskoro")  # what people wrote is never translated
    Entry.objects.update(label="D4.1")
    return found | {
        "dead link": reverse("trainings:seat", args=["nothing"]),
        "broken link": reverse("outbox:unsubscribe", args=["nothing"]),
        "no such mail": reverse("reminders:why", args=["nothing"]),
    }


def test_exactly_these_doors_speak(world, client):
    prepare(world)
    found = set()
    for name, door in DOORS.items():
        if door.open and door.method == "get":
            answer = client.get(reverse(name, args=door.values(world)))
            if answer.streaming:
                answer.getvalue()  # to its end, which closes the file
            if hasattr(answer.wsgi_request, "languages"):
                found.add(name)
    assert found == SPEAKING | SPEAKING_FILES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_is_whole_in_each_language(pages, client, language):
    for name, page in pages.items():
        answer = client.get(page, {"lang": language})
        assert tongue_of(answer.text) == language, name
        assert answer.headers["Content-Language"] == language
        assert english_in(shown(answer.text), language) == [], name
        assert english_in(title_of(answer.text), language) == [], name
        links = re.findall(r'<a href="\?lang=([\w-]+)" lang="([\w-]+)"', answer.text)
        assert links == [(code, code) for code in LANGUAGES]
        assert answer.text.count('aria-current="true"') == 1


def test_each_page_is_made_of_templates_whose_words_are_translated(pages, client):
    """A template that says something and is not in locale/scope.txt would stay English."""
    outside = set()
    for page in pages.values():
        for template in client.get(page).templates:
            path = str(template.origin.name).removeprefix(f"{settings.BASE_DIR}/")
            if path.startswith("templates/") and path not in IN_SCOPE:
                text = (settings.BASE_DIR / path).read_text()
                outside |= {path} if re.search(r"{%\s*(blocktrans|trans)", text) else set()
    assert outside == set()


def test_which_language_a_page_speaks(pages, client):
    """What the reader chose, else their own, else their browser's."""
    seat, leave = pages["trainings:seat"], pages["outbox:unsubscribe"]
    browser = {"Accept-Language": "fr, sv;q=0.8, de;q=0.5"}
    assert tongue_of(client.get(leave).text) == "en-gb"
    assert tongue_of(client.get(leave, headers=browser).text) == "sv"
    assert tongue_of(client.get(leave, {"lang": "hr"}, headers=browser).text) == "hr"
    assert tongue_of(client.get(leave, {"lang": "xx\x00"}, headers=browser).text) == "sv"
    Person.objects.filter(registrations__in=Registration.objects.all()).update(language="es")
    assert tongue_of(client.get(seat, headers=browser).text) == "es"
    assert tongue_of(client.get(seat, {"lang": "de"}, headers=browser).text) == "de"


def test_the_portal_speaks_english_whatever_browser_and_person_want(world, client, login):
    browser = {"Accept-Language": "de"}
    assert tongue_of(client.get("/accounts/login/", headers=browser).text) == "en-gb"
    world.buyer.language = "hr"
    world.buyer.save()
    page = login(world.buyer).get("/", headers=browser)
    assert tongue_of(page.text) == "en-gb"
    assert "My desk" in shown(page.text)
    assert "?lang=" not in page.text


def test_no_language_is_left_over_for_the_next_page(pages, client):
    client.get(pages["outbox:unsubscribe"], {"lang": "hr"})
    assert get_language() == "hr"  # of this thread, until its next request
    assert tongue_of(client.get("/accounts/login/").text) == "en-gb"


def test_a_press_answers_in_the_language_of_its_page(world, client):
    page = reverse("outbox:unsubscribe", args=[token_for("a@example.org", "digest")])
    answer = client.post(f"{page}?lang=de", {"act": "leave"})
    assert "Abbestellt" in answer.text
    assert "Übersichten über Fälliges" in answer.text


def test_too_many_attempts_are_refused_in_the_readers_language(world, client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"training_link": "1/m/ip"}
    page = reverse("trainings:seat", args=["nothing"])
    answers = [client.get(page, {"lang": "es"}) for _number in range(2)]
    assert [answer.status_code for answer in answers] == [404, 429]
    assert english_in(shown(answers[1].text), "es") == []


@pytest.mark.parametrize(
    ("country", "language"),
    [("HR", "hr"), ("ES", "es"), ("SE", "sv"), ("AT", "de"), ("BE", "en-gb"), ("", "en-gb")],
)
def test_the_language_of_a_country(country, language):
    assert languages.of_country(country) == language


def test_languages_are_known_by_their_names():
    names = ["Croatian", "hrvatski", " SPANISH", "Deutsch", "svenska", "English", "Welsh", ""]
    assert [languages.named(name) for name in names] == [
        *["hr", "hr", "es", "de", "sv", "en-gb", "", ""]
    ]


def test_no_croatian_sentence_ends_in_a_date_and_a_stop():
    """A date in Croatian brings its own: a translation says the date earlier, or without a stop."""
    dates = [f"%({name})s." for name in ("day", "days", "date", "until", "first", "last", "opens")]
    assert [
        entry.msgid
        for entry in translating.catalogue("hr")
        if any(date in words for words in translating.said_in(entry) for date in dates)
    ] == []

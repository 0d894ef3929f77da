"""The four regional trainings of the demo, filled from the roster to "go" in browsers.

ICLEI presses what each page offers next and knows no address of the portal. Whom it invites has no
account: they open the link in their mail and answer, for themselves and for colleagues.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from core.clock import is_working_day
from core.dates import key_of
from outbox.models import Mail
from ppi_portal.demo.seeding import seed
from tests.browser.hands import fill, plain, press
from tests.shipped import enter_shipped_rows
from trainings.models import Registration, Training

pytestmark = pytest.mark.alone

PHONE = {"width": 390, "height": 844}
MINIMUM = 15
# Of each training: the language of its people, and who is in at first.
REGIONS = {"zagreb": ("hr", 11), "boras": ("sv", 1), "seville": ("es", 2), "freiburg": ("de", 0)}
# Entitled, of its country, with nobody registered: who is suggested and ticked.
SUGGESTED = {
    "zagreb": ["pula", "zadar"],
    "boras": ["jonkoping", "linkoping", "malmo", "uppsala"],
    "seville": ["cordoba", "malaga", "valladolid", "zaragoza"],
    "freiburg": ["frankfurt", "freiburg", "karlsruhe", "mannheim", "stuttgart"],
}
ASKED_WHY = "Say why it goes ahead without a prepared trainer."
NO_TRAINER = "ICLEI's trainer gave the training for trainers"


@dataclass
class Story:
    iclei: Page
    phone: Page  # of whoever is invited: nobody is logged in there
    today: date
    named: itertools.count = field(default_factory=lambda: itertools.count(1))


@pytest.fixture
def story(transactional_db, new_context, settings) -> Story:
    settings.DEMO = True
    enter_shipped_rows()  # the tests of this folder empty all tables
    today = timezone.localdate()
    seed(today=today)
    phone = new_context(viewport=PHONE, has_touch=True).new_page()
    return Story(iclei=new_context().new_page(), phone=phone, today=today)


def test_four_trainings_are_filled_and_go_ahead(story):
    iclei_logs_in_and_finds_the_trainings(story)
    the_days_of_freiburg_are_fixed(story)
    for slug in REGIONS:
        the_suggested_are_invited(story, slug)
        somebody_comes_by_phone(story, slug)
        the_others_come_with_colleagues(story, slug)
        the_training_goes_ahead(story, slug)
        everybody_reads_so_in_their_language(slug)
    all_four_are_confirmed(story)


# --- The organiser -------------------------------------------------------------------------------


def iclei_logs_in_and_finds_the_trainings(story):
    page = story.iclei
    page.goto("/")
    page.get_by_role("button", name="Log in: Schedules the trainings, ICLEI").click()
    expect(page.get_by_role("link", name="Fix days")).to_be_visible()


def the_days_of_freiburg_are_fixed(story):
    """From the desk: it is what waits there."""
    page, training = story.iclei, Training.objects.get(slug="freiburg")
    page.get_by_role("link", name="Fix days").click()
    expect(page.locator("h1")).to_have_text("Fix the days of Regional training Freiburg")
    day = training.closes - timedelta(days=14)
    while not is_working_day(day, "DE"):
        day -= timedelta(days=1)
    fill(page, day_1=day.isoformat(), starts_1="09:00", ends_1="16:30")
    press(page, "Fix these days", "The days are fixed.")
    expect(page.locator("h1")).to_have_text("Regional training Freiburg scheduled")


def to_training(page, slug) -> Training:
    """As one comes to it: by the list of trainings."""
    training = Training.objects.get(slug=slug)
    page.get_by_role("link", name="Trainings", exact=True).first.click()
    page.get_by_role("link", name=training.title, exact=True).first.click()
    expect(page.locator("h1")).to_contain_text(training.title)
    return training


def the_suggested_are_invited(story, slug):
    """What is suggested is right: nothing is ticked or typed by hand."""
    page = story.iclei
    training = to_training(page, slug)
    run(page, "Invitations")
    ticked = page.locator("input[name=chosen]:checked + label .meta").all_inner_texts()
    assert sorted(ticked) == [f"{box}@ppi4waste.example" for box in SUGGESTED[slug]]
    page.get_by_role("button", name="Prepare invitations").click()
    expect(page.locator("h1")).to_have_text("Review the invitations")
    count = len(SUGGESTED[slug])
    press(page, "Send the ticked invitations", f"{count} invitations are sent.")
    assert len(lines_of(page)) == count
    assert training.invitations.filter(state="sent").count() == count


def run(page, words):
    """One of the ways on that the page of a training shows to whoever runs it."""
    page.locator("section:has(#run)").get_by_role("link", name=words, exact=True).click()


def lines_of(page) -> list[str]:
    return [plain(row) for row in page.locator("table.data tbody tr").all_inner_texts()]


# --- Who is invited ------------------------------------------------------------------------------


def link_in_mail(box) -> str:
    mail = Mail.objects.get(to=f"{box}@ppi4waste.example", category="invitation")
    [address] = set(re.findall(r"https?://\S+/trainings/invitation/\S+", mail.text))
    return address


def somebody_comes_by_phone(story, slug):
    page = story.phone
    page.goto(link_in_mail(SUGGESTED[slug][0]))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("button[value=come]").click()  # in whatever language the page speaks
    expect(page.locator("#seat")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "/trainings/seat/" in page.url


def the_others_come_with_colleagues(story, slug):
    """Until there are enough; each names colleagues whom the portal has never heard of."""
    for box in SUGGESTED[slug][1:]:
        training = Training.objects.get(slug=slug)
        missing = max(MINIMUM - training.counting - 1, 1)
        people = [
            (f"Colleague {n}", f"colleague.{n}@{box}.example")
            for n in itertools.islice(story.named, min(missing, 5))
        ]
        before = training.counting
        answer(story.phone, link_in_mail(box), people)
        training.refresh_from_db()
        assert training.counting == before + len(people) + 1
    assert training.counting >= MINIMUM
    page = story.iclei
    to_training(page, slug)
    expect(page.locator(".standing .meter")).to_contain_text(f"{training.counting}")


def answer(page, address, people):
    """What the form for colleagues sends, without drawing the page."""
    shown = page.request.get(address).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', shown)[1]
    form = {"csrfmiddlewaretoken": token, "answer": "colleagues", "comes_too": "on"}
    for number, (name, email) in enumerate(people, start=1):
        form |= {f"name_{number}": name, f"email_{number}": email}
    reply = page.request.post(address, form=form, headers={"Referer": address})
    assert reply.url.partition("?")[0].endswith("/trainings/invited/"), reply.text()


# --- Go ------------------------------------------------------------------------------------------


def the_training_goes_ahead(story, slug):
    page = story.iclei
    training = to_training(page, slug)
    run(page, "Go or no-go")
    expect(page.locator(".meter").first).to_be_visible()
    page.get_by_role("button", name=re.compile("See who is told ?: Go")).click()
    if slug == "freiburg":  # nobody there is prepared: the reason is asked for at its field
        expect(page.locator("#id_reason_error")).to_have_text(ASKED_WHY)
        fill(page, reason=NO_TRAINER)
        page.get_by_role("button", name=re.compile("See who is told ?: Go")).click()
    expect(page.locator("h1")).to_have_text(f"Go or no-go: {training.title}")
    expect(page.get_by_text("Nothing has changed yet. This is what will happen.")).to_be_visible()
    people = training.registrations.active().count()
    press(page, "It takes place", f"Decided: it takes place. {people} people were told.")
    expect(page.locator("h1")).to_have_text(f"{training.title} confirmed")


def everybody_reads_so_in_their_language(slug):
    """One mail each, with the day for their calendar."""
    training = Training.objects.get(slug=slug)
    mails = Mail.objects.filter(
        subject_key=key_of(training), purpose_key__endswith="/goes_ahead"
    ).order_by("pk")
    registered = Registration.objects.active().filter(training=training)
    assert sorted(mail.to for mail in mails) == sorted(
        registered.values_list("person__email", flat=True)
    )
    assert {mail.language for mail in mails} == {REGIONS[slug][0]}
    for mail in mails:
        [part] = mail.attachments
        calendar = Calendar.from_ical(part["text"])
        [event] = calendar.walk("VEVENT")
        assert (calendar["METHOD"], event["STATUS"]) == ("REQUEST", "CONFIRMED")
        assert event["DTSTART"].dt == training.starts_at
        assert str(event["ATTENDEE"]) == f"mailto:{mail.to}"


def all_four_are_confirmed(story):
    regional = Training.objects.filter(programme__slug="regional")
    assert set(regional.values_list("state", flat=True)) == {"confirmed"}
    assert regional.get(slug="freiburg").unprepared_because == NO_TRAINER
    assert list(regional.exclude(slug="freiburg").values_list("unprepared_because", flat=True)) == [
        "",
        "",
        "",
    ]
    page = story.iclei
    page.get_by_role("link", name="Trainings", exact=True).first.click()
    for training in regional:
        row = page.get_by_role("row", name=training.title)
        expect(row).to_contain_text("confirmed")

"""Every letter carries all the facts, in both parts, for the position in which its reader is."""

from datetime import time

import pytest
from icalendar import Calendar

from core.dates import key_of
from outbox.models import Category, Mail
from outbox.posting import withdraw as withdraw_mail
from tests.people import NOW
from tests.trainings.conftest import calendar, last_mail
from trainings import emails, registration
from trainings.models import Registration, Training

FACTS = [
    "Wed 22 Sep 2027, 09:00–17:00 (Zagreb)",
    "Tower, Main Street 1, Zagreb",
    "https://map.example/tower",
    "Croatian",
    "ZGH",
    "Ana",
    "ana@zgh.example",
    "/projects/ppi4test/trainings/zagreb/",
]


@pytest.fixture
def full(training):
    Training.objects.update(
        map_url="https://map.example/tower",
        online_url="https://meet.example/room",
        language="Croatian",
    )
    training.refresh_from_db()
    return Training.objects.select_related("project", "organiser__organisation").get()


@pytest.mark.parametrize("name", sorted(emails.WORDS))
def test_each_letter_holds_all_facts_in_text_and_html(full, name):
    letter = emails.letter(
        full, name, state="confirmed", language="en-gb", days=emails.active_days(full)
    )
    for fact in FACTS:
        assert fact in letter.text
        assert fact in letter.html
    assert "%(" not in letter.subject + letter.text + letter.html
    assert "Zagreb" in letter.subject


@pytest.mark.parametrize(
    ("state", "online", "way_out"),
    [
        ("confirmed", True, "Give your seat back"),
        ("waiting", False, "Leave the waiting list"),
        ("offered", False, ""),
    ],
)
def test_only_who_has_a_seat_reads_the_online_link(full, state, online, way_out):
    letter = emails.letter(
        full, "changed", state=state, language="en-gb", days=emails.active_days(full)
    )
    assert ("https://meet.example/room" in letter.text) is online
    assert ("https://meet.example/room" in letter.html) is online
    assert way_out in letter.text


def test_markup_in_what_people_typed_stays_text(full):
    Training.objects.update(title="<b>Bold</b> & co", venue="<script>alert(1)</script>")
    training = Training.objects.select_related("project", "organiser__organisation").get()
    letter = emails.letter(
        training, "confirmed", state="confirmed", language="en-gb", days=emails.active_days(full)
    )
    assert "<script>" not in letter.html
    assert "What: <b>Bold</b> & co (PPI4Test)" in letter.text


def test_a_letter_is_written_once_for_the_same_facts_and_anew_for_others(full):
    def written(**context):
        return emails.letter(full, "confirmed", state="confirmed", language="en-gb", **context)

    days = emails.active_days(full)
    first = written(days=days)
    assert written(days=emails.active_days(full)) is first
    full.venue = "Castle"
    assert "Castle, Main Street 1, Zagreb" in written(days=days).text
    days[0].starts = time(8)
    assert "08:00–17:00" in written(days=days).html
    assert "Reason: Full house" in written(days=days, end_reason="Full house").text
    full.organiser.organisation.name = "ZGH Zagreb Holding"
    assert "Organiser: ZGH Zagreb Holding" in written(days=days).text


def test_the_calendar_part_names_only_its_reader(world, full, buyers, enter):
    one, _two = buyers(2)
    enter(full, [one, _two])
    mail = last_mail(one)
    assert mail.category == Category.SERVICE
    (part,) = mail.attachments
    (event,) = Calendar.from_ical(part["text"]).walk("VEVENT")
    assert str(event["ATTENDEE"]) == f"mailto:{one.email}"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert str(event["ORGANIZER"]) == "mailto:portal@ppi-portal.example"
    assert str(event["LOCATION"]) == "Tower, Main Street 1, Zagreb"
    assert part["name"] == "zagreb-1.ics"
    zones = Calendar.from_ical(part["text"]).walk("VTIMEZONE")
    assert [str(zone["TZID"]) for zone in zones] == ["Europe/Zagreb"]


def test_a_reminder_carries_the_same_entry(full, buyers, enter):
    (row,) = enter(full, buyers(1))
    confirmed = calendar(last_mail(row.person))
    entries = emails.calendar_entries(full, emails.active_days(full))
    parts = emails.calendar_parts(entries, row.person, NOW)
    assert calendar(Mail(attachments=parts)) == confirmed


def test_all_in_the_same_position_read_the_same_letter(full, buyers, enter):
    Training.objects.update(capacity=3)
    enter(full, buyers(6))
    full.sequence = 7
    assert emails.tell_all(full, "changed", days=emails.active_days(full), now=NOW) == 6
    told = Mail.objects.filter(subject__startswith="Changed")
    assert (told.count(), len(set(told.values_list("text", "html")))) == (6, 2)


def test_mail_about_a_registration_is_withdrawn_by_its_own_key(settings, full, buyers, enter):
    settings.MAIL_IS_SENT = True
    one, two = enter(full, buyers(2))
    assert withdraw_mail(subject_key=key_of(one), reason="void") == 1
    assert last_mail(two.person).state == "queued"


def test_no_mail_is_late(full, buyers, enter):
    (row,) = enter(full, buyers(1))
    assert last_mail(row.person).not_after == full.starts_at
    registration.withdraw(registration=row, by=row.person, now=NOW)
    assert last_mail(row.person).not_after == full.starts_at
    assert Registration.objects.get().state == "withdrawn"

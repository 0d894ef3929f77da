"""The bytes that go out, read back by the email package."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import parsedate_to_datetime

import pytest

from outbox.messages import build
from outbox.posting import post
from outbox.unsubscribing import read_token
from tests.outbox.mails import fields

NOW = datetime(2027, 9, 6, 7, 0, tzinfo=UTC)
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Škola\r\nEND:VCALENDAR\r\n"


def read(mail):
    raw = build(mail)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    message = message_from_bytes(raw, policy=policy.default)
    assert [part.defects for part in message.walk() if part.defects] == []
    return message


def calendar(name="day-1.ics", text=ICS):
    return {"name": name, "type": "text/calendar; method=REQUEST", "text": text}


def test_headers(db, settings):
    settings.MAIL_FROM = "Škola <portal@portal.example>"
    mail = post(**fields(subject="Žagreb – " + "moved " * 40, language="hr"), now=NOW)
    message = read(mail)
    assert message["Subject"] == mail.subject
    assert message["From"] == settings.MAIL_FROM
    assert message["To"] == "person1@example.org"
    assert message["Message-ID"] == mail.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "hr"
    assert parsedate_to_datetime(message["Date"]) == NOW
    assert message["List-Unsubscribe"] is None


def test_optional_mail_can_be_left_with_one_click(db, settings):
    settings.BASE_URL = "https://portal.example"
    message = read(post(**fields(category="digest")))
    link = message["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://portal.example/unsubscribe/")
    assert read_token(link.split("/")[-2]) == ("person1@example.org", "digest")
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == f"<digest.{settings.MAIL_DOMAIN}>"


def test_the_same_letter_each_time(db):
    mail = post(**fields(html="<p>Hi</p>", attachments=[calendar()]))
    assert build(mail) == build(mail)


@pytest.mark.parametrize(
    "text",
    [
        "Hello\n",
        "One\r\nTwo\rThree\n",
        ".\n..\nFrom here\n--\n",
        "trailing blanks  \n\ttab\n",
        "Škola Łódź Αθήνα Кирил 🎓 " * 100,
        "ends with a blank ",
        "",
    ],
)
def test_text_arrives_as_it_was_written(db, text):
    message = read(post(**fields(text=text)))
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    assert message.get_content().replace("\r\n", "\n") == lines
    assert message.get_content_type() == "text/plain"


def test_text_and_html_are_two_versions_of_one_letter(db):
    message = read(post(**fields(text="Hi\n", html="<p>Hi</p>")))
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == [
        "text/plain",
        "text/html",
    ]


def test_an_invitation_is_a_version_of_the_letter_and_an_attachment(db):
    message = read(post(**fields(html="<p>Hi</p>", attachments=[calendar()])))
    letter, attached = message.iter_parts()
    *_versions, invitation = letter.iter_parts()
    assert invitation["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert invitation.get_content() == ICS
    assert attached.get_content_type() == "application/ics"
    assert attached.get_filename() == "day-1.ics"
    assert attached.get_content().decode() == ICS


def test_several_days_are_attachments_only(db):
    days = [calendar("day-1.ics"), calendar("day-2.ics", ICS.replace("Škola", "Day 2"))]
    letter, *attached = read(post(**fields(attachments=days))).iter_parts()
    assert letter.get_content_type() == "text/plain"
    assert [part.get_filename() for part in attached] == ["day-1.ics", "day-2.ics"]
    assert {part["Content-Type"].params["method"] for part in attached} == {"REQUEST"}
    assert [part.get_content() for part in attached] == [day["text"] for day in days]


def test_a_file_name_in_any_language(db):
    [_letter, attached] = read(
        post(**fields(attachments=[{"name": 'Škola "1".txt', "type": "text/plain", "text": "x"}]))
    ).iter_parts()
    assert attached.get_filename() == 'Škola "1".txt'

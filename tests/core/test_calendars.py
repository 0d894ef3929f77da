from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.calendars import Event, event_file, feed
from core.clock import wall_moment

NOW = datetime(2026, 9, 1, 6, 30, 59, tzinfo=UTC)
PORTAL = ("PPI Portal", "portal@ppi-portal.example")
ANA = ("Ana Čaj", "ana@xn--aj-dma.hr")
TRAINING = Event(
    uid="training-7@ppi-portal.example",
    summary="PPI in practice, Zagreb",
    starts=wall_moment(date(2026, 9, 24), time(9), "Europe/Zagreb"),
    ends=wall_moment(date(2026, 9, 24), time(17), "Europe/Zagreb"),
    zone="Europe/Zagreb",
    location="Ulica grada Vukovara 41; hall 2, Zagreb",
    description="Bring:\n- your needs, your plans\n- a \\ and a ^",
    url="https://portal.example/projects/ppi4waste/trainings/zagreb/",
    sequence=3,
)

# Everything a database column can hold: no surrogates, no NUL.
anything = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=200)


def one_event(text: str):
    (event,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return event


def test_an_invitation_says_all_that_calendars_ask_for():
    text = event_file(TRAINING, method="REQUEST", organiser=PORTAL, attendee=ANA, now=NOW)
    calendar = icalendar.Calendar.from_ical(text)
    assert {name: str(value) for name, value in calendar.items()} == {
        "VERSION": "2.0",
        "PRODID": "-//PPI Portal//PPI Portal//EN",
        "CALSCALE": "GREGORIAN",
        "METHOD": "REQUEST",
    }
    event = one_event(text)
    people = ("ORGANIZER", "ATTENDEE")
    assert {name: event.decoded(name) for name in event if name not in people} == {
        "UID": "training-7@ppi-portal.example",
        "DTSTAMP": NOW,
        "DTSTART": TRAINING.starts,
        "DTEND": TRAINING.ends,
        "SEQUENCE": 3,
        "SUMMARY": TRAINING.summary,
        "STATUS": "CONFIRMED",
        "TRANSP": "OPAQUE",
        "LOCATION": TRAINING.location,
        "DESCRIPTION": TRAINING.description,
        "URL": TRAINING.url,
    }
    assert event["DTSTART"].params == {"TZID": "Europe/Zagreb"}
    assert event["ORGANIZER"] == "mailto:portal@ppi-portal.example"
    assert event["ORGANIZER"].params == {"CN": "PPI Portal"}
    assert event["ATTENDEE"] == "mailto:ana@xn--aj-dma.hr"
    assert event["ATTENDEE"].params == {
        "CN": "Ana Čaj",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "ACCEPTED",
        "RSVP": "FALSE",
    }


def test_a_cancellation_has_the_same_uid_and_says_cancelled():
    text = event_file(TRAINING, method="CANCEL", organiser=PORTAL, attendee=ANA, now=NOW)
    event = one_event(text)
    assert icalendar.Calendar.from_ical(text)["METHOD"] == "CANCEL"
    assert (event["UID"], event["STATUS"]) == (TRAINING.uid, "CANCELLED")


def test_a_published_event_has_no_attendee():
    event = one_event(event_file(TRAINING, method="PUBLISH", organiser=PORTAL, now=NOW))
    assert "ATTENDEE" not in event


@pytest.mark.parametrize(
    "zone", ["Europe/Lisbon", "Europe/Madrid", "Europe/Zagreb", "Europe/Athens"]
)
@pytest.mark.parametrize("day", [date(2027, 3, 27), date(2027, 3, 29), date(2027, 10, 30)])
def test_the_zone_of_the_place_is_described_by_its_offsets(zone, day):
    """A calendar that does not know the name of the zone finds the moment from VTIMEZONE alone."""
    starts = wall_moment(day, time(9), zone)
    ends = wall_moment(day + timedelta(days=2), time(9), zone)  # beyond the change
    event = Event(uid="x", summary="x", starts=starts, ends=ends, zone=zone)
    text = event_file(event, method="REQUEST", organiser=PORTAL, now=NOW)
    unknown = text.replace(zone, f"Nowhere/{zone}-{day}")  # its own name: icalendar remembers them
    (description,) = icalendar.Calendar.from_ical(unknown).walk("VTIMEZONE")
    place = description.to_tz()
    for moment in (starts, ends):
        assert moment.replace(tzinfo=place).utcoffset() == moment.utcoffset()


def test_a_feed_holds_its_events_and_each_zone_once():
    deliverable = Event(
        uid="deliverable-3@ppi-portal.example", summary="D4.2 due", starts=date(2026, 9, 30)
    )
    meeting = Event(
        uid="meeting-4@ppi-portal.example",
        summary="Board",
        starts=date(2026, 12, 31),
        ends=date(2027, 1, 2),
        cancelled=True,
    )
    closes = Event(uid="closes-7", summary="Registration closes", starts=TRAINING.starts)
    athens = Event(
        uid="training-8",
        summary="PPI in practice, Athens",
        starts=wall_moment(date(2027, 1, 14), time(9), "Europe/Athens"),
        zone="Europe/Athens",
    )
    text = feed([deliverable, TRAINING, meeting, closes, athens, TRAINING], "PPI4Waste, mine", NOW)
    calendar = icalendar.Calendar.from_ical(text)
    # icalendar knows neither property and reads them as they stand
    assert calendar["NAME"] == calendar["X-WR-CALNAME"] == "PPI4Waste\\, mine"
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == [
        "Europe/Athens",
        "Europe/Zagreb",
    ]
    assert [
        (str(e["UID"]), e["DTSTART"].dt, e["DTEND"].dt if "DTEND" in e else None, str(e["STATUS"]))
        for e in calendar.walk("VEVENT")
    ] == [
        (deliverable.uid, date(2026, 9, 30), date(2026, 10, 1), "CONFIRMED"),
        (TRAINING.uid, TRAINING.starts, TRAINING.ends, "CONFIRMED"),
        (meeting.uid, date(2026, 12, 31), date(2027, 1, 3), "CANCELLED"),
        (closes.uid, TRAINING.starts, None, "CONFIRMED"),
        (athens.uid, athens.starts, None, "CONFIRMED"),
        (TRAINING.uid, TRAINING.starts, TRAINING.ends, "CONFIRMED"),
    ]


def test_an_empty_feed_is_a_calendar():
    assert icalendar.Calendar.from_ical(feed([], "Nothing", NOW)).walk("VEVENT") == []


@given(anything, anything, anything, anything)
def test_whatever_people_write_is_read_back_and_lines_stay_short(title, place, text, name):
    event = Event(
        uid="x",
        summary=title,
        starts=TRAINING.starts,
        zone="Europe/Zagreb",
        location=place,
        description=text,
    )
    written = event_file(
        event, method="REQUEST", organiser=PORTAL, attendee=(name, "ana@example.org"), now=NOW
    )
    lines = written.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert lines[-1] == b""
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    read = one_event(written)
    assert str(read.get("SUMMARY")) == printable(title)
    assert str(read.get("LOCATION", "")) == printable(place)
    assert str(read.get("DESCRIPTION", "")) == printable(text)
    assert read["ATTENDEE"] == "mailto:ana@example.org"
    assert read["ATTENDEE"].params.get("CN", "") == printable(name).replace("\t", "")


def printable(text: str) -> str:
    """Text as a calendar file can carry it."""
    return "".join(
        c for c in text.replace("\r\n", "\n") if c in "\t\n" or (ord(c) >= 32 and c != "\x7f")
    )


@pytest.mark.parametrize(
    "name", ["Łódź, Gdańsk", "Αθήνα; Ζ", "Кирил", "東京都", "👩🏽‍🔬 Ana", 'Ana "A" ^n']
)
def test_names_of_all_scripts_survive(name):
    event = Event(uid="x", summary=name * 9, starts=date(2026, 1, 1))
    written = event_file(
        event, method="REQUEST", organiser=PORTAL, attendee=(name, "a@b.org"), now=NOW
    )
    read = one_event(written)
    assert str(read["SUMMARY"]) == name * 9
    assert read["ATTENDEE"].params["CN"] == name

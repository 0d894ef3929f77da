"""Calendar files (iCalendar, RFC 5545): one event for a mail, many for a feed.

The lines of an event are written here and not through icalendar's components: those take longer for
a feed of 50 than the whole page may. VTIMEZONE, which is the hard part, comes from icalendar, once
per zone and process. The tests read every file back with icalendar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

PRODUCT = "-//PPI Portal//PPI Portal//EN"
LINE_OCTETS = 75
TEXT_ESCAPES = str.maketrans(
    # Other control characters have no place in a calendar file and are left out.
    dict.fromkeys((*range(32), 127))
    | {"\t": "\t", "\n": "\\n", "\\": "\\\\", ";": "\\;", ",": "\\,"}
)
NAME_ESCAPES = str.maketrans(  # RFC 6868, for values between double quotes
    dict.fromkeys((*range(32), 127)) | {"\n": "^n", "^": "^^", '"': "^'"}
)


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of a calendar."""

    uid: (
        str  # the same for the life of the thing, whatever changes: "training-day-7@portal.example"
    )
    summary: str
    starts: date | datetime  # a date: all day; a datetime is aware
    ends: date | datetime | None = None  # last day (included) or end, of the type of `starts`
    zone: str = ""  # IANA name of the zone of the place; "": times are written in UTC
    location: str = ""
    description: str = ""
    url: str = ""  # absolute
    sequence: int = 0  # +1 on every change of time, place or status
    cancelled: bool = False


def event_file(
    event: Event,
    *,
    method: str,
    organiser: tuple[str, str],
    attendee: tuple[str, str] | None = None,
    now: datetime,
) -> str:
    """The calendar part of a mail about one event.

    `method` is REQUEST (new or changed), CANCEL or PUBLISH (information without an attendee) and
    has to stand in the part's content type too. People are (name, address): `organiser` is the
    sender of the mail, `attendee` its only recipient, who has said yes by registering.
    """
    people = [f"ORGANIZER;CN={_quoted(organiser[0])}:mailto:{organiser[1]}"]
    if attendee:
        people.append(
            f"ATTENDEE;CN={_quoted(attendee[0])};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE"
            f":mailto:{attendee[1]}"
        )
    lines = _event_lines(event, now, event.cancelled or method == "CANCEL", people)
    return _calendar([f"METHOD:{method}"], [event], lines)


def feed(events: Iterable[Event], name: str, now: datetime) -> str:
    """A calendar to subscribe to; clients come back every hour."""
    events = list(events)
    head = [
        "METHOD:PUBLISH",
        f"NAME:{_text(name)}",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
    ]
    lines = []
    for event in events:
        lines += _event_lines(event, now, event.cancelled)
    return _calendar(head, events, lines)


def _calendar(head: list[str], events: list[Event], lines: list[str]) -> str:
    years = {}
    for event in events:
        if event.zone and isinstance(event.starts, datetime):
            first, last = event.starts.year, (event.ends or event.starts).year
            known = years.get(event.zone, (first, last))
            years[event.zone] = (min(first, known[0]), max(last, known[1]))
    zones = [_zone_text(zone, *years[zone]) for zone in sorted(years)]
    start = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN", *head]
    return "".join(
        [*map(_folded, start), *zones, *map(_folded, lines), "END:VCALENDAR\r\n"],
    )


def _event_lines(
    event: Event, now: datetime, cancelled: bool, people: Iterable[str] = ()
) -> list[str]:
    timed = isinstance(event.starts, datetime)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART{_moment(event.starts, event.zone)}",
        f"SEQUENCE:{event.sequence}",
        f"SUMMARY:{_text(event.summary)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        # A day on which something is due does not make anybody busy.
        f"TRANSP:{'OPAQUE' if timed and not cancelled else 'TRANSPARENT'}",
    ]
    if not timed:
        lines.append(f"DTEND{_moment((event.ends or event.starts) + timedelta(days=1), '')}")
    elif event.ends:
        lines.append(f"DTEND{_moment(event.ends, event.zone)}")
    for name, value in (("LOCATION", event.location), ("DESCRIPTION", event.description)):
        if value:
            lines.append(f"{name}:{_text(value)}")
    if event.url:
        lines.append(f"URL:{event.url}")
    return [*lines, *people, "END:VEVENT"]


def _moment(moment: date | datetime, zone: str) -> str:
    if not isinstance(moment, datetime):
        return f";VALUE=DATE:{moment:%Y%m%d}"
    if not zone:
        return f":{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").translate(TEXT_ESCAPES)


def _quoted(name: str) -> str:
    return f'"{name.translate(NAME_ESCAPES)}"'


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets, CRLF at the end; no character is cut in two."""
    octets = line.encode()
    if len(octets) <= LINE_OCTETS:
        return line + "\r\n"
    pieces = []
    start, room = 0, LINE_OCTETS
    while len(octets) - start > room:
        cut = start + room
        while octets[cut] & 0xC0 == 0x80:  # inside a character
            cut -= 1
        pieces.append(octets[start:cut])
        start, room = cut, LINE_OCTETS - 1  # the others begin with a space
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces).decode() + "\r\n"


@lru_cache(maxsize=256)
def _zone_text(zone: str, first_year: int, last_year: int) -> str:
    """The VTIMEZONE that holds from the first day of `first_year` to the last of `last_year`."""
    from icalendar import Timezone  # slow to import, and few processes ever ask

    component = Timezone.from_tzinfo(
        ZoneInfo(zone), zone, date(first_year, 1, 1), date(last_year + 1, 1, 1)
    )
    del component["COMMENT"]
    return component.to_ical().decode()

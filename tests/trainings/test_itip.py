"""The calendar entries that people get over the life of a training, byte for byte as mailed.

One story with a fixed clock and fixed UIDs. What mails carry lies in tests/trainings/itip, one file
for each entry; `WRITE_ITIP=1` writes them anew, and the difference is for a person to read. Beside
icalendar they are read by vobject, and by a calendar in a few lines that obeys RFC 5546.
"""

import email
import email.policy
import os
import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject

from outbox.messages import build
from outbox.models import Mail
from tests.people import NOW, make_buyer, make_person
from trainings import planning, registration, scheduling
from trainings.days import Slot
from trainings.models import Training, TrainingDay

GOLDEN = Path(__file__).parent / "itip"
UIDS = [uuid.UUID(int=1), uuid.UUID(int=2)]
ONE, TWO = (f"{uid}@portal.example.org" for uid in UIDS)
WHY = "Venue double booked"


@dataclass(frozen=True)
class Got:
    """One entry as somebody's mail brought it."""

    step: str
    person: str
    header: str  # METHOD in the header of the part
    text: str


class Story:
    """Acts on a training, an hour apart, and what each sent to whom."""

    def __init__(self, world, training):
        self.world, self.training, self.now, self.got = world, training, NOW, []
        self.people = {}

    def person(self, name, **fields):
        self.people[name] = make_person(name, **fields)
        make_buyer(self.people[name], self.world.city)

    def does(self, step, act, *, person="", **given):
        self.now += timedelta(hours=1)
        last = Mail.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        if act is registration.withdraw:
            seat = self.training.registrations.active().get(person=self.people[person])
            given = {"registration": seat, "by": self.people[person]}
        elif act is registration.register:
            given |= {"training": self.training, "person": self.people[person]}
            given["by"] = self.people[person]
        else:
            given |= {"training": self.training, "by": self.world.task_lead}
        act(now=self.now, **given)
        for mail in Mail.objects.filter(pk__gt=last).order_by("pk"):
            name = next(name for name, person in self.people.items() if person.email == mail.to)
            self.got += [Got(step, name, *part) for part in calendars(mail)]


def calendars(mail):
    """(METHOD of the header, text) of the calendar parts of the whole message, as bytes sent."""
    message = email.message_from_bytes(build(mail), policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            yield part.get_param("method"), part.get_payload(decode=True).decode()


def slots(*days):
    return [Slot(day, time(9), time(17)) for day in days]


@pytest.fixture
def story(settings, world, training):
    settings.BASE_URL, settings.MAIL_DOMAIN = "https://portal.example.org", "portal.example.org"
    settings.MAIL_FROM = "PPI Portal <portal@portal.example.org>"
    training.days.update(uid=UIDS[0])
    # A second day that an earlier move has taken away.
    TrainingDay.objects.create(
        training=training,
        position=2,
        day=date(2027, 9, 23),
        starts=time(9),
        ends=time(17),
        uid=UIDS[1],
        is_withdrawn=True,
    )
    Training.objects.update(capacity=2, agenda="09:00 Welcome\n10:00 Needs; costs, risks")
    tell = Story(world, training)
    first = (date(2027, 9, 22),)
    two = (date(2027, 10, 6), date(2027, 10, 7))
    tell.person('Ana Žižić, "A" dipl. ing.', email="ana@split.example")
    tell.person("Ben")
    tell.person("Cara")
    ana, ben, cara = tell.people
    move = {"act": scheduling.move, "reason": WHY}
    details = {"act": planning.change_details, "reason": WHY}
    tell.does("01-registration", registration.register, person=ana)
    tell.does("02-move", slots=slots(date(2027, 11, 3)), **move)
    tell.does("03-move-again", slots=slots(date(2027, 10, 29)), **move)
    tell.does("04-move-back", slots=slots(*first), **move)
    tell.does("05-place", details={"venue": "Castle"}, **details)
    tell.does("06-zone", details={"zone": "Europe/Lisbon"}, **details)
    tell.does("07-second-day", slots=slots(*two), **move)
    tell.does("08-one-day-fewer", slots=slots(two[0]), **move)
    tell.does("09-day-comes-back", slots=slots(*two), **move)
    tell.does("10-cancel", scheduling.cancel, reason=WHY)
    tell.does("11-opened-again", scheduling.schedule, slots=slots(*two))
    tell.does("12-postpone", scheduling.postpone, reason=WHY)
    tell.does(
        "13-new-date", scheduling.schedule, slots=slots(date(2027, 11, 9)), open_registration=True
    )
    tell.does("14-late", registration.register, person=ben)
    tell.does("15-go", scheduling.confirm)
    tell.does("16-waiting", registration.register, person=cara)
    tell.does("17-withdrawal", registration.withdraw, person=ana)
    tell.does("18-without-her", slots=slots(date(2027, 11, 10)), **move)
    tell.does("19-seat-free", registration.withdraw, person=cara)
    tell.does("20-comes-again", registration.register, person=ana)
    tell.does("21-moved-for-both", slots=slots(date(2027, 11, 11)), **move)
    return tell


CHAIN = [
    # step, person, METHOD, UID, SEQUENCE
    ("01-registration", "Ana", "REQUEST", ONE, 0),
    ("02-move", "Ana", "REQUEST", ONE, 1),
    ("03-move-again", "Ana", "REQUEST", ONE, 2),
    ("04-move-back", "Ana", "REQUEST", ONE, 3),
    ("05-place", "Ana", "REQUEST", ONE, 4),
    ("06-zone", "Ana", "REQUEST", ONE, 5),
    ("07-second-day", "Ana", "REQUEST", ONE, 6),
    ("07-second-day", "Ana", "REQUEST", TWO, 6),
    ("08-one-day-fewer", "Ana", "REQUEST", ONE, 7),
    ("08-one-day-fewer", "Ana", "CANCEL", TWO, 7),
    ("09-day-comes-back", "Ana", "REQUEST", ONE, 8),
    ("09-day-comes-back", "Ana", "REQUEST", TWO, 8),
    ("10-cancel", "Ana", "CANCEL", ONE, 9),
    ("10-cancel", "Ana", "CANCEL", TWO, 9),
    ("11-opened-again", "Ana", "REQUEST", ONE, 10),
    ("11-opened-again", "Ana", "REQUEST", TWO, 10),
    ("12-postpone", "Ana", "CANCEL", ONE, 11),
    ("12-postpone", "Ana", "CANCEL", TWO, 11),
    ("13-new-date", "Ana", "REQUEST", ONE, 12),
    ("14-late", "Ben", "REQUEST", ONE, 12),  # the first that he ever gets
    ("15-go", "Ana", "REQUEST", ONE, 13),
    ("15-go", "Ben", "REQUEST", ONE, 13),
    # Cara waits, and nothing is in her calendar until Ana makes room.
    ("17-withdrawal", "Ana", "CANCEL", ONE, 14),
    ("17-withdrawal", "Cara", "REQUEST", ONE, 13),
    ("18-without-her", "Ben", "REQUEST", ONE, 14),
    ("18-without-her", "Cara", "REQUEST", ONE, 14),
    ("19-seat-free", "Cara", "CANCEL", ONE, 15),
    ("20-comes-again", "Ana", "REQUEST", ONE, 16),
    ("21-moved-for-both", "Ben", "REQUEST", ONE, 15),
    ("21-moved-for-both", "Ana", "REQUEST", ONE, 17),
]


def short(person):
    return person.split(" ")[0]


def test_the_chain_of_each_person_rises_under_the_same_uids(story):
    found = []
    for got in story.got:
        content = icalendar.Calendar.from_ical(got.text)
        (event,) = content.walk("VEVENT")
        assert got.header == content["METHOD"]
        found.append(
            (got.step, short(got.person), got.header, str(event["UID"]), event["SEQUENCE"])
        )
    assert sorted(found) == sorted(CHAIN)
    last = defaultdict(lambda: -1)
    for _step, person, _method, uid, sequence in found:
        assert sequence > last[person, uid]
        last[person, uid] = sequence


def test_every_entry_is_byte_for_byte_the_one_on_file(story):
    mailed = {
        f"{got.step}-{short(got.person).lower()}-{1 if ONE in got.text else 2}.ics": got.text
        for got in story.got
    }
    assert len(mailed) == len(CHAIN)
    if os.environ.get("WRITE_ITIP"):
        for name, text in mailed.items():
            (GOLDEN / name).write_bytes(text.encode())
    on_file = {path.name: path.read_bytes().decode() for path in GOLDEN.glob("*.ics")}
    assert mailed == on_file


def test_another_library_reads_the_same(story):
    for got in story.got:
        content = vobject.readOne(got.text)
        assert content.method.value == got.header
        entry = content.vevent
        assert entry.status.value == {"REQUEST": "CONFIRMED", "CANCEL": "CANCELLED"}[got.header]
        (attendee,) = entry.attendee_list
        assert attendee.value == f"mailto:{story.people[got.person].email}"
        assert attendee.params["PARTSTAT"] == ["ACCEPTED"]
        assert entry.organizer.value == "mailto:portal@portal.example.org"
        assert entry.summary.value == "Zagreb"
        assert entry.description.value == "09:00 Welcome\n10:00 Needs; costs, risks"
        assert entry.url.value == "https://portal.example.org/projects/ppi4test/trainings/zagreb/"
        zone = "Europe/Zagreb" if got.step < "06" else "Europe/Lisbon"
        assert entry.dtstart.params["X-VOBJ-ORIGINAL-TZID"] == [zone]
        starts, ends = entry.dtstart.value, entry.dtend.value
        assert (starts.hour, ends.hour) == (9, 17)  # on the clocks of the place
        # The zone that the file itself defines says the same moment as the portal's.
        for moment in (starts, ends):
            wall = moment.replace(tzinfo=ZoneInfo(zone))
            assert moment.utcoffset() == wall.utcoffset()


def test_a_calendar_that_obeys_the_rules_shows_the_truth_in_the_end(story):
    """Newer SEQUENCE wins, CANCEL takes away (RFC 5546); each person's calendar, act by act."""
    shown = defaultdict(dict)
    newest = defaultdict(lambda: -1)
    for got in story.got:
        (event,) = icalendar.Calendar.from_ical(got.text).walk("VEVENT")
        uid, sequence = str(event["UID"]), event["SEQUENCE"]
        assert sequence > newest[got.person, uid]
        newest[got.person, uid] = sequence
        if got.header == "CANCEL":
            del shown[got.person][uid]  # nothing ends that was not there
        else:
            shown[got.person][uid] = event["DTSTART"].dt
    lisbon = datetime(2027, 11, 11, 9, tzinfo=ZoneInfo("Europe/Lisbon"))
    assert {short(person): entries for person, entries in shown.items()} == {
        "Ana": {ONE: lisbon},
        "Ben": {ONE: lisbon},
        "Cara": {},
    }


def test_who_withdrew_before_a_move_hears_no_more_of_it(settings, story):
    told = Mail.objects.filter(to="ana@split.example", subject__startswith="Moved to Wed 10 Nov")
    assert not told.exists()
    # What still waited about the training went with the registration.
    settings.MAIL_IS_SENT = True
    story.does("22-move", scheduling.move, slots=slots(date(2027, 11, 12)), reason=WHY)
    story.does("23-withdrawal", registration.withdraw, person=next(iter(story.people)))
    waiting = Mail.objects.filter(to="ana@split.example", state="queued")
    assert [mail.subject for mail in waiting] == [
        "You are no longer registered: Zagreb, Fri 12 Nov 2027"
    ]

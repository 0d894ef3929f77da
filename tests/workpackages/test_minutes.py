"""What leaves the portal of a meeting: its agenda and minutes as PDF, its calendar entry."""

import io
from datetime import time

from icalendar import Calendar
from pypdf import PdfReader

from tests.people import TODAY, make_action, make_meeting, make_risk
from tests.workpackages.test_meetings import BOARD, held
from workpackages import meetings
from workpackages.models import RiskScore


def test_the_minutes_as_a_document(world, login):
    row = held(
        world,
        venue="City hall",
        country="ES",
        starts=time(9),
        ends=time(17),
        agenda="Welcome\nRisks",
        notes='We met.\n#read("/etc/passwd") and *stars* stay as they are: Łódź, Αθήνα.',
        attendance="Ann, ICLEI\nBen, IAT",
    )
    meetings.decide(meeting=row, by=world.coordinator, text="Go on")
    wrong = meetings.decide(meeting=row, by=world.coordinator, text="Wait")
    meetings.strike(decision=wrong, by=world.coordinator, on=TODAY, reason="Misheard")
    for nth in range(40):
        make_action(world.partner, row, text=f"Letter {nth}")
    RiskScore.objects.create(
        risk=make_risk(world.wp4, world.acr),
        meeting=row,
        likelihood=5,
        impact=5,
        scored_on=row.last_day,
        scored_by=world.coordinator,
        comment="Worse",
    )
    answer = login(world.officer).get(f"{BOARD}minutes.pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="ppi4test-project-board.pdf"'
    document = PdfReader(io.BytesIO(answer.content))
    pages = [page.extract_text() for page in document.pages]
    text = " ".join(" ".join(pages).split())
    for words in (
        f"Grant agreement {world.project.grant_number}",
        "Project board",
        "Mon 30 Aug 2027 (M20) – Tue 31 Aug 2027 (M20), 09:00–17:00 (Madrid)",
        "City hall, Bilbao, Spain",
        "Who was there • Ann, ICLEI • Ben, IAT",
        "Agenda 1. Welcome 2. Risks",
        'We met. #read("/etc/passwd") and *stars* stay as they are: Łódź, Αθήνα.',
        "Decisions 1 Go on 2 Wait (struck out on Mon 6 Sep 2027)",
        "R1 Risk 1 25 red Worse",
        "What Who By State Letter 0 Partner Mon 20 Sep 2027 open",
    ):
        assert words in text
    assert f"page 1 of {len(pages)}" in pages[0]
    assert f"page {len(pages)} of {len(pages)}" in pages[-1]
    assert document.metadata.title == "Project board"
    assert document.trailer["/Root"]["/Lang"] == "en"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_bare_meeting_has_a_document_too(world, login):
    make_meeting(world.project, city="", agenda="")
    answer = login(world.officer).get(f"{BOARD}minutes.pdf")
    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert "Place online" in text
    assert "State planned" in text


def test_the_meeting_for_ones_own_calendar(world, login):
    row = held(world, starts=time(9), ends=time(17), venue="City hall")
    answer = login(world.officer).get(f"{BOARD}meeting.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "PPI4Test: Project board"
    assert event["DTSTART"].dt.isoformat() == "2027-08-30T09:00:00+02:00"
    assert event["DTEND"].dt.isoformat() == "2027-08-31T17:00:00+02:00"
    assert event["LOCATION"] == "City hall, Bilbao"
    assert event["UID"].startswith(f"meeting-workpackages.meeting-{row.pk}@")

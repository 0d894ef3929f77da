"""Month, agenda and personal feed show every kind of dated thing that the work plan has."""

import re
from datetime import date

import pytest
import time_machine
from icalendar import Calendar

from ppi_portal import feeds
from tests.people import NOW
from tests.workpackages.samples import DAY, one_of_each
from workpackages import dates, effort
from workpackages.models import EffortReport

BASE = "/projects/ppi4test/"
BOARD = f"{BASE}meetings/project-board/"
# Kind -> label, page, state
SHOWN = {
    "task_due": ("T4.7 Task 4.7", f"{BASE}t4.7/", "planned"),
    "deliverable_due": ("D4.7 Deliverable 4.7", f"{BASE}d4.7/", "draft"),
    "milestone_due": ("MS7 Milestone 7", f"{BASE}ms7/", "open"),
    "project_review": ("RV1 Review 1", f"{BASE}rv1/", "planned"),
    "countdown_step": ("D4.1 Training handbook: draft", f"{BASE}d4.1/", "to do"),
    "risk_review": ("R1 Risk 1: review", f"{BASE}r1/", "open"),
    "meeting": ("Project board", BOARD, "planned"),
    "action_due": ("Write to the buyers", f"{BOARD}#action-", "open"),
    "period_report": ("Periodic report RP1", f"{BASE}effort/", "open"),
    "effort_report": ("Effort report RP1 of ACR+", f"{BASE}effort/rp1/5/", "open"),
}


@pytest.fixture
def rows(world):
    with time_machine.travel(NOW, tick=False):
        yield one_of_each(world)


def page_of(kind, rows):
    """Where it leads; an action has a line of its own on the page of its meeting."""
    page = SHOWN[kind][1]
    return f"{page}{rows[kind].pk}" if page.endswith("#action-") else page


def agenda(client) -> dict[date, list]:
    return dict(client.get(f"/calendar/agenda/?from={DAY}").context["days"])


def events(text: bytes) -> dict[str, list]:
    return {str(event["SUMMARY"]): event for event in Calendar.from_ical(text).walk("VEVENT")}


def test_every_kind_of_the_work_plan_is_looked_at(rows):
    assert SHOWN.keys() == rows.keys() == {kind.slug for kind in dates.KINDS}


def test_the_agenda_shows_each_with_its_page_and_state(world, login, rows):
    client = login(world.partner)
    shown = {item.kind: (item.label, item.url, item.state) for item in agenda(client)[DAY]}
    assert shown == {
        kind: (label, page_of(kind, rows), state) for kind, (label, _page, state) in SHOWN.items()
    }
    text = client.get(f"/calendar/agenda/?from={DAY}").text
    for kind, (label, _page, _state) in SHOWN.items():
        assert f'<a href="{page_of(kind, rows)}">{label}</a>' in text


def test_the_month_holds_each_on_its_day(world, login, rows):
    page = login(world.partner).get("/calendar/?month=2027-09").content.decode()
    _before, _day, after = page.partition(f'<time class="day-number" datetime="{DAY}">')
    cell = after.partition("</td>")[0]
    (more,) = re.findall(r"\+ (\d+) more", cell)
    tones = re.findall(r'<a class="(tone-\w+)"', cell)
    assert len(tones) + int(more) == len(SHOWN)
    assert set(tones) == {"tone-warn"}
    assert f'href="/calendar/agenda/?from={DAY}"' in cell


def test_the_feed_has_an_event_of_each(world, client, rows, settings):
    found = events(client.get(f"/feeds/{feeds.make_address(world.partner)}.ics").content)
    for kind, (label, _page, state) in SHOWN.items():
        event = found[f"PPI4Test: {label}"]
        assert (event["DTSTART"].dt, event["STATUS"], event["DESCRIPTION"], event["URL"]) == (
            *(DAY, "CONFIRMED", state, settings.BASE_URL + page_of(kind, rows)),
        )


def test_the_feed_of_a_work_package_has_what_belongs_to_it(world, client, rows):
    token = feeds.make_address(world.partner)
    found = events(client.get(f"/feeds/{token}/ppi4test/wp4.ics").content)
    of_project = {"project_review", "meeting", "action_due", "period_report", "effort_report"}
    assert {
        kind for kind, (label, *_rest) in SHOWN.items() if f"PPI4Test: {label}" in found
    } == SHOWN.keys() - of_project


@pytest.mark.parametrize(
    ("role", "hidden"),
    [
        ("coordinator", {"effort_report"}),
        ("officer", {"effort_report"}),
        ("team_reader", {"effort_report"}),
        ("buyer", SHOWN.keys()),
        ("stranger", SHOWN.keys()),
        ("administrator", SHOWN.keys()),
    ],
)
def test_others_read_what_they_may_see(world, login, client, rows, role, hidden):
    person = world.person(role)
    expected = SHOWN.keys() - hidden
    assert {item.kind for item in agenda(login(person)).get(DAY, [])} == expected
    found = events(client.get(f"/feeds/{feeds.make_address(person)}.ics").content)
    assert {
        kind for kind, (label, *_rest) in SHOWN.items() if f"PPI4Test: {label}" in found
    } == expected


def test_what_is_over_is_shown_as_over(world, login, client, rows):
    rows["meeting"].cancel(by=world.coordinator, reason="No quorum")
    rows["action_due"].finish(by=world.team_reader, on=NOW.date())
    rows["risk_review"].close(by=world.partner, reason="Dealt with")
    effort.hand_in(report=rows["effort_report"], by=world.partner, on=NOW.date())
    effort.approve(report=EffortReport.objects.get(), by=world.coordinator, on=NOW.date())
    shown = {item.kind: item for item in agenda(login(world.partner))[DAY]}
    over = {kind: (item.state, item.cancelled) for kind, item in shown.items() if not item.open}
    assert over == {
        "meeting": ("cancelled", True),
        "action_due": ("done", False),
        "risk_review": ("closed", False),
        "effort_report": ("approved", False),
    }
    found = events(client.get(f"/feeds/{feeds.make_address(world.partner)}.ics").content)
    assert found["PPI4Test: Project board"]["STATUS"] == "CANCELLED"
    assert found["PPI4Test: Write to the buyers"]["DESCRIPTION"] == "done"

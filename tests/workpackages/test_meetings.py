"""Meetings: their acts, their pages, their minutes."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tests.people import (
    NOW,
    TODAY,
    make_action,
    make_meeting,
    make_organisation,
    make_partner,
    make_project,
    make_risk,
)
from tests.reading import errors, notes
from workpackages import meetings
from workpackages.models import Decision, Meeting, RiskScore
from workpackages.progress import perform

BASE = "/projects/ppi4test"
BOARD = f"{BASE}/meetings/project-board/"


def held(world, **fields):
    """The board of last week, hosted by ICLEI."""
    fields = {
        "host": world.iclei,
        "first_day": date(2027, 8, 30),
        "last_day": date(2027, 8, 31),
        "state": "held",
    } | fields
    return make_meeting(world.project, **fields)


# --- Acts ----------------------------------------------------------------------------------------


def new(world, **fields):
    fields = {
        "title": "Project board, Bilbao",
        "first_day": date(2027, 9, 27),
        "last_day": date(2027, 9, 28),
        "zone": "Europe/Madrid",
    } | fields
    return Meeting(project=world.project, **fields)


def test_the_address_follows_from_the_title_and_stays(world):
    one = meetings.enter(meeting=new(world), by=world.coordinator)
    again = meetings.enter(meeting=new(world), by=world.coordinator)
    assert (again.pk, Meeting.objects.count()) == (one.pk, 1)  # sent twice
    two = meetings.enter(meeting=new(world, last_day=date(2027, 9, 27)), by=world.coordinator)
    odd = meetings.enter(meeting=new(world, title="New"), by=world.coordinator)
    greek = meetings.enter(meeting=new(world, title="Συμβούλιο"), by=world.coordinator)
    assert [each.slug for each in (one, two, odd, greek)] == [
        *["project-board-bilbao", "project-board-bilbao-2", "new-2", "meeting"],
    ]
    moved = meetings.change(
        meeting=one,
        by=world.coordinator,
        title="Project board, Madrid",
        last_day=date(2027, 9, 29),
        reason="One day more",
    )
    assert (moved.slug, moved.last_day) == ("project-board-bilbao", date(2027, 9, 29))
    assert moved.history.latest("history_id").history_change_reason == "One day more"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"last_day": date(2027, 9, 26)}, "last_day"),
        ({"ends": time(17)}, "starts"),
        ({"last_day": date(2027, 9, 27), "starts": time(9), "ends": time(9)}, "ends"),
        ({"zone": "Europe/Bilbao"}, "zone"),
        ({"first_day": date(1, 1, 1)}, "first_day"),
        ({"first_day": date(2007, 9, 27)}, "first_day"),
        ({"last_day": date(2072, 9, 28)}, "last_day"),
        ({"last_day": date(9999, 12, 31)}, "last_day"),
    ],
)
def test_days_and_hours_that_cannot_be_are_refused(world, fields, field):
    with pytest.raises(ValidationError) as refusal:
        meetings.enter(meeting=new(world, **fields), by=world.coordinator)
    assert list(refusal.value.message_dict) == [field]


def test_a_host_of_another_project_is_refused(world):
    other = make_partner(make_project("Other"), make_organisation("Elsewhere"), 1)
    with pytest.raises(ValidationError) as refusal:
        meetings.enter(meeting=new(world, host=other), by=world.coordinator)
    assert list(refusal.value.message_dict) == ["host"]


def test_a_project_may_move_away_from_a_meeting_that_it_had(world, login):
    row = held(world)
    world.project.start = date(2040, 1, 1)
    world.project.save()
    client = login(world.coordinator)
    said = {"attendance": "Ann", "notes": "We met.", "reason": ""}
    said["version_seen"] = client.get(f"{BOARD}minutes/").context["form"]["version_seen"].value()
    assert client.post(f"{BOARD}minutes/", said).status_code == 302
    with pytest.raises(ValidationError) as refusal:
        meetings.change(meeting=row, by=world.coordinator, first_day=date(2027, 8, 29))
    assert list(refusal.value.message_dict) == ["first_day"]


def test_it_is_held_once_it_has_begun(world):
    row = make_meeting(world.project)
    with pytest.raises(ValidationError, match="It has not begun yet"):
        perform(item=row, verb="hold", by=world.coordinator, on=TODAY)
    row = perform(item=row, verb="hold", by=world.coordinator, on=row.first_day)
    assert row.state == "held"
    with pytest.raises(ValidationError, match="This meeting is held"):
        perform(item=row, verb="cancel", by=world.coordinator, reason="x")
    row = perform(item=row, verb="reopen", by=world.coordinator, reason="It was the other one")
    row = perform(item=row, verb="cancel", by=world.coordinator, reason="No quorum")
    assert row.state == "cancelled"


def test_decisions_are_numbered_and_struck_out_but_never_gone(world):
    row = held(world)
    one = meetings.decide(meeting=row, by=world.coordinator, text="Go on")
    two = meetings.decide(meeting=row, by=world.coordinator, text="Wait")
    meetings.strike(decision=two, by=world.task_lead, on=TODAY, reason="Misheard")
    three = meetings.decide(meeting=row, by=world.coordinator, text="Stop")
    assert [one.number, two.number, three.number] == [1, 2, 3]
    assert list(row.decisions.values_list("number", "text", "withdrawn_on")) == [
        (1, "Go on", None),
        (2, "Wait", TODAY),
        (3, "Stop", None),
    ]
    assert two.history.latest("history_id").history_change_reason == "Misheard"
    for act in (
        lambda: meetings.strike(decision=two, by=world.coordinator, on=TODAY, reason="x"),
        lambda: meetings.reword(decision=two, by=world.coordinator, text="x"),
    ):
        with pytest.raises(ValidationError, match="struck out already"):
            act()
    assert meetings.reword(decision=one, by=world.coordinator, text="Go").text == "Go"


def test_a_cancelled_meeting_decides_nothing(world):
    with pytest.raises(ValidationError, match="was cancelled"):
        meetings.decide(meeting=held(world, state="cancelled"), by=world.coordinator, text="x")


def test_of_a_cancelled_meeting_no_minutes_are_written_nor_decisions_changed(world):
    row = held(world, notes="One\nTwo")
    one = meetings.decide(meeting=row, by=world.coordinator, text="Go on")
    Meeting.objects.filter(pk=row.pk).update(state="cancelled")
    for act in (
        lambda: meetings.change(meeting=row, by=world.coordinator, notes="Three"),
        lambda: meetings.change(meeting=row, by=world.coordinator, attendance="Ann"),
        lambda: meetings.reword(decision=one, by=world.coordinator, text="Stop"),
        lambda: meetings.strike(decision=one, by=world.coordinator, on=TODAY, reason="x"),
    ):
        with pytest.raises(ValidationError, match="This meeting was cancelled"):
            act()
    same = {"notes": "One\r\nTwo", "title": "Board"}
    assert meetings.change(meeting=row, by=world.coordinator, **same).title == "Board"


def test_a_decision_that_is_sent_twice_is_there_once(world):
    row = held(world)
    for _click in range(2):
        assert meetings.decide(meeting=row, by=world.coordinator, text="Go on").number == 1
    assert meetings.decide(meeting=row, by=world.task_lead, text="Go on").number == 2
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        assert meetings.decide(meeting=row, by=world.coordinator, text="Go on").number == 3


# --- Its page and forms --------------------------------------------------------------------------


def typed(**fields):
    return {
        "title": "Work package meeting",
        "kind": "wp",
        "host": "",
        "first_day": "2027-10-04",
        "last_day": "2027-10-04",
        "starts": "09:00",
        "ends": "12:00",
        "zone": "Europe/Zagreb",
        "venue": "",
        "city": "Zagreb",
        "country": "HR",
        "online_url": "",
        "agenda": "One\n\n Two ",
        **fields,
    }


def test_a_partner_enters_the_meetings_that_it_hosts(world, login):
    client = login(world.partner)
    path = f"{BASE}/meetings/new/"
    form = client.get(path).context["form"]
    kinds = [value for value, _label in form.fields["kind"].choices]
    assert kinds == ["wp", "consultation", "other"]
    for fields, field in (
        ({}, "host"),
        ({"host": world.iat.pk}, "host"),
        ({"kind": "board"}, "kind"),
    ):
        answer = client.post(path, typed(**{"host": world.acr.pk} | fields if fields else typed()))
        assert field in errors(answer)
    answer = client.post(path, typed(host=world.acr.pk), follow=True)
    assert notes(answer) == ["“Work package meeting” is in the list."]
    row = Meeting.objects.get()
    assert (row.host, row.agenda_items) == (world.acr, ["One", "Two"])


def test_the_coordinator_calls_a_board(world, login):
    answer = login(world.coordinator).post(f"{BASE}/meetings/new/", typed(kind="board"))
    assert answer["Location"] == f"{BASE}/meetings/work-package-meeting/"


@pytest.mark.parametrize(
    ("fields", "field", "message"),
    [
        ({"last_day": "2027-10-01"}, "last_day", "The last day lies before the first."),
        ({"first_day": "soon"}, "first_day", "Enter a valid date."),
        ({"ends": "09:00"}, "ends", "It ends before it starts."),
        ({"starts": ""}, "starts", "When does it start?"),
        (
            {"first_day": "0001-01-01"},
            "first_day",
            "This day is far from the project: PPI4Test runs from Thu 1 Jan 2026 to Sat 30 Sep "
            "2028.",
        ),
        ({"online_url": "no address"}, "online_url", "Enter a valid URL."),
        ({"title": ""}, "title", "This field is required."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept(world, login, fields, field, message):
    answer = login(world.coordinator).post(f"{BASE}/meetings/new/", typed(**fields))
    assert errors(answer) == {field: [message]}
    assert answer.context["form"]["city"].value() == "Zagreb"
    assert not Meeting.objects.exists()


def test_who_saved_in_between_is_told(world, login):
    row = held(world)
    client = login(world.task_lead)
    form = client.get(f"{BOARD}minutes/").context["form"]
    said = {
        "attendance": "Ann, ICLEI",
        "notes": "We met.",
        "version_seen": form["version_seen"].value(),
    }
    meetings.change(meeting=row, by=world.coordinator, notes="They met.")
    answer = client.post(f"{BOARD}minutes/", said)
    assert "Coordinator" in errors(answer)["__all__"][1]
    seen_now = answer.context["form"]["version_seen"].value()
    client.post(f"{BOARD}minutes/", said | {"version_seen": seen_now})
    assert Meeting.objects.get().notes == "We met."


def test_the_page_for_who_keeps_it_and_for_who_reads(world, login):
    row = held(world, agenda="First\nSecond", notes="A <b>bold</b> word", attendance="Ann, ICLEI")
    meetings.decide(meeting=row, by=world.coordinator, text="Go on")
    make_action(world.partner, row)
    page = login(world.task_lead).get(BOARD)
    text = page.content.decode()
    for words in ("<li>First</li>", "A &lt;b&gt;bold&lt;/b&gt; word", "Ann, ICLEI", "Go on"):
        assert words in text
    assert [act.verb for act in page.context["acts"]] == ["reopen"]
    assert "new-decision" in text
    reader = login(world.officer).get(BOARD)
    assert reader.context["acts"] == []
    assert "new-decision" not in reader.content.decode()
    assert "new-action" not in reader.content.decode()


def test_a_decision_from_the_page(world, login):
    held(world)
    client = login(world.coordinator)
    answer = client.post(f"{BOARD}new-decision/", {"text": ""})
    assert errors(answer) == {"text": ["This field is required."]}
    client.post(f"{BOARD}new-decision/", {"text": "Go on"})
    client.post(f"{BOARD}decisions/1/", {"text": "Go on together"})
    assert Decision.objects.get().text == "Go on together"
    answer = client.post(f"{BOARD}decisions/1/strike/", {"reason": ""})
    assert errors(answer) == {"reason": ["This field is required."]}
    answer = client.post(f"{BOARD}decisions/1/strike/", {"reason": "Misheard"}, follow=True)
    assert notes(answer) == ["Decision 1 is struck out."]
    assert "<del>Go on together</del>" in answer.content.decode()
    answer = client.post(f"{BOARD}decisions/1/", {"text": "Again"})
    assert errors(answer) == {"__all__": ["This decision is struck out already."]}
    assert client.get(f"{BOARD}decisions/2/").status_code == 404


def test_a_meeting_reviews_the_risks_that_it_discussed(world, login):
    held(world)
    one, two = make_risk(world.wp4, world.acr), make_risk(world.wp4, world.iat, "2")
    make_risk(world.wp4, world.iat, "3", state="closed")
    client = login(world.coordinator)
    path = f"{BOARD}risks/"
    form = client.get(path).context["form"]
    assert [risk.code for risk, _fields in form.rows] == ["R1", "R2"]
    assert (form["on"].value(), form["review_on"].value()) == (date(2027, 8, 31), date(2027, 12, 6))
    said = {"on": "2027-08-31", "review_on": "2027-12-06"}
    assert errors(client.post(path, said)) == {
        "__all__": ["Fill in the risks that were discussed."]
    }
    half = said | {f"likelihood_{one.pk}": "5", f"comment_{two.pk}": "No change"}
    assert errors(client.post(path, half)) == {
        f"impact_{one.pk}": ["Give both, likelihood and impact."],
        f"likelihood_{two.pk}": ["Give both, likelihood and impact."],
        f"impact_{two.pk}": ["Give both, likelihood and impact."],
    }
    whole = said | {f"likelihood_{one.pk}": "5", f"impact_{one.pk}": "2", f"comment_{one.pk}": "Up"}
    answer = client.post(path, whole | {"on": "2027-09-01"})
    assert errors(answer) == {
        "on": ["Project board: Mon 30 Aug 2027 to Tue 31 Aug 2027. Give a day of the meeting."]
    }
    answer = client.post(path, whole, follow=True)
    assert notes(answer) == ["Reviewed: R1"]
    score = RiskScore.objects.get()
    assert (score.risk, score.level, score.comment, score.scored_on) == (
        *(one, 10, "Up", date(2027, 8, 31)),
    )
    one.refresh_from_db()
    assert (one.level, one.review_on) == (10, date(2027, 12, 6))
    assert "Up" in client.get(BOARD).content.decode()


def test_a_host_scores_only_risks_of_its_own(world, login):
    held(world)
    make_risk(world.wp4, world.acr)
    page = login(world.task_lead).get(f"{BOARD}risks/")
    assert page.context["form"].rows == []
    assert "No open risks that you may score" in page.content.decode()


def test_looks_at_risks_come_back_when_the_meeting_or_a_risk_was_closed_meanwhile(world, login):
    row, risk = held(world), make_risk(world.wp4, world.acr)
    client = login(world.coordinator)
    typed = {f"likelihood_{risk.pk}": "5", f"impact_{risk.pk}": "2", f"comment_{risk.pk}": "Up"}
    typed |= {"on": "2027-08-31", "review_on": ""}
    perform(item=risk, verb="close", by=world.coordinator, reason="Over")
    answer = client.post(f"{BOARD}risks/", typed)
    assert errors(answer) == {"__all__": ["R1 is closed: this cannot be done now."]}
    assert 'value="Up"' in answer.content.decode()
    Meeting.objects.filter(pk=row.pk).update(state="cancelled")
    answer = client.post(f"{BOARD}risks/", typed)
    assert 'value="Up"' in answer.content.decode()
    assert not RiskScore.objects.exists()


def test_a_meeting_to_come_has_reviewed_nothing(world, login):
    make_meeting(world.project)
    answer = login(world.coordinator).get(f"{BOARD}risks/", follow=True)
    assert answer.redirect_chain == [(BOARD, 302)]

"""Actions: who gives them, who does them, the list of all of them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from tests.people import NOW, TODAY, make_action, make_meeting, make_project, make_risk
from tests.reading import errors, notes, read_csv
from workpackages import actions
from workpackages.models import Action
from workpackages.progress import perform

BASE = "/projects/ppi4test"


# --- Acts ----------------------------------------------------------------------------------------


def new(world, **fields):
    fields = {"text": "Write to the buyers", "owner": world.partner, "due_on": TODAY} | fields
    return Action(project=world.project, **fields)


def test_an_action_comes_from_a_meeting_or_a_risk_of_its_project(world):
    risk = make_risk(world.wp4, world.acr)
    assert actions.assign(action=new(world, risk=risk), by=world.coordinator).state == "open"
    elsewhere = make_meeting(make_project("Other"))
    for fields, field in (
        ({}, "__all__"),
        ({"meeting": elsewhere}, "meeting"),
        ({"risk": risk, "owner": world.stranger}, "owner"),
    ):
        with pytest.raises(ValidationError) as refusal:
            actions.assign(action=new(world, **fields), by=world.coordinator)
        assert list(refusal.value.message_dict) == [field]
    assert Action.objects.count() == 1


def test_an_action_that_is_sent_twice_is_there_once(world):
    risk = make_risk(world.wp4, world.acr)
    for _click in range(2):
        actions.assign(action=new(world, risk=risk), by=world.coordinator)
    assert Action.objects.count() == 1
    actions.assign(action=new(world, risk=risk, owner=world.wp_lead), by=world.coordinator)
    actions.assign(action=new(world, risk=risk), by=world.partner)
    with time_machine.travel(NOW + timedelta(minutes=1), tick=False):
        actions.assign(action=new(world, risk=risk), by=world.coordinator)
    assert Action.objects.count() == 4


def test_nothing_new_is_to_be_done_for_what_is_over(world):
    risk, closed = (make_risk(world.wp4, world.acr, number) for number in "12")
    cancelled = make_meeting(world.project)
    action = actions.assign(action=new(world, risk=risk), by=world.coordinator)
    perform(item=closed, verb="close", by=world.coordinator, reason="x")
    perform(item=cancelled, verb="cancel", by=world.coordinator, reason="x")
    # What is in hand is older than what is in the table.
    for fields in ({"risk": closed}, {"meeting": cancelled, "risk": risk}):
        name = next(iter(fields))
        with pytest.raises(ValidationError) as refusal:
            actions.assign(action=new(world, **fields), by=world.coordinator)
        assert list(refusal.value.message_dict) == [name]
        with pytest.raises(ValidationError) as refusal:
            actions.change(action=action, by=world.coordinator, **{name: fields[name]})
        assert list(refusal.value.message_dict) == [name]
    perform(item=risk, verb="close", by=world.coordinator, reason="x")
    changed = actions.change(action=action, by=world.coordinator, text="Call them", risk=risk)
    assert (changed.text, Action.objects.count()) == ("Call them", 1)


def test_it_is_done_reopened_and_cancelled(world):
    action = make_action(world.partner, make_meeting(world.project))
    action = perform(item=action, verb="finish", by=world.partner, on=TODAY)
    assert (action.state, action.done_on) == ("done", TODAY)
    with pytest.raises(ValidationError, match="This action is done already"):
        perform(item=action, verb="finish", by=world.partner, on=TODAY)
    action = perform(item=action, verb="reopen", by=world.partner, reason="Not quite")
    assert (action.state, action.done_on) == ("open", None)
    action = perform(item=action, verb="cancel", by=world.coordinator, reason="Not needed")
    assert action.state == "cancelled"
    assert action.history.count() == 4


# --- Pages ---------------------------------------------------------------------------------------


def typed(world, **fields):
    return {
        "text": "Write to the buyers",
        "owner": world.partner.pk,
        "due_on": "2027-09-20",
        "risk": "",
        "meeting": "",
        **fields,
    }


def test_an_action_of_a_meeting_may_help_against_a_risk(world, login):
    meeting = make_meeting(world.project, host=world.iclei)
    risk = make_risk(world.wp4, world.acr)
    client = login(world.task_lead)
    path = f"{BASE}/meetings/project-board/new-action/"
    assert "meeting" not in client.get(path).context["form"].fields
    answer = client.post(path, typed(world, risk=risk.pk))
    assert answer["Location"] == f"{BASE}/meetings/project-board/#actions"
    action = Action.objects.get()
    assert (action.meeting, action.risk, action.owner) == (meeting, risk, world.partner)
    for page in (f"{BASE}/meetings/project-board/", f"{BASE}/r1/"):
        assert "Write to the buyers" in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"text": ""}, "text"), ({"due_on": "soon"}, "due_on"), ({"owner": "0"}, "owner")],
)
def test_bad_input_is_told_at_its_field_and_kept(world, login, fields, field):
    make_risk(world.wp4, world.acr)
    answer = login(world.partner).post(f"{BASE}/r1/new-action/", typed(world, **fields))
    assert list(errors(answer)) == [field]
    kept = "due_on" if field == "text" else "text"
    assert answer.context["form"][kept].value() == typed(world)[kept]
    assert not Action.objects.exists()


def test_only_meetings_that_one_keeps_and_what_is_not_over_are_offered(world, login):
    own = make_meeting(world.project, "Own", host=world.acr)
    board = make_meeting(world.project, "Board", host=world.iclei)
    make_meeting(world.project, "No longer", host=world.acr, state="cancelled")
    risk = make_risk(world.wp4, world.acr)
    make_risk(world.wp4, world.acr, "2", state="closed")

    def offered(person, path, field):
        form = login(person).get(BASE + path).context["form"]
        return list(form.fields[field].queryset)

    assert offered(world.partner, "/r1/new-action/", "meeting") == [own]
    assert offered(world.coordinator, "/r1/new-action/", "meeting") == [own, board]
    assert offered(world.partner, "/meetings/own/new-action/", "risk") == [risk]
    action = make_action(world.partner, board, risk)
    assert offered(world.partner, f"/actions/{action.pk}/edit/", "risk") == [risk]
    risk.close(by=world.coordinator, reason="x")
    assert offered(world.partner, f"/actions/{action.pk}/edit/", "risk") == [risk]


def test_who_has_no_place_in_the_project_is_not_offered(world, login):
    make_risk(world.wp4, world.acr)
    form = login(world.partner).get(f"{BASE}/r1/new-action/").context["form"]
    names = {person.name for person in form.fields["owner"].queryset}
    assert {"Partner", "Team Reader", "Coordinator"} <= names
    assert not names & {"Officer", "Buyer", "Stranger"}


def test_the_owner_marks_it_done_and_only_its_keepers_change_it(world, login):
    risk = make_risk(world.wp4, world.acr)
    action = make_action(world.organiser, risk=risk)
    path = f"{BASE}/actions/{action.pk}/"
    page = login(world.organiser).get(f"{BASE}/r1/").content.decode()
    assert (f"{path}finish/" in page, f"{path}edit/" in page) == (True, False)
    assert login(world.organiser).get(f"{path}edit/").status_code == 403
    assert login(world.organiser).post(f"{path}cancel/", {"reason": "x"}).status_code == 403
    answer = login(world.organiser).post(f"{path}finish/", follow=True)
    assert notes(answer) == [
        "Done: Write to the buyers",
    ]
    assert answer.redirect_chain == [(f"{BASE}/r1/#action-{action.pk}", 302)]
    action.refresh_from_db()
    assert (action.state, action.done_on) == ("done", TODAY)
    answer = login(world.organiser).post(f"{path}reopen/", {"reason": ""})
    assert errors(answer) == {"reason": ["This field is required."]}


def test_its_keeper_changes_it_and_who_saved_in_between_is_told(world, login):
    risk = make_risk(world.wp4, world.acr)
    action = make_action(world.organiser, risk=risk)
    path = f"{BASE}/actions/{action.pk}/edit/"
    client = login(world.partner)
    version = client.get(path).context["form"]["version_seen"].value()
    actions.change(action=action, by=world.coordinator, due_on=date(2027, 10, 1))
    said = typed(world, text="Call the buyers", reason="Quicker", version_seen=version)
    answer = client.post(path, said)
    assert "Coordinator" in errors(answer)["__all__"][1]
    version = answer.context["form"]["version_seen"].value()
    client.post(path, said | {"version_seen": version})
    action.refresh_from_db()
    assert (action.text, action.owner, action.risk) == ("Call the buyers", world.partner, risk)


# --- The list ------------------------------------------------------------------------------------


@pytest.fixture
def four(world):
    meeting, risk = make_meeting(world.project), make_risk(world.wp4, world.acr)
    make_action(world.organiser, meeting, text="Škola", due_on=date(2027, 9, 30))
    make_action(world.partner, risk=risk, text="Late one", due_on=date(2027, 9, 1))
    make_action(world.partner, meeting, risk, text="Both", due_on=date(2027, 10, 1))
    make_action(world.partner, meeting, text="Old", due_on=date(2027, 8, 1), state="done")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Late one", "Škola", "Both", "Old"]),
        ("?q=skola", ["Škola"]),
        ("?state=open", ["Late one", "Škola", "Both"]),
        ("?late=on", ["Late one"]),
        ("?mine=on&state=open", ["Late one", "Both"]),
        ("?sort=-due_on", ["Both", "Škola", "Late one", "Old"]),
        ("?sort=text", ["Both", "Late one", "Old", "Škola"]),
        ("?owner=x", ["Late one", "Škola", "Both", "Old"]),
        ("?q=nothing", []),
    ],
)
def test_the_list_is_filtered_and_sorted_from_its_address(world, login, four, query, expected):
    rows = login(world.partner).get(f"{BASE}/actions/{query}").context["rows"]
    assert [row.text for row in rows] == expected


def test_a_row_says_what_who_when_and_where_from(world, login, four):
    client = login(world.partner)
    rows = {row.text: row for row in client.get(f"{BASE}/actions/").context["rows"]}
    late = rows["Late one"]
    assert (late.owner, late.day, late.due) == ("Partner", "Wed 1 Sep 2027", "5 days late")
    assert [rows[text].source for text in ("Late one", "Both", "Old")] == [
        *["R1 Risk 1", "Project board, R1", "Project board"],
    ]
    action = Action.objects.get(text="Both")
    assert rows["Both"].url == action.get_absolute_url()
    owner = client.get(f"{BASE}/actions/?owner={world.organiser.pk}").context["rows"]
    assert [row.text for row in owner] == ["Škola"]
    answer = client.get(f"{BASE}/actions.csv?late=on")
    assert read_csv(answer)[1:] == [
        ["Late one", "Partner", "2027-09-01", "open", "yes", "R1 Risk 1"]
    ]


def test_one_press_in_the_list_and_back_to_it(world, login, four):
    client = login(world.partner)
    action = Action.objects.get(text="Late one")
    assert f"/actions/{action.pk}/finish/" in client.get(f"{BASE}/actions/").content.decode()
    answer = client.post(f"{BASE}/actions/{action.pk}/finish/", {"from_list": "1"})
    assert answer["Location"] == f"{BASE}/actions/"
    others = login(world.officer).get(f"{BASE}/actions/").content.decode()
    assert "/finish/" not in others


def test_an_empty_list_says_where_actions_come_from(world, login):
    page = login(world.partner).get(f"{BASE}/actions/").content.decode()
    assert "They are added on the page of a meeting or of a risk." in page

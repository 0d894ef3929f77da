"""Risks, meetings and actions in Django admin: repaired through the acts, ledgers only read."""

from datetime import date

import pytest

from tests.people import (
    TODAY,
    make_action,
    make_meeting,
    make_organisation,
    make_partner,
    make_period,
    make_project,
    make_risk,
)
from tests.reading import notes
from tests.workpackages.test_admin import act, fields
from workpackages import risks
from workpackages.models import Action, Decision, Meeting, Risk, RiskBands, RiskScore, StateOfPlay

ADMIN = "/admin/workpackages"
LEDGERS = ("riskscore", "stateofplay", "decision")


@pytest.fixture
def rows(world):
    """One of each, by the name of its model."""
    meeting = make_meeting(world.project, first_day=TODAY, last_day=TODAY)
    risk = make_risk(world.wp4, world.acr)
    return {
        "risk": risk,
        "meeting": meeting,
        "action": make_action(world.partner, meeting, risk),
        "riskbands": RiskBands.objects.create(project=world.project),
        "riskscore": risk.scores.create(
            likelihood=2, impact=2, scored_on=TODAY, scored_by=world.partner, meeting=meeting
        ),
        "stateofplay": StateOfPlay.objects.create(
            risk=risk, period=make_period(world.project), applied="yes"
        ),
        "decision": Decision.objects.create(meeting=meeting, number=1, text="Go on"),
    }


def inlines(*prefixes):
    parts = ("TOTAL", "INITIAL")
    return {f"{prefix}-{part}_FORMS": "0" for prefix in prefixes for part in parts}


@pytest.mark.parametrize("model", ["risk", "meeting", "action", "riskbands"])
def test_the_pages_of_what_is_written(rows, admin, model):
    pk = rows[model].pk
    for path in ("/", "/?q=kapazitat", "/add/", f"/{pk}/change/", f"/{pk}/history/"):
        assert admin.get(f"{ADMIN}/{model}{path}").status_code == 200
    assert admin.get(f"{ADMIN}/{model}/{pk}/delete/").status_code == 403


@pytest.mark.parametrize("model", LEDGERS)
def test_the_ledgers_are_read_only(rows, admin, model):
    pk = rows[model].pk
    for path in ("/", "/?q=go", f"/{pk}/change/"):
        assert admin.get(f"{ADMIN}/{model}{path}").status_code == 200
    for path in ("/add/", f"/{pk}/delete/"):
        assert admin.get(f"{ADMIN}/{model}{path}").status_code == 403
    assert admin.post(f"{ADMIN}/{model}/{pk}/change/", {}).status_code == 403


def test_only_administrators_get_in(rows, login, world):
    for model in rows:
        assert login(world.coordinator).get(f"{ADMIN}/{model}/").status_code == 302


def test_a_risk_is_repaired_and_keeps_its_score(rows, admin, world):
    path = f"{ADMIN}/risk/{rows['risk'].pk}/change/"
    form = fields(admin, path) | inlines("scores")
    assert not {"likelihood", "impact", "state", "project"} & form.keys()
    assert admin.post(path, form | {"title": "Renamed", "lead": world.iat.pk}).status_code == 302
    risk = Risk.objects.get()
    assert (risk.title, risk.lead) == ("Renamed", world.iat)
    row = risk.history.latest("history_id")
    assert row.history_change_reason == "In the administration"


def test_a_new_risk_has_its_score(rows, admin, world):
    form = fields(admin, f"{ADMIN}/risk/{rows['risk'].pk}/change/") | inlines("scores")
    typed = form | {"project": world.project.pk, "number": "2", "likelihood": "5", "impact": "5"}
    assert admin.post(f"{ADMIN}/risk/add/", typed).status_code == 302
    assert RiskScore.objects.get(risk__number="2").level == 25
    answer = admin.post(f"{ADMIN}/risk/add/", typed)
    assert set(answer.context["adminform"].form.errors) == {"number"}


def test_nothing_of_another_project_can_be_chosen(rows, admin):
    other = make_partner(make_project("Other"), make_organisation("Elsewhere"), 1)
    path = f"{ADMIN}/risk/{rows['risk'].pk}/change/"
    answer = admin.post(path, fields(admin, path) | inlines("scores") | {"lead": other.pk})
    assert set(answer.context["adminform"].form.errors) == {"lead"}
    path = f"{ADMIN}/action/{rows['action'].pk}/change/"
    meeting = make_meeting(other.project, "Other board")
    answer = admin.post(path, fields(admin, path) | {"meeting": meeting.pk})
    assert set(answer.context["adminform"].form.errors) == {"meeting"}


def test_a_meeting_is_moved_and_entered(rows, admin, world):
    path = f"{ADMIN}/meeting/{rows['meeting'].pk}/change/"
    form = fields(admin, path) | inlines("decisions", "actions")
    form["country"] = ""
    typed = form | {"last_day": "2027-09-07", "first_day": "2027-09-07"}
    assert admin.post(path, typed).status_code == 302
    assert Meeting.objects.get().first_day == date(2027, 9, 7)
    typed |= {"project": world.project.pk, "title": "Second board"}
    for _click in range(2):
        assert admin.post(f"{ADMIN}/meeting/add/", typed).status_code == 302
    assert list(Meeting.objects.values_list("slug", flat=True)) == ["project-board", "second-board"]
    answer = admin.post(f"{ADMIN}/meeting/add/", typed | {"last_day": "9999-12-31"})
    assert set(answer.context["adminform"].form.errors) == {"last_day"}


def test_nothing_is_added_to_what_is_over(rows, admin, world):
    row = rows["meeting"]
    row.cancel(by=world.coordinator, reason="x")
    path = f"{ADMIN}/meeting/{row.pk}/change/"
    typed = fields(admin, path) | inlines("decisions", "actions") | {"country": ""}
    answer = admin.post(path, typed | {"notes": "We met."})
    assert answer.context["adminform"].form.errors == {"__all__": ["This meeting was cancelled."]}
    assert admin.post(path, typed | {"title": "Board"}).status_code == 302
    path = f"{ADMIN}/action/{rows['action'].pk}/change/"
    typed = fields(admin, path)
    assert admin.post(path, typed | {"text": "Call"}).status_code == 302  # it was part of it before
    answer = admin.post(f"{ADMIN}/action/add/", typed | {"project": world.project.pk})
    assert answer.context["adminform"].form.errors == {"meeting": ["This meeting was cancelled."]}
    assert (Action.objects.get().text, Meeting.objects.get().title) == ("Call", "Board")


def test_acts_are_actions_of_the_list(rows, admin):
    act(admin, "meeting", "hold", rows["meeting"])
    answer = act(admin, "action", "cancel", rows["action"])
    assert notes(answer) == ["This act needs a reason: write it beside the action."]
    act(admin, "action", "finish", rows["action"])
    act(admin, "risk", "close", rows["risk"], reason="Dealt with")
    assert [Meeting.objects.get().state, Action.objects.get().state, Risk.objects.get().state] == [
        *["held", "done", "closed"],
    ]


def test_bands_are_set_by_their_act(rows, admin, world):
    path = f"{ADMIN}/riskbands/{world.project.pk}/change/"
    assert admin.post(path, {"amber_from": "6", "red_from": "12"}).status_code == 302
    assert str(RiskBands.objects.get()) == "6, 12"
    answer = admin.post(path, {"amber_from": "12", "red_from": "12"})
    assert answer.status_code == 200
    assert "Red begins above amber." in answer.content.decode()
    assert risks.next_number(world.project) == "2"


@pytest.mark.parametrize(
    ("model", "count"), [("risk", 7), ("action", 7), ("meeting", 7), ("riskscore", 7)]
)
def test_the_list_takes_the_same_statements_for_more_rows(
    world, rows, admin, model, count, django_assert_num_queries
):
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")
    for number in ("4", "5", "6"):
        risk = make_risk(world.wp4, world.iat, number)
        make_action(world.partner, make_meeting(world.project, f"Board {number}"), risk)
        risk.scores.create(likelihood=2, impact=2, scored_on=TODAY, scored_by=world.partner)
    with django_assert_num_queries(count):
        admin.get(f"{ADMIN}/{model}/")

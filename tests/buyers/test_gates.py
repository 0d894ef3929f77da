"""The gates of a plan: planned in their order, passed one by one, taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from buyers import gates
from tests.buyers.plans import make_plan
from tests.people import TODAY
from tests.reading import errors, read_csv

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator)


def url(name, *args):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", *args])


def passed(plan, by, kind, on=TODAY):
    return gates.pass_through(plan=plan, kind=kind, by=by, on=on, today=TODAY)


def stages(plan) -> list[str]:
    return [gate.stage for gate in gates.read(plan)]


def test_they_are_passed_one_after_the_other(world, plan):
    assert stages(plan) == ["next"] + ["ahead"] * 6
    passed(plan, world.coordinator, "needs", YESTERDAY)
    passed(plan, world.coordinator, "prior_art")
    assert stages(plan) == ["done", "done", "next"] + ["ahead"] * 4
    assert [gate.may_take_back for gate in gates.read(plan)] == [False, True] + [False] * 5
    with pytest.raises(ValidationError, match="“market consulted” comes first"):
        passed(plan, world.coordinator, "tender")
    gate = plan.gates.get(kind="needs")
    assert (gate.passed_on, gate.history.latest().history_change_reason) == (YESTERDAY, "Passed")


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (TODAY + timedelta(days=1), "This day has not come yet."),
        (YESTERDAY - timedelta(days=1), "“needs assessed” was passed on"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(world, plan, on, told):
    passed(plan, world.coordinator, "needs", YESTERDAY)
    with pytest.raises(ValidationError) as refusal:
        passed(plan, world.coordinator, "prior_art", on)
    assert refusal.value.message_dict["on"][0].startswith(told)
    assert plan.gates.filter(passed_on__isnull=False).count() == 1


def test_pressed_twice_it_is_passed_once(world, plan):
    for _press in range(2):
        passed(plan, world.coordinator, "needs", YESTERDAY)
    gate = plan.gates.get(kind="needs")
    assert gate.history.count() == 2
    with pytest.raises(ValidationError, match="already"):
        passed(plan, world.coordinator, "needs")


def test_the_last_one_is_taken_back_with_a_reason(world, plan):
    for kind in ("needs", "prior_art"):
        passed(plan, world.coordinator, kind)
    back = {"plan": plan, "by": world.coordinator, "reason": "Too early"}
    with pytest.raises(ValidationError, match="“prior art analysed” is passed as well"):
        gates.take_back(kind="needs", **back)
    for _press in range(2):
        gates.take_back(kind="prior_art", **back)
    gate = plan.gates.get(kind="prior_art")
    assert gate.passed_on is None
    assert gate.history.count() == 3
    assert gate.history.latest().history_change_reason == "Too early"


def test_days_are_planned_at_once_and_only_what_changes_is_written(world, plan, login):
    client = login(world.wp_lead)
    typed = {"needs": "2027-10-01", "note_needs": "Workshop", "award": "2028-05-01"}
    page = client.get(url("edit_gates"))
    typed["version_seen"] = page.context["form"]["version_seen"].value()
    answer = client.post(url("edit_gates"), typed, follow=True)
    assert "The days of the gates are saved." in answer.text
    rows = dict(plan.gates.values_list("kind", "planned_on"))
    assert (rows["needs"], rows["award"]) == (date(2027, 10, 1), date(2028, 5, 1))
    assert {gate.kind: gate.history.count() for gate in plan.gates.all()} == {
        **dict.fromkeys(rows, 1),
        "needs": 2,
        "award": 2,
    }


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (
            {"needs": "2027-10-02", "tender": "2027-10-01"},
            {"tender": ["This lies before “needs assessed”, which is planned for Sat 2 Oct 2027."]},
        ),
        ({"needs": "2027-13-01"}, {"needs": ["Enter a valid date."]}),
        (
            {"needs": "0001-01-01"},
            {"needs": ["Ensure this value is greater than or equal to 1990-01-01."]},
        ),
        (
            {"needs": "9999-12-31"},
            {"needs": ["Ensure this value is less than or equal to 2100-01-01."]},
        ),
        ({"note_needs": "a\x00b"}, {"note_needs": ["Null characters are not allowed."]}),
        (
            {"note_needs": "x" * 301},
            {"note_needs": ["Ensure this value has at most 300 characters (it has 301)."]},
        ),
    ],
)
def test_what_is_typed_wrong_is_told_at_its_field(world, plan, login, typed, told):
    client = login(world.coordinator)
    seen = client.get(url("edit_gates")).context["form"]["version_seen"].value()
    answer = client.post(url("edit_gates"), typed | {"version_seen": seen})
    assert errors(answer) == told
    assert not plan.gates.filter(planned_on__isnull=False).exists()


@pytest.mark.parametrize("seen", ["", "9" * 30, "x"])
def test_who_saves_second_is_told_and_may_save_again(world, plan, login, seen):
    client = login(world.coordinator)
    typed = {"needs": "2027-10-01", "version_seen": seen}
    answer = client.post(url("edit_gates"), typed)
    assert answer.status_code == 200
    assert "This was changed while you were writing." in answer.text
    assert 'value="2027-10-01"' in answer.text
    typed["version_seen"] = answer.context["form"]["version_seen"].value()
    client.post(url("edit_gates"), typed)
    assert plan.gates.get(kind="needs").planned_on == date(2027, 10, 1)


def test_in_the_browser_they_are_passed_and_taken_back(world, plan, login):
    client = login(world.coordinator)
    answer = client.post(url("pass_gate", "needs"), {"on": "2027-09-07"})
    assert errors(answer) == {"on": ["This day has not come yet."]}
    assert (
        "Passed: needs assessed."
        in client.post(url("pass_gate", "needs"), {"on": "2027-09-06"}, follow=True).text
    )
    assert errors(client.post(url("take_back_gate", "needs"))) == {
        "reason": ["This field is required."]
    }
    answer = client.post(url("take_back_gate", "needs"), {"reason": "Not yet"}, follow=True)
    assert "Taken back: needs assessed is not passed." in answer.text
    assert client.get(url("pass_gate", "nothing")).status_code == 404


def test_they_are_taken_along_as_a_spreadsheet(world, plan, login):
    plan.gates.filter(kind="needs").update(planned_on=TODAY, passed_on=TODAY, note="=1+1")
    rows = read_csv(login(world.buyer).get(url("gates_export", "csv")))
    assert rows[:3] == [
        ["Gate", "Planned", "Passed", "Note"],
        ["needs assessed", "2027-09-06", "2027-09-06", "'=1+1"],
        ["prior art analysed", "", "", ""],
    ]


def test_nothing_is_passed_in_a_closed_project(world, plan, login):
    world.project.closed_on = TODAY
    world.project.save()
    client = login(world.coordinator)
    assert url("edit_gates") not in client.get(url("plan_decision")).text
    assert client.post(url("pass_gate", "needs"), {"on": "2027-09-06"}).status_code == 403

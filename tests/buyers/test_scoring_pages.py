"""Scoring the options of a plan: drafts, giving, changing one's mind, bad input."""

import pytest
from django.urls import reverse

from buyers.models import Question, ScoreSheet
from tests.buyers.plans import make_criterion, make_option, make_sheet
from tests.partners.test_pages import submit
from tests.people import TODAY
from tests.reading import errors, notes

FORM = Question.FORM


def url(name, *args, question=FORM):
    return reverse(f"buyers:{name}", args=["ppi4test", "waste-buyers", question, *args])


def scored(plan, organisation, option, criterion, value, **fields):
    return make_sheet(plan, organisation, {(option, criterion): value}, **fields)


@pytest.fixture
def compared(plan, joint, price):
    """A second option and a second criterion."""
    other = make_option(plan, "Coordinated", position=2, form="coordinated")
    time = make_criterion(plan, "Time", weight=1, position=2)
    return other, time


def field(option, criterion):
    return f"s_{option.pk}_{criterion.pk}"


def test_a_member_scores_as_a_draft_then_gives_then_changes_its_mind(
    world, plan, joint, price, compared, login
):
    other, time = compared
    client, address = login(world.buyer), url("score_options", world.city.organisation_id)
    typed = {field(joint, price): "7"}
    answer = client.post(address, typed, follow=True)
    assert notes(answer) == ["Saved as a draft. Only your organisation sees it."]
    assert "Go on with our scores" in answer.text
    answer = submit(client, address, give="yes")
    assert errors(answer) == {
        field(option, criterion): ["From 0 to 10."]
        for option, criterion in ((other, price), (joint, time), (other, time))
    }
    assert ScoreSheet.objects.get(organisation=world.city.organisation).state == "draft"
    rest = {field(other, price): "0", field(joint, time): "10", field(other, time): "3"}
    answer = submit(client, address, **rest, discloses="on", give="yes")
    assert answer.status_code == 302
    sheet = ScoreSheet.objects.get(organisation=world.city.organisation)
    assert (sheet.state, sheet.discloses, sheet.given_on) == ("given", True, TODAY)
    assert "Change our scores" in client.get(url("plan_options")).text
    submit(client, address, **{field(joint, price): "8"})
    assert sheet.history.latest().history_change_reason == "Joint, Price: 7 → 8"
    back = url("take_back_scores", world.city.organisation_id)
    answer = client.post(back, follow=True)
    assert notes(answer)[-1] == "Your scores are a draft again. They count no longer."
    assert client.post(back).status_code == 302
    sheet.refresh_from_db()
    assert sheet.state == "draft"


@pytest.mark.parametrize("typed", ["-1", "11", "5.5", "NaN", "9" * 30, "seven", "7\x00"])
def test_scores_that_are_none_are_refused_and_nothing_typed_is_lost(
    world, plan, joint, price, login, typed
):
    address = url("score_options", world.city.organisation_id)
    answer = login(world.buyer).post(address, {field(joint, price): typed, "give": "yes"})
    assert list(errors(answer)) == [field(joint, price)]
    assert answer.context["form"][field(joint, price)].value() == typed
    assert ScoreSheet.objects.count() == 0


def test_what_was_added_later_is_asked_for_and_foreign_cells_are_not_written(
    world, plan, joint, price, login
):
    scored(plan, world.city.organisation, joint, price, 7)
    late = make_criterion(plan, "Time", position=2)
    foreign = make_criterion(plan, "Foreign", Question.CONTRACT)
    client, address = login(world.buyer), url("score_options", world.city.organisation_id)
    page = client.get(url("plan_options"))
    assert "Score what is new" in page.text
    assert "1 of them has to score what was added later" in page.text
    assert errors(submit(client, address)) == {field(joint, late): ["From 0 to 10."]}
    submit(client, address, **{field(joint, late): "2", field(joint, foreign): "9"})
    sheet = ScoreSheet.objects.get()
    assert list(sheet.scores.order_by("criterion").values_list("value", flat=True)) == [7, 2]


def test_two_people_of_a_member_who_write_at_once_are_told(world, plan, joint, price, login):
    scored(plan, world.city.organisation, joint, price, 7)
    client, address = login(world.buyer), url("score_options", world.city.organisation_id)
    client.post(address, {field(joint, price): "6", "version_seen": "0"})
    submit(client, address, **{field(joint, price): "5"})
    answer = client.post(address, {field(joint, price): "4", "version_seen": "1"})
    assert "was changed while you were writing" in errors(answer)["__all__"][0]


def test_in_a_closed_project_scores_are_read_alone(world, plan, joint, price, login):
    scored(plan, world.city.organisation, joint, price, 7)
    world.project.closed_on = TODAY
    world.project.save()
    client = login(world.buyer)
    page = client.get(url("plan_options"))
    assert page.status_code == 200
    assert "Change our scores" not in page.text
    address = url("score_options", world.city.organisation_id)
    assert client.post(address, {field(joint, price): "1", "give": "yes"}).status_code == 403
    assert (
        login(world.coordinator)
        .post(url("new_option"), {"name": "Joint", "form": "joint"})
        .status_code
        == 403
    )

"""A form that is sent twice at the same moment, on a real PostgreSQL: it is entered once."""

import pytest

from tests.faults.test_seats import at_once
from tests.people import TODAY, make_meeting, make_risk, make_world
from workpackages import actions, meetings, risks
from workpackages.models import Action, Decision, Meeting, Risk, RiskScore

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world():
    return make_world()


def test_a_meeting(world):
    def enter(_number):
        meeting = Meeting(
            project=world.project, title="Board", first_day=TODAY, last_day=TODAY, zone="UTC"
        )
        meetings.enter(meeting=meeting, by=world.coordinator)

    assert at_once(enter, range(4)) == []
    assert Meeting.objects.count() == 1


def test_a_decision(world):
    pk = make_meeting(world.project).pk

    def decide(_number):
        meeting = Meeting.objects.get(pk=pk)
        meetings.decide(meeting=meeting, by=world.coordinator, text="Go on")

    assert at_once(decide, range(4)) == []
    assert Decision.objects.count() == 1


def test_an_action(world):
    meeting, risk = make_meeting(world.project), make_risk(world.wp4, world.acr)

    def assign(_number):
        action = Action(
            project=world.project,
            meeting=Meeting.objects.get(pk=meeting.pk),
            risk=Risk.objects.get(pk=risk.pk),
            text="Write to the buyers",
            owner=world.partner,
            due_on=TODAY,
        )
        actions.assign(action=action, by=world.coordinator)

    assert at_once(assign, range(4)) == []
    assert Action.objects.count() == 1


def test_a_score(world):
    pk = make_risk(world.wp4, world.acr).pk

    def score(_number):
        seen = {"likelihood": 4, "impact": 5, "on": TODAY, "review_on": None}
        risks.score(risk=Risk.objects.get(pk=pk), by=world.partner, **seen)

    assert at_once(score, range(4)) == []
    assert RiskScore.objects.count() == 1

"""A form that is sent twice at the same moment, on a real PostgreSQL: it is entered once."""

import pytest
from django.utils import timezone

from buyers import decision, gates, options, parts, strategy
from buyers.models import Decision as PlanDecision
from buyers.models import FeasibilityPlan, PartVersion, PlanOption, PlanPart, PlanRisk
from core.stale import WHILE_WRITING
from tests.buyers.plans import make_option, make_plan
from tests.faults.test_seats import at_once
from tests.people import NOW, TODAY, make_meeting, make_risk, make_world
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


@pytest.fixture
def plan(world):
    return make_plan(world.group, world.coordinator, decisions_asked_on=TODAY)


def test_a_decision_on_a_plan(world, plan):
    def decide(_number):
        row = PlanDecision(
            plan=FeasibilityPlan.objects.get(pk=plan.pk),
            organisation=world.city.organisation,
            verdict="go",
            decided_on=world.project.start,
            signatory="Ana Horvat",
            signatory_function="Mayor",
        )
        decision.decide(decision=row, by=world.buyer, now=NOW)

    assert at_once(decide, range(4)) == []
    assert PlanDecision.objects.count() == 1


def test_two_decisions_of_one_member(world, plan):
    """Whichever is second replaces the other."""

    def decide(verdict):
        row = PlanDecision(
            plan=FeasibilityPlan.objects.get(pk=plan.pk),
            organisation=world.city.organisation,
            verdict=verdict,
            conditions="If the council votes",
            decided_on=world.project.start,
            signatory="Ana Horvat",
            signatory_function="Mayor",
        )
        decision.decide(decision=row, by=world.buyer, now=NOW)

    assert at_once(decide, ["go", "conditional", "no_go"]) == []
    assert sorted(PlanDecision.objects.values_list("stands", flat=True)) == [False, False, True]


def test_who_bears_a_risk(world, plan):
    risk = make_risk(world.wp4, world.acr)
    world.group.risks.add(risk)

    def allocate(_number):
        row = FeasibilityPlan.objects.get(pk=plan.pk)
        strategy.allocate(plan=row, risk=risk, by=world.coordinator, bearer="buyer")

    assert at_once(allocate, range(4)) == []
    assert PlanRisk.objects.get().history.count() == 1


def test_a_gate_of_a_plan(world, plan):
    def pass_through(_number):
        row = FeasibilityPlan.objects.get(pk=plan.pk)
        gates.pass_through(plan=row, kind="needs", by=world.coordinator, on=TODAY, today=TODAY)

    assert at_once(pass_through, range(4)) == []
    assert plan.gates.get(kind="needs").history.count() == 2


def test_a_part_written_by_two(world, plan):
    """One text is kept, and the other writer is told: nothing is written over."""
    pk = plan.parts.get(number=1).pk

    def write(text):
        part = PlanPart.objects.get(pk=pk)
        parts.write(part=part, text=text, note="", seen=0, by=world.coordinator, now=NOW)

    assert at_once(write, ["One", "Other", "Third"]) == [WHILE_WRITING] * 2
    assert PartVersion.objects.filter(part=pk).count() == 1


def test_two_options_chosen_at_once(world, plan):
    """Whichever is second takes the first one's place."""
    names = ["Joint", "Central", "Framework"]
    pks = [make_option(plan, name).pk for name in names]

    def choose(pk):
        option = PlanOption.objects.get(pk=pk)
        given = {"by": world.coordinator, "now": timezone.now(), "reason": "Cheapest"}
        options.perform(option=option, verb="choose", **given)

    assert at_once(choose, pks) == []
    states = PlanOption.objects.values_list("state", flat=True)
    assert sorted(states) == ["chosen", "proposed", "proposed"]

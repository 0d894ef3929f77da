"""The rights of house.md over the small project: one row a right, one column a person."""

import pytest

from buyers.models import BuyerGroup
from partners.models import Invitation, Organisation, Participation, Person, Project
from tests.people import ROLES, TODAY, make_action, make_meeting, make_period, make_risk
from trainings.models import Programme, Training
from workpackages import countdown
from workpackages.models import (
    Action,
    CountdownStep,
    Deliverable,
    EffortReport,
    Meeting,
    Milestone,
    Risk,
    Task,
    WorkPackage,
)

CONSORTIUM = {"coordinator", "wp_lead", "task_lead", "organiser", "partner", "team_reader"}
PLAN = (WorkPackage, Task, Deliverable, Milestone)
SEES = CONSORTIUM | {"officer"}

RIGHTS = {
    "see the project": (Project, "visible_to", SEES),
    "see its partners": (Participation, "visible_to", SEES),
    "see its organisations": (Organisation, "visible_to", SEES),
    "edit the project": (Project, "editable_by", {"coordinator"}),
    "edit the partners": (Participation, "editable_by", {"coordinator"}),
    "see the plan": (WorkPackage, "visible_to", SEES),
    "edit WP4": (WorkPackage, "editable_by", {"coordinator", "wp_lead"}),
    "edit T4.2": (Task, "editable_by", {"coordinator", "wp_lead", "task_lead"}),
    "edit D4.1": (Deliverable, "editable_by", {"coordinator", "wp_lead"}),
    "report on D4.1": (Deliverable, "may_report", {"coordinator", "wp_lead", "partner"}),
    "owe D4.1": (Deliverable, "owed_by", {"partner"}),
    "edit MS1": (Milestone, "editable_by", {"coordinator", "wp_lead"}),
    "report on MS1": (Milestone, "may_report", {"coordinator", "wp_lead", "task_lead"}),
    "see the risk": (Risk, "visible_to", SEES),
    "edit the risk": (Risk, "editable_by", {"coordinator", "wp_lead", "partner"}),
    "see the meeting": (Meeting, "visible_to", SEES),
    "edit the meeting": (Meeting, "editable_by", {"coordinator", "task_lead"}),
    "see the action": (Action, "visible_to", SEES),
    "edit the action": (
        Action,
        "editable_by",
        {"coordinator", "task_lead", "wp_lead", "partner"},
    ),
    "report on the action": (
        Action,
        "may_report",
        {"coordinator", "task_lead", "wp_lead", "partner", "organiser"},
    ),
    "see the buyer group": (BuyerGroup, "visible_to", SEES | {"buyer"}),
    "manage the buyer group": (BuyerGroup, "editable_by", {"coordinator", "wp_lead"}),
    "see the programme": (Programme, "visible_to", SEES | {"buyer"}),
    "see the training": (Training, "visible_to", SEES | {"buyer"}),
    "schedule trainings": (Training, "schedulable_by", {"coordinator", "task_lead"}),
    "run the training": (Training, "runnable_by", {"coordinator", "task_lead", "organiser"}),
}


@pytest.mark.parametrize(("model", "right", "who"), RIGHTS.values(), ids=RIGHTS.keys())
def test_a_right_is_held_by_exactly_these(world, model, right, who):
    risk = make_risk(world.wp4, world.acr)
    make_action(world.organiser, make_meeting(world.project, host=world.iclei), risk)
    rows = model.objects.all()
    if model is Task:
        rows = rows.filter(pk=world.t42.pk)
    held = {role for role in ROLES if having(rows, right, world.person(role)).exists()}
    assert held == who


def having(rows, right, person):
    """Those to which the person has it: a method of the QuerySet, or one of `rights_of`."""
    if hasattr(rows, right):
        return getattr(rows, right)(person, TODAY)
    return rows.filter(rows.rights_of(person, TODAY)[right])


def test_nobody_sees_a_person_of_another_project(world):
    assert set(Person.objects.visible_to(world.stranger, TODAY)) == {world.stranger}
    assert set(Person.objects.visible_to(world.buyer, TODAY)) == {world.buyer}


def test_a_place_ends_with_its_last_day(world):
    world.partner.places.update(until=TODAY)
    assert Project.objects.visible_to(world.partner, TODAY).exists()
    world.partner.places.update(until="2027-09-05")
    assert not Project.objects.visible_to(world.partner, TODAY).exists()


def test_a_place_ends_with_the_partners_exit(world):
    world.acr.exit = "2027-09-05"
    world.acr.save()
    assert not Project.objects.visible_to(world.partner, TODAY).exists()
    assert not Invitation.objects.editable_by(world.partner, TODAY).exists()


def test_a_closed_project_is_read_and_not_edited(world):
    world.project.closed_on = TODAY
    world.project.save()
    assert Project.objects.visible_to(world.coordinator, TODAY).exists()
    assert not Project.objects.editable_by(world.coordinator, TODAY).exists()
    risk = make_risk(world.wp4, world.acr)
    make_action(world.organiser, make_meeting(world.project, host=world.iclei), risk)
    countdown.plan(deliverable=world.d41, by=world.partner)
    EffortReport.objects.create(period=make_period(world.project), participation=world.acr)
    models = (*PLAN, Risk, Meeting, Action, CountdownStep, EffortReport)
    held = [
        (model, right, role)
        for model in models
        for role in ROLES
        for right, condition in model.objects.rights_of(world.person(role), TODAY).items()
        if model.objects.filter(condition).exists()
    ]
    assert held == []
    assert not Training.objects.runnable_by(world.organiser, TODAY).exists()

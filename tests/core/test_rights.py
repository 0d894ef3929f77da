"""What a filter finds in the table, `holds` finds of the row: each condition is asked both ways."""

import pytest
from django.db.models import Q

from core.rights import holds, tell
from tests.people import (
    NOW,
    ROLES,
    make_action,
    make_deliverable,
    make_meeting,
    make_milestone,
    make_risk,
)
from trainings.models import Programme, Registration, Training
from trainings.querysets import sees_training
from workpackages.models import (
    Action,
    Deliverable,
    Meeting,
    Milestone,
    Risk,
    Task,
    WorkPackage,
)

pytestmark = pytest.mark.django_db


def found(condition, row) -> bool:
    return type(row).objects.filter(condition, pk=row.pk).exists()


@pytest.mark.parametrize(
    "make",
    [
        lambda world: Q(lead=world.acr),
        lambda world: Q(lead=world.iclei),
        lambda world: Q(lead=world.acr.pk),
        lambda world: Q(lead__in=[world.acr.pk, world.iat.pk]),
        lambda world: Q(lead__in=[]),
        lambda world: Q(pk__in=Deliverable.objects.values_list("pk", flat=True)),
        lambda world: Q(reviewer__isnull=True),
        lambda world: Q(reviewer__isnull=False),
        lambda world: Q(reviewer=world.officer),
        lambda world: ~Q(reviewer=world.officer),
        lambda world: Q(reviewer__account="active"),
        lambda world: Q(state="pending", lead=world.acr),
        lambda world: Q(state="pending", lead=world.iat),
        lambda world: Q(state="draft") | Q(lead=world.acr),
        lambda world: ~(Q(state="draft") | Q(lead=world.acr)),
        lambda world: Q(work_package__lead__in={world.unizar.pk}),
        lambda world: Q(project__closed_on__isnull=True) & ~Q(lead=world.iat),
    ],
)
def test_a_row_answers_as_the_table_does(world, make):
    condition = make(world)
    assert holds(condition, world.d41) == found(condition, world.d41)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("closed", [False, True])
def test_every_right_of_every_role_is_the_same_both_ways(world, role, closed):
    person = world.person(role)
    make_milestone(world.wp4, world.acr, "2")
    make_deliverable(world.wp4, world.iclei, "4.2", reviewer=world.partner, state="draft")
    risk = make_risk(world.wp4, world.acr)
    make_risk(world.wp4, world.zagreb, "2")
    meeting = make_meeting(world.project, host=world.iclei)
    make_action(world.partner, meeting)
    make_action(world.organiser, risk=risk)
    if closed:
        world.project.closed_on = world.project.end
        world.project.save()
    plan = (WorkPackage, Task, Deliverable, Milestone, Risk, Meeting, Action)
    for model in (*plan, Programme, Training):
        rights = model.objects.rights_of(person, today=world.project.start)
        rows = model.objects.all()
        assert rights
        assert rows
        for row in rows:
            for name, condition in rights.items():
                assert (name, holds(condition, row)) == (name, found(condition, row))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("registered", [False, True])
def test_who_sees_a_training_is_the_same_both_ways(world, role, registered):
    person = world.person(role)
    if registered:
        Registration.objects.create(
            training=world.training,
            person=person,
            organisation=world.acr.organisation,
            state="withdrawn",
            why="-",
            registered_at=NOW,
            registered_by=person,
        )
    condition = sees_training(person, world.project.start)
    assert holds(condition, world.training) == found(condition, world.training)


def test_telling_asks_nothing_of_what_is_loaded(world, django_assert_num_queries):
    row = Task.objects.select_related("project", "work_package").get(pk=world.t42.pk)
    rights = Task.objects.rights_of(world.task_lead)
    with django_assert_num_queries(0):
        tell(row, rights)
    assert (row.may_coordinate, row.may_edit, row.may_report) == (False, True, True)


@pytest.mark.parametrize("role", ROLES)
def test_columns_answer_as_the_row_does(world, role):
    may_edit = Task.objects.rights_of(world.person(role))["may_edit"]
    for task in Task.objects.select_related("project", "work_package"):
        columns = {
            "project": task.project_id,
            "project__closed_on": task.project.closed_on,
            "lead": task.lead_id,
            "work_package__lead": task.work_package.lead_id,
        }
        assert holds(may_edit, columns) == holds(may_edit, task)

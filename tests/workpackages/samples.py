"""One row of every kind of dated thing that the work plan has."""

from datetime import date
from decimal import Decimal

from django.db.models import Model

from tests.people import (
    NOW,
    World,
    make_action,
    make_deliverable,
    make_meeting,
    make_milestone,
    make_period,
    make_review,
    make_risk,
    make_task,
)
from workpackages import effort
from workpackages.models import EffortReport

DAY = date(2027, 9, 30)  # a Thursday, the last day of M21


def one_of_each(world: World) -> dict[str, Model]:
    """By kind, all on that day and ACR+'s; the action is its reader's, the draft is out."""
    meeting = make_meeting(world.project, first_day=DAY, last_day=DAY)
    period = make_period(world.project, effort_due_on=DAY, report_due_on=DAY)
    effort.plan(
        project=world.project,
        cells={(world.wp4.pk, world.acr.pk): Decimal(6)},
        by=world.coordinator,
        now=NOW,
    )
    return {
        "task_due": make_task(world.wp4, world.acr, "4.7", last_month=21),
        "deliverable_due": make_deliverable(
            *(world.wp4, world.acr, "4.7"),
            due_month=21,
            state="draft",
            reviewer=world.task_lead,
        ),
        "milestone_due": make_milestone(world.wp4, world.acr, "7", due_month=21),
        "project_review": make_review(world.project, world.acr, due_month=21),
        "countdown_step": world.d41.steps.create(
            kind="draft", due_on=DAY, counted_from=world.d41.due_on
        ),
        "risk_review": make_risk(world.wp4, world.acr, review_on=DAY),
        "meeting": meeting,
        "action_due": make_action(world.team_reader, meeting, due_on=DAY),
        "period_report": period,
        "effort_report": EffortReport.objects.get(participation=world.acr),
    }

"""The rules that every project begins with.

They are written into the table by `install_defaults`, which the planner calls at each run: so no
set-up step can be forgotten, a new version's new rules arrive by themselves, and no rule ever
looks behind the moment it was installed. What a person has changed stays changed.
"""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.history import record
from reminders.models import Rule

OWN = Rule.Delivery.OWN
LATE = {"late_from": 5, "late_every": 5}
VERY_LATE = {"late_from": 10, "late_every": 5}

DEFAULTS = [
    # kind, role, days before, the rest
    ("deliverable_due", "lead", [60, 30, 14, 7, 1], LATE),
    ("deliverable_due", "wp_lead", [], LATE),
    ("deliverable_due", "coordinator", [], VERY_LATE),
    ("deliverable_due", "reviewer", [7, 1], LATE),
    ("task_due", "lead", [14, 3], LATE),
    ("task_due", "wp_lead", [], LATE),
    ("task_due", "coordinator", [], VERY_LATE),
    ("milestone_due", "lead", [14, 3], LATE),
    ("milestone_due", "wp_lead", [], LATE),
    ("milestone_due", "coordinator", [], VERY_LATE),
    ("countdown_step", "person", [7, 2, 0], {"late_from": 3, "late_every": 3}),
    ("project_review", "lead", [30, 14, 3], {}),
    ("project_review", "coordinator", [30, 14, 3], {}),
    ("risk_review", "lead", [14, 3], LATE),
    ("risk_review", "coordinator", [], VERY_LATE),
    ("action_due", "owner", [14, 3, 0], LATE),
    ("action_due", "coordinator", [], VERY_LATE),
    ("meeting", "team", [14, 3], {}),
    ("group_meeting", "member", [14, 3], {}),
    ("need_answer_due", "member", [14, 3, 0], LATE),
    ("commitment_expires", "owner", [60, 30, 7], {}),
    ("consultation_opens", "manager", [14, 3], {}),
    ("consultation_closes", "manager", [7, 1], {}),
    ("part_due", "writer", [14, 3, 0], LATE),
    ("scores_wanted", "scorer", [14, 3, 0], LATE),
    ("decision_wanted", "decider", [30, 14, 3, 0], LATE),
    ("gate_due", "manager", [14, 3], LATE),
    ("training_day", "participant", [14, 3, 1], {"delivery": OWN}),
    ("training_day", "organiser", [14, 3], {}),
    ("registration_closes", "organiser", [3], {}),
    ("registrations_lag", "organiser", [21, 14, 7], {}),
    ("go_no_go", "organiser", [3, 0], {}),
    ("training_invitation", "invited", [7, 2], {"delivery": OWN}),
    ("invitations_open", "organiser", [7, 2], {}),
    ("invitation_unanswered", "inviter", [7, 2], {}),
    ("period_report", "coordinator", [30, 14, 3], LATE),
    ("effort_report", "partner", [30, 14, 3], LATE),
    ("effort_report", "approver", [3], LATE),
]


def install_defaults(*, active_from: datetime) -> list[Rule]:
    """Add the defaults that are not there yet; returns those added. One statement when none is."""
    there = set(Rule.objects.defaults().values_list("kind", "role"))
    added = []
    for kind, role, days_before, rest in DEFAULTS:
        if (kind, role) not in there:
            rule = Rule(
                kind=kind, role=role, days_before=days_before, active_from=active_from, **rest
            )
            try:
                with transaction.atomic():
                    record(rule, _("Shipped with the portal"))
            except IntegrityError:
                continue  # another planner was first
            added.append(rule)
    return added

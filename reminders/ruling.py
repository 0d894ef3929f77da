"""Changing a project's rules and a person's preferences."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from core.history import record
from outbox.models import Category
from outbox.unsubscribing import leave, rejoin
from partners.models import Project
from reminders.models import Preference, Rule
from reminders.planning import plan

COLUMNS = ("days_before", "late_from", "late_every", "delivery", "is_on")


def set_rule(*, project: Project, default: Rule, by, now: datetime, reason: str = "", **fields):
    """The project's own rule in place of the default; `fields` are some of COLUMNS.

    It counts from now on. What came due by the old one is planned first, so nothing is lost
    between the two.
    """
    plan(now)
    with transaction.atomic():
        rule = own_rule(project, default, **fields)
        if rule.pk:
            rule.change(by=by, now=now, reason=reason, **fields)
        else:
            rule.active_from = rule.planned_until = now
            rule.full_clean()
            record(rule, reason or _("Set for this project"), by=by)
    return rule


def own_rule(project: Project, default: Rule, **fields) -> Rule:
    """The project's rule with these fields, not saved; a copy of the default where it has none."""
    own = Rule.objects.filter(project=project, kind=default.kind, role=default.role).first()
    if own is None:
        copied = {
            name: getattr(default, name) for name in (*COLUMNS, "kind", "role", "active_from")
        }
        own = Rule(project=project, **copied)
    for name, value in fields.items():
        setattr(own, name, value)
    return own


@transaction.atomic
def choose(*, person, rhythm: str, weekday: int, wanted: list[str]) -> None:
    """How often a person wants their digest, and which optional mail at all."""
    preference, _created = Preference.objects.select_for_update().get_or_create(person=person)
    preference.rhythm, preference.weekday = rhythm, weekday
    record(preference, "", "rhythm", "weekday", by=person)
    for category in Category:
        if category.optional:
            act = rejoin if category in wanted else leave
            act(address=person.email, category=category)

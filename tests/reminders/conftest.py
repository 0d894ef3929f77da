"""The planner's tests: a day in the life of the small project, and what the ledger says of it."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from outbox.models import Mail
from reminders import planning, sending
from reminders.defaults import install_defaults
from reminders.models import Entry, Rule

BRUSSELS = ZoneInfo("Europe/Brussels")
INSTALLED = datetime(2027, 1, 4, 12, tzinfo=BRUSSELS)


def at(text: str, zone: str = "Europe/Brussels") -> datetime:
    """at("2027-09-06 08:00")"""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def run(now: datetime | str) -> None:
    """One minute of the portal: the planner, then the workers. The clock of the machine agrees."""
    now = at(now) if isinstance(now, str) else now
    with time_machine.travel(now, tick=False):
        planning.plan(now)
        sending.send_all(now)


def ledger(**which) -> list[tuple[str, int, str]]:
    """(who, step, state) in the order of their moments."""
    rows = Entry.objects.filter(**which).order_by("due", "step", "pk")
    return list(rows.values_list("person__name", "step", "state"))


def told(**which) -> list[tuple[str, int]]:
    """(who, step) of what became mail."""
    rows = Entry.objects.filter(mail__isnull=False, **which).order_by("due", "step", "pk")
    return list(rows.values_list("person__name", "step"))


def subjects(person=None) -> list[str]:
    mails = Mail.objects.filter(category__in=("digest", "training", "reminder")).order_by("pk")
    if person:
        mails = mails.filter(to=person.email)
    return list(mails.values_list("subject", flat=True))


@pytest.fixture
def rules(world):
    """rules("deliverable_due/lead", ...) -> only these of the shipped rules are on."""
    install_defaults(active_from=INSTALLED)

    def switch_on(*names):
        for rule in Rule.objects.all():
            rule.is_on = f"{rule.kind}/{rule.role}" in names
            rule.save()
        return [Rule.objects.get(kind=k, role=r) for k, r in (name.split("/") for name in names)]

    return switch_on


@pytest.fixture
def lead_rule(rules) -> Rule:
    """Deliverables, to the lead: 60, 30, 14, 7 and 1 days before, and every 5 working days late."""
    return rules("deliverable_due/lead")[0]

"""A reminder run: planning alone, then planning, writing and sending by real Celery workers."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benchmarks import figures
from benchmarks.loading import World
from benchmarks.loading_trainings import REMINDED, fall_due
from benchmarks.servers import children, started
from outbox.models import Mail
from ppi_portal.celery import app
from reminders import planning, tasks
from reminders.models import Entry, Rule

PATIENCE = 120  # seconds after which a run has failed


def measure(world: World, folder, arrived, rounds: int) -> dict:
    """`arrived` is the mail server's function; a run of 1,000 and one of 5,000."""
    Mail.objects.filter(state="queued").update(state="withdrawn")  # of the registrations before
    found = {}
    with started("worker", folder) as worker:
        worker.wait_until(lambda: app.control.ping(timeout=0.5))
        reminded = world.trainings[1 : 1 + REMINDED]
        for name, trainings in (("1000", reminded[:1]), ("5000", reminded[1:])):
            fall_due(world, trainings)
            found[f"plan_{name}"] = plan(rounds)
            found[f"mails_{name}"] = send(arrived) | {"workers": len(children(worker.pid)) or 2}
    return found


def plan(rounds: int) -> dict:
    """Written down and committed each time, then taken out again."""
    taken = []
    for _round in range(rounds):
        now = timezone.now()
        began = time.perf_counter()
        planning.plan(now)
        taken.append((time.perf_counter() - began) * 1000)
        rows = forget()
    with CaptureQueriesContext(connection) as captured:
        planning.plan(timezone.now())
    forget()
    return figures.times(taken) | {"rows": rows, "statements": len(captured)}


def forget() -> int:
    """Takes back what was planned and not yet sent; how many rows."""
    Rule.objects.update(planned_until=None)
    planned = Entry.objects.filter(mail__isnull=True)
    return planned._raw_delete(planned.db)


def send(arrived) -> dict:
    """One tick of beat, until the last mail has arrived."""
    wanted = mails_to_come()
    arrived(reset=True)
    began = time.monotonic()
    tasks.plan.delay()
    while (found := arrived()).mails < wanted and time.monotonic() - began < PATIENCE:
        time.sleep(0.05)
    time.sleep(1)  # a second copy would come about now
    found = arrived()
    seconds = found.last - began
    return {
        "mails_per_s": round(found.mails / seconds),
        "rows": found.mails,
        "seconds": round(seconds, 2),
        "first_ms": round((found.first - began) * 1000),
        "connections": found.connections,
        "lost": wanted - found.distinct,
        "doubled": found.mails - found.distinct,
    }


def mails_to_come() -> int:
    """One for each reminder of its own, one for each person with a digest."""
    due = [entry for entry in planning.come_due(timezone.now()) if entry.state == "planned"]
    own = sum(entry.rule.delivery == Rule.Delivery.OWN for entry in due)
    digests = {e.person_id for e in due if e.rule.delivery == Rule.Delivery.DIGEST}
    today = timezone.localdate()
    had = Mail.objects.filter(purpose_key__in=[f"digest/{pk}/{today}" for pk in digests])
    return own + len(digests) - had.count()

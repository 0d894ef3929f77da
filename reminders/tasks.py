"""What beat and workers run. Nothing is lost with a task: the ledger's rows wait for the next."""

from celery import shared_task
from django.utils import timezone

from reminders import planning, sending


@shared_task(expires=60)
def plan():
    """Every minute: write down what has come due, and let all workers make mail of it."""
    now = timezone.now()
    planning.plan(now)
    own, digests = sending.waiting(now)
    for ids in own:
        send_own.delay(ids)
    for ids in digests:
        send_digests.delay(ids)


@shared_task(expires=60)  # by then the next minute has asked again for what still waits
def send_own(entry_ids):
    sending.send_own(entry_ids, timezone.now())


@shared_task(expires=60)
def send_digests(person_ids):
    sending.send_digests(person_ids, timezone.now())

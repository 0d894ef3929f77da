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
    try:
        # Before all workers have something to write: so another one is free to send these at once.
        if own:
            sending.send_own(own.pop(0), now)
    finally:
        if own:
            send_own.delay(own)
        if digests:
            send_digests.delay(digests)


# Each task puts the other batches at the end of the queue and does the first: so delivery, which
# the first commit rings for, does not wait until everything is written. A task expires because the
# next minute asks again for what still waits.


@shared_task(expires=60)
def send_own(batches):
    """`batches` of entry ids."""
    entry_ids, *others = batches
    if others:
        send_own.delay(others)
    sending.send_own(entry_ids, timezone.now())


@shared_task(expires=60)
def send_digests(batches):
    """`batches` of person ids."""
    person_ids, *others = batches
    if others:
        send_digests.delay(others)
    sending.send_digests(person_ids, timezone.now())

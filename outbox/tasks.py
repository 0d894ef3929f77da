"""What workers run. Nothing is lost with a task: rows wait for the next one.

Deliveries that nobody could take within 10 s are dropped, the next sweep stands in for them: so
they never pile up in front of other tasks.
"""

from celery import shared_task
from django.utils import timezone

from outbox import delivery, purging
from outbox.smtp import Server

server = Server()


@shared_task(expires=10)
def deliver():
    """Rung for after each commit that posts mail."""
    delivery.deliver(server, more=deliver.delay)


@shared_task(expires=10)
def sweep():
    """Every 10 s: retries, leases that ended, and mail whose ring was lost."""
    delivery.deliver(server, more=deliver.delay)


@shared_task
def purge():
    """Every hour."""
    purging.purge(timezone.now())

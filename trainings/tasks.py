"""What Celery does for the trainings."""

from celery import shared_task
from django.utils import timezone

from trainings import registration, retention


@shared_task
def expire_offers():
    """End the offers whose time is over and pass their seats on; a second run finds nothing."""
    registration.expire_offers(now=timezone.now())


@shared_task
def forget_needs():
    """Delete food and access that nobody needs any more; a second run finds nothing."""
    retention.forget_needs(today=timezone.localdate())

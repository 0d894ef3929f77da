"""Celery tasks of the roof."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

from . import health


@shared_task
def pulse() -> None:
    """Beat asks for it every minute and a worker does it, so its age tells that both are alive."""
    cache.set(health.PULSE, timezone.now(), timeout=None)

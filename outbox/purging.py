"""Deleting the text of mail; the record that it went out stays."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from outbox.models import Mail, State

KEPT_FOR = timedelta(days=180)


def purge(now: datetime) -> int:
    """Delete texts older than KEPT_FOR, and secrets that will not be sent any more; how many."""
    gone = Q(created_at__lt=now - KEPT_FOR) & ~Q(state__in=[State.QUEUED, State.SENDING])
    if not settings.DEMO:
        over = [State.SENT, State.WITHDRAWN, State.SUPPRESSED, State.EXPIRED]
        gone |= Q(secret=True, state__in=over)
    with_text = Mail.objects.filter(gone, purged_at__isnull=True)
    return with_text.update(text="", html="", attachments=[], purged_at=now)

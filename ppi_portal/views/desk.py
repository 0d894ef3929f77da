"""My desk: the home page of everyone."""

from datetime import datetime, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ppi_portal.desk import lay

A_VISIT = timedelta(hours=4)  # a pause longer than this begins a new visit


def desk(request):
    now = timezone.now()
    since = last_visit(request, now)
    context = {
        "desk": lay(request.user, now=now, since=since),
        "since": since,
        "today": timezone.localdate(now),
        "greeting": greeting(timezone.localtime(now).hour),
    }
    return render(request, "ppi_portal/desk.html", context)


def last_visit(request, now: datetime) -> datetime:
    """When the visit before this one took place; for a first visit, a week ago."""
    seen = request.user.desk_seen_at
    if seen is None or now - seen > A_VISIT:
        since = seen or now - timedelta(days=7)
        request.session["desk_since"] = since.isoformat()
        request.user.desk_seen_at = now
        request.user.save(update_fields=["desk_seen_at"])
        return since
    kept = request.session.get("desk_since")
    return datetime.fromisoformat(kept) if kept else seen


def greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning.")
    return _("Good afternoon.") if hour < 18 else _("Good evening.")

"""My desk: the home page of everyone."""

from datetime import datetime, timedelta

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ppi_portal.desk import lay

A_VISIT = timedelta(hours=4)  # a pause longer than this begins a new visit


@require_safe
def desk(request):
    """With ?all the whole of what one owes: no other page has plan, steps, actions and risks."""
    now = timezone.now()
    since = begin_visit(request.user, now)
    laid = lay(request.user, now=now, since=since)
    if "all" in request.GET:
        laid.owed.shown = len(laid.owed)
    context = {
        "desk": laid,
        "since": since,
        "today": timezone.localdate(now),
        "greeting": greeting(timezone.localtime(now).hour),
    }
    return render(request, "ppi_portal/desk.html", context)


def begin_visit(person, now: datetime) -> datetime:
    """When the visit before this one began; for a first visit, a week ago."""
    if person.desk_seen_at is None or now - person.desk_seen_at > A_VISIT:
        person.desk_seen_before, person.desk_seen_at = person.desk_seen_at, now
        person.save(update_fields=["desk_seen_before", "desk_seen_at"])
    return person.desk_seen_before or now - timedelta(days=7)


def greeting(hour: int) -> str:
    if hour < 12:
        return _("Good morning.")
    return _("Good afternoon.") if hour < 18 else _("Good evening.")

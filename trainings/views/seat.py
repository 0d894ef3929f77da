"""One's own seat by personal link, without an account. Open to whoever has the link."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from core.languages import speak, speaks
from trainings import emails, links
from trainings.models import Registration

RELATED = ("person", "organisation", "training__project", "training__organiser__organisation")


@login_not_required
@speaks
@never_cache
@rate_limit(action="training_link", limit_get=True)
def seat(request, token):
    """Looking at it changes nothing. Every link that does not work gets the same page."""
    try:
        row = links.find(Registration.objects.select_related(*RELATED), token, now=timezone.now())
    except links.DeadLink:
        return render(request, "trainings/dead_link.html", status=404)
    speak(request, own=row.person.language)
    context = {
        "registration": row,
        "training": row.training,
        "days": emails.active_days(row.training),
    }
    return render(request, "trainings/seat.html", context)

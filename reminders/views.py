"""Pages of the reminders."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from reminders.emails import WHY_SALT
from reminders.models import Entry


def preferences(request):
    return render(request, "reminders/preferences.html")


@login_not_required
@require_GET
def why(request, token):
    """Why its reader got a mail; the signed link in the mail is the right."""
    try:
        purpose_key = signing.loads(token, salt=WHY_SALT)
    except signing.BadSignature:
        raise Http404 from None
    entries = Entry.objects.filter(mail__purpose_key=purpose_key).select_related("rule", "person")
    return render(request, "reminders/why.html", {"entries": entries})

"""One's own reminders: what one wants, and why one got a mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.languages import speak, speaks
from reminders import ruling
from reminders.emails import signer
from reminders.forms import PreferenceForm
from reminders.models import Entry, Preference

LATEST = 10


@require_http_methods(["GET", "POST"])
def preferences(request):
    mine = Preference.objects.filter(person=request.user).first()
    form = PreferenceForm(request.POST or None, instance=mine, person=request.user)
    if request.method == "POST" and form.carry_out(
        form.save, perform=ruling.choose, person=request.user
    ):
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("reminders:preferences")
    latest = Entry.objects.filter(person=request.user, mail__isnull=False).for_reader()[:LATEST]
    return render(request, "reminders/preferences.html", {"form": form, "latest": latest})


@login_not_required
@speaks
@require_GET
def why(request, token):
    """Why its reader got a mail; the signed link in the mail is the right."""
    try:
        purpose_key = signer.unsign_object(token)
    except signing.BadSignature:
        raise Http404 from None
    entries = list(Entry.objects.filter(mail__purpose_key=purpose_key).for_reader())
    if not entries:
        raise Http404
    speak(request, own=entries[0].person.language)
    context = {"entries": entries, "mail": entries[0].mail, "person": entries[0].person}
    return render(request, "reminders/why.html", context)

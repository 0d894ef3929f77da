"""One's own seat."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from trainings import registration
from trainings.forms.registering import WithdrawForm
from trainings.models import Registration
from trainings.views import find_address, find_seen, heading

SAID = {
    Registration.State.APPLIED: gettext_lazy("You have applied. The organiser answers by mail."),
    Registration.State.CONFIRMED: gettext_lazy(
        "You have a seat. A mail with all details is on its way."
    ),
    Registration.State.WAITING: gettext_lazy(
        "You are on the waiting list. A mail comes when a seat is free."
    ),
}


@require_POST
def register(request, slug, training):
    row = find_address(request, slug, training)
    try:
        registered = registration.register(
            training=row, person=request.user, by=request.user, now=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, SAID[registered.state])
    return redirect(row)


def withdraw(request, slug, training):
    row = find_seen(request, slug, training)
    own = get_object_or_404(row.registrations.active(), person=request.user)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.carry_out(
        lambda: registration.withdraw(
            registration=own,
            by=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    ):
        messages.success(request, _("Done. Thank you for making room."))
        return redirect(row)
    waits = own.state == Registration.State.WAITING
    context = heading(row) | {
        "form": form,
        "title": _("Leave the waiting list?") if waits else _("Give your seat back?"),
        "lede": ""
        if waits
        else _("The first in line gets it. You may register again, behind those who wait."),
        "submit": _("Leave the waiting list") if waits else _("Give the seat back"),
        "danger": True,
    }
    return render(request, "trainings/form.html", context)


@require_POST
def answer(request, slug, training):
    """Accept or decline an offered seat."""
    row = find_seen(request, slug, training)
    own = get_object_or_404(row.registrations.active(), person=request.user)
    acts = {"accept": registration.accept, "decline": registration.decline}
    act = acts.get(request.POST.get("answer"))
    if act is None:
        raise Http404
    try:
        done = act(registration=own, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, SAID.get(done.state, _("The seat goes to the next in line.")))
    return redirect(row)

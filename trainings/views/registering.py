"""One's own seat."""

from functools import cache

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.views import form_page
from trainings import eligibility, emails, registration
from trainings.forms.answering import ToldForm
from trainings.forms.registering import WithdrawForm
from trainings.models import Question, Registration, Training
from trainings.views import find_seen, heading, require_seen

SAID = {
    Registration.State.APPLIED: gettext_lazy("You have applied. The organiser answers by mail."),
    Registration.State.CONFIRMED: gettext_lazy(
        "You have a seat. A mail with all details is on its way."
    ),
    Registration.State.WAITING: gettext_lazy(
        "You are on the waiting list. A mail comes when a seat is free."
    ),
}


def register(request, slug, training):
    """With one press, where no answer is needed; else, or to tell more, by the form."""
    if request.method != "POST" or "diet" in request.POST:  # the form was filled in
        return ask(request, find_seen(request, slug, training))
    row = find_to_register(request, slug, training)
    if row.needs_answers:
        return redirect("trainings:register", slug, training)
    try:
        registered = registration.register(
            training=row, person=request.user, by=request.user, now=timezone.now()
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, SAID[registered.state])
    return redirect(row)


@cache
def _to_register():
    """Built once: docs/speed.md."""
    rows = Training.objects.select_related("project").only("slug", "programme", "project__slug")
    required = Question.objects.asked_there().filter(is_required=True)
    return rows.annotate(needs_answers=Exists(required))


def find_to_register(request, slug, training) -> Training:
    """Its address, and whether it `needs_answers` of whoever registers."""
    row = get_object_or_404(_to_register(), project__slug=slug, slug=training)
    require_seen(request, row)
    return row


def ask(request, row):
    """The form of registering: what is asked, food and access, consents. All of it is kept with
    the seat or nothing is."""
    now = timezone.now()
    form = ToldForm(
        request.POST if request.method == "POST" else None,
        questions=Question.objects.asked_at(row),
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            registration.register,
            training=row,
            person=request.user,
            by=request.user,
            now=now,
            told=form.told(),
        )
    ):
        messages.success(request, SAID[form.outcome.state])
        return redirect(row)
    verdict = eligibility.check(
        programme=row.programme, person=request.user, today=timezone.localdate()
    )
    if request.method != "POST" and not (verdict.eligible and row.takes_registrations(now)):
        return redirect(row)  # whose page says why
    submit = _("Register") if row.seats_free else _("Join the waiting list")
    if row.needs_approval:
        submit = _("Apply")
    return form_page(
        request,
        form,
        row.project,
        _("Register"),
        above=row.get_absolute_url(),
        above_label=row.title,
        submit=submit,
        template="trainings/register.html",
        training=row,
        days=emails.active_days(row),
        verdict=verdict,
    )


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
    context = heading(row) | {"form": form} | words_of_withdrawing(own)
    return render(request, "trainings/form.html", context)


def words_of_withdrawing(own) -> dict:
    """What the page asks before it takes a registration back."""
    title, submit = _("Give your seat back?"), _("Give the seat back")
    lede = _("The first in line gets it. You may register again, behind those who wait.")
    if own.state == Registration.State.WAITING:
        title, submit, lede = _("Leave the waiting list?"), _("Leave the waiting list"), ""
    elif own.state == Registration.State.APPLIED:
        title, submit, lede = _("Take your application back?"), _("Take it back"), ""
    return {"title": title, "submit": submit, "lede": lede, "danger": True}


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

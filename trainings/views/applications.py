"""One registration as who runs the training reads it, and answering applications."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.history import changes
from trainings import answering, registration
from trainings.forms.registering import ApproveForm
from trainings.models import Question, Registration, Training
from trainings.views import find, heading

State = Registration.State


def registration_page(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    rows = row.registrations.select_related(
        "person", "organisation", "registered_by", "special_needs"
    )
    found = get_object_or_404(rows, pk=pk)
    found.training = row
    asked = Question.objects.in_force_or_answered(row).with_answers_of(found)
    may_change = row.state in Training.AHEAD and not row.has_begun(timezone.now())
    context = heading(row) | {
        "registration": found,
        "answers": [
            {
                "question": each.text,
                "answer": each.answered and answering.in_words(each.kind, each.answered),
            }
            for each in asked
            if each.answered or not each.retired_at
        ],
        "needs": getattr(found, "special_needs", None),
        "consents": found.consents.order_by("pk"),
        "changes": changes(found),
        "may_change": may_change and found.is_active,
        "may_approve": may_change and found.state == State.APPLIED,
    }
    return render(request, "trainings/registration.html", context)


@require_POST
def approve(request, slug, training):
    """The ticked applications; what becomes of each is said."""
    row = find(request, slug, training, "may_run")
    form = ApproveForm(request.POST, rows=row.registrations.all())
    if form.is_valid():
        try:
            outcomes = registration.approve_several(
                training=row,
                registrations=form.cleaned_data["item"],
                by=request.user,
                now=timezone.now(),
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            say(request, outcomes)
    else:
        messages.error(request, " ".join(form.errors["item"]))
    return redirect("trainings:registrations", slug, training)


def say(request, outcomes) -> None:
    """One note for each outcome, with the names."""

    def names(state):
        rows = [each for each in outcomes if each.registration and each.registration.state == state]
        return ", ".join(str(each.person) for each in rows)

    seated, waiting = names(State.CONFIRMED), names(State.WAITING)
    if seated:
        messages.success(request, _("They have a seat: %(names)s.") % {"names": seated})
    if waiting:
        messages.warning(request, _("On the waiting list: %(names)s.") % {"names": waiting})
    for each in outcomes:
        if each.registration is None:
            words = {"person": each.person, "refusal": each.refusal}
            messages.error(request, _("%(person)s: %(refusal)s") % words)

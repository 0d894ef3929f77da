"""What one has told of oneself, to be read and changed by the person: answers, needs, consents."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import form_page
from trainings import answering
from trainings.forms.answering import ToldForm, initial_of
from trainings.models import Question
from trainings.views import find_seen


def answers(request, slug, training):
    """One's own newest registration; of one that has ended the consents alone."""
    row, now = find_seen(request, slug, training), timezone.now()
    own = row.registrations.filter(person=request.user).order_by("-pk").first()
    if own is None:
        raise Http404
    own.training = row
    form = form_of(request, own, now)
    if save(request, form, own, now):
        return redirect(row)
    return form_page(
        request,
        form,
        row.project,
        _("Your answers"),
        above=row.get_absolute_url(),
        above_label=row.title,
        submit=_("Save"),
        template="trainings/answers.html",
        consents_only=form.questions is None,
    )


def form_of(request, registration, now) -> ToldForm:
    """The form of what can still be changed; the registration has its training."""
    questions = None
    if answering.takes_answers(registration, now):
        asked = Question.objects.asked_at(registration.training)
        questions = list(asked.with_answers_of(registration))
    return ToldForm(
        request.POST if request.method == "POST" else None,
        questions=questions,
        initial=initial_of(registration, questions),
    )


def save(request, form, registration, now) -> bool:
    """Whether the form was sent and its answers were kept."""
    if request.method != "POST" or not form.is_valid():
        return False
    kept = form.carry_out(answering.say, registration=registration, told=form.told(), now=now)
    if kept:
        messages.success(request, _("Saved."))
    return kept

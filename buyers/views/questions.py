"""What suppliers ask in a consultation, and what they are answered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import consulting
from buyers.forms.consultations import QuestionForm
from buyers.models import Consultation, ConsultationQuestion
from buyers.views.consultations import find
from core.views import form_page


def new_question(request, slug, group, number):
    """The text may come with the address, from a question that it follows."""
    row = find(request.user, slug, group, number, to_edit=True)
    if row.state == Consultation.State.CANCELLED and request.method != "POST":
        messages.warning(request, _("This consultation is cancelled: it takes no questions."))
        return redirect(row)
    today = timezone.localdate()
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=ConsultationQuestion(consultation=row),
        initial={"asked_on": today},
        today=today,
    )
    return question_page(request, row, form, _("New question"), _("Enter the question"))


def edit_question(request, slug, group, number, question):
    row = find(request.user, slug, group, number, to_edit=True)
    found = find_question(row, question)
    if found.published_at and request.method != "POST":
        messages.warning(
            request,
            _("Question %d is published and stays as it is. Enter a new one that follows it.")
            % found.number,
        )
        return redirect(place_of(row, found))
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=found,
        today=timezone.localdate(),
    )
    return question_page(request, row, form, _("Question %d") % question, _("Save"))


def question_page(request, row, form, title, submit):
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Question %d is saved.") % form.outcome.number)
        return redirect(place_of(row, form.outcome))
    return form_page(
        request,
        form,
        row.group.project,
        title,
        submit=submit,
        above=row.get_absolute_url(),
        above_label=row.title,
    )


def publish_question(request, slug, group, number, question):
    """Asked on a page of its own: nothing takes it back."""
    row = find(request.user, slug, group, number, to_edit=True)
    found = find_question(row, question)
    if request.method == "POST":
        try:
            consulting.publish(question=found, by=request.user, now=timezone.now())
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        else:
            messages.success(request, _("Question %d is published.") % question)
        return redirect(place_of(row, found))
    return form_page(
        request,
        None,
        row.group.project,
        _("Publish question %d") % question,
        lede=_("Everybody reads question and answer, and nobody can change them any more."),
        submit=_("Publish it"),
        above=row.get_absolute_url(),
        above_label=row.title,
        template="buyers/publish_question.html",
        question=found,
    )


def find_question(row, number) -> ConsultationQuestion:
    found = get_object_or_404(row.questions, number=number)
    found.consultation = row
    return found


def place_of(row, question) -> str:
    return f"{row.get_absolute_url()}#question-{question.number}"

"""What is asked at registration: of a programme by who edits it, of a training by who runs it."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.views import form_page
from trainings import questions
from trainings.forms.questions import QuestionForm
from trainings.models import Programme, Question, Training
from trainings.views import find
from trainings.views.overview import find_programme


@dataclass(frozen=True, slots=True)
class Holder:
    """What the questions belong to: a programme, or one training of it."""

    programme: Programme
    training: Training | None
    names: dict[str, str]  # of the pages: list, new, edit, act
    slugs: tuple[str, str]

    @property
    def row(self):
        return self.training or self.programme

    @property
    def questions(self):
        return Question.objects.filter(programme=self.programme, training=self.training)

    def address(self, page: str, *args) -> str:
        return reverse(f"trainings:{self.names[page]}", args=[*self.slugs, *args])


def of_programme(request, slug, programme) -> Holder:
    row = find_programme(request, slug, programme)
    names = {
        "list": "programme_questions",
        "new": "programme_question_new",
        "edit": "programme_question",
        "act": "programme_question_act",
    }
    return Holder(row, None, names, (slug, programme))


def of_training(request, slug, training) -> Holder:
    row = find(request, slug, training, "may_run")
    names = {
        "list": "questions",
        "new": "question_new",
        "edit": "question",
        "act": "question_act",
    }
    return Holder(row.programme, row, names, (slug, training))


def programme_questions(request, slug, programme):
    return listing(request, of_programme(request, slug, programme))


def training_questions(request, slug, training):
    return listing(request, of_training(request, slug, training))


def new_programme_question(request, slug, programme):
    return new(request, of_programme(request, slug, programme))


def new_training_question(request, slug, training):
    return new(request, of_training(request, slug, training))


def edit_programme_question(request, slug, programme, pk):
    return edit(request, of_programme(request, slug, programme), pk)


def edit_training_question(request, slug, training, pk):
    return edit(request, of_training(request, slug, training), pk)


@require_POST
def act_on_programme_question(request, slug, programme, pk, verb):
    return act(request, of_programme(request, slug, programme), pk, verb)


@require_POST
def act_on_training_question(request, slug, training, pk, verb):
    return act(request, of_training(request, slug, training), pk, verb)


def listing(request, holder):
    """For a training those of its programme stand above, to be read."""
    rows = Question.objects.filter(programme=holder.programme)
    rows = list(rows.filter(training=None) if not holder.training else rows.of(holder.training))
    counted = dict(holder.questions.with_count().values_list("pk", "times_answered"))
    own = [
        {
            "question": row,
            "kind": row.get_kind_display(),
            "times_answered": counted[row.pk],
            "edit": holder.address("edit", row.pk),
            "act": holder.address("act", row.pk, "restore" if row.retired_at else "retire"),
        }
        for row in rows
        if row.pk in counted
    ]
    context = {
        "project": holder.programme.project,
        "holder": holder.row,
        "is_training": holder.training is not None,
        "own": [row for row in own if not row["question"].retired_at],
        "retired": [row for row in own if row["question"].retired_at],
        "of_programme": [row for row in rows if row.pk not in counted and row.retired_at is None],
        "new": holder.address("new"),
    }
    return render(request, "trainings/questions.html", context)


def new(request, holder):
    question = Question(programme=holder.programme, training=holder.training)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=question,
        initial={"position": holder.questions.count() + 1},
    )
    if request.method == "POST" and form.carry_out(
        questions.write, question=question, by=request.user
    ):
        messages.success(request, _("Saved. It is asked from now on."))
        return redirect(holder.address("list"))
    return page(request, holder, form, _("New question"), _("Ask it"))


def edit(request, holder, pk):
    question = get_object_or_404(holder.questions, pk=pk, retired_at=None)
    form = QuestionForm(
        request.POST if request.method == "POST" else None,
        instance=question,
    )
    if request.method == "POST" and form.is_valid():
        given = {"question": question, "by": request.user, **form.given()}
        if form.carry_out(questions.change, **given):
            messages.success(request, _("Saved."))
            return redirect(holder.address("list"))
    return page(request, holder, form, _("Change the question"), _("Save"))


def page(request, holder, form, title, submit):
    return form_page(
        request,
        form,
        holder.programme.project,
        title,
        above=holder.address("list"),
        above_label=_("Questions: %(title)s") % {"title": holder.row},
        submit=submit,
    )


def act(request, holder, pk, verb):
    question = get_object_or_404(holder.questions, pk=pk)
    try:
        if verb == "retire":
            questions.retire(question=question, by=request.user, now=timezone.now())
            undo = holder.address("act", pk, "restore")
            messages.success(request, _("It is asked no more."), extra_tags=f"undo:{undo}")
        elif verb == "restore":
            questions.restore(question=question, by=request.user)
            messages.success(request, _("It is asked again."))
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect(holder.address("list"))

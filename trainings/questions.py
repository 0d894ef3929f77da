"""What is asked at registration: writing, ordering and retiring questions.

A question that somebody has answered keeps its words: an answer must not come to mean something
else. Who wants other words retires it and writes a new one.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import assign, entered_before, record
from trainings.models import Question

CHOICES = (Question.Kind.ONE, Question.Kind.SEVERAL)
WORDS = ("text", "kind", "options", "is_required")  # what an answer is an answer to
MOST = 20  # asked of one person; more is a questionnaire
MOST_OPTIONS = 30
LONGEST_OPTION = 60  # so that all of them together fit into an answer


@transaction.atomic
def write(*, question: Question, by) -> Question:
    """Ask one question more; raises ValidationError."""
    _check(question)
    if before := entered_before(question, by=by):
        return before
    asked = Question.objects.filter(
        programme=question.programme_id, training=question.training_id, retired_at=None
    )
    if asked.count() >= MOST:
        raise ValidationError(
            _("%(n)d questions are asked. Retire one before you ask more.") % {"n": MOST}
        )
    record(question, "", by=by)
    return question


@transaction.atomic
def change(*, question: Question, by, **values) -> Question:
    """Other words or another place; raises ValidationError for words that were answered."""
    question = _held(question)
    changed = assign(question, **values)
    if any(name in WORDS for name in changed) and question.answers.exists():
        raise ValidationError(
            _("Somebody has answered this question. Ask it no more, and write a new one."),
            code="answered",
        )
    _check(question)
    record(question, "", *changed, by=by)
    return question


@transaction.atomic
def retire(*, question: Question, by, now: datetime) -> Question:
    """Ask it no more; its answers stay."""
    question = _held(question)
    if question.retired_at is None:
        question.retired_at = now
        record(question, _("Asked no more"), "retired_at", by=by)
    return question


@transaction.atomic
def restore(*, question: Question, by) -> Question:
    """Ask a retired question again."""
    question = _held(question)
    if question.retired_at is not None:
        question.retired_at = None
        record(question, _("Asked again"), "retired_at", by=by)
    return question


def _held(question) -> Question:
    return Question.objects.select_for_update().get(pk=question.pk)


def _check(question) -> None:
    question.full_clean()
    options = question.options
    if question.kind not in CHOICES:
        if options:
            raise ValidationError(
                {"options": _("Only for a choice. Leave this empty, or take another kind.")}
            )
        return
    if len(options) < 2:
        raise ValidationError({"options": _("Write at least two, one a line.")})
    if len(options) > MOST_OPTIONS:
        raise ValidationError(
            {"options": _("These are too many: %(n)d at most.") % {"n": MOST_OPTIONS}}
        )
    if len(set(options)) < len(options):
        raise ValidationError({"options": _("One of these stands here twice.")})
    if max(map(len, options)) > LONGEST_OPTION:
        raise ValidationError(
            {
                "options": _("One of these is too long: %(n)d letters at most.")
                % {"n": LONGEST_OPTION}
            }
        )

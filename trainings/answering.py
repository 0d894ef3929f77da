"""What people tell of themselves at registration and later: answers, food and access, consents.

Nothing of it decides whether they may come. What is told at registration is kept in the same
transaction as the seat.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trainings.models import Consent, Question, QuestionAnswer, Registration, SpecialNeeds

# What one agrees to, in the words that are kept with the consent.
WORDS = {
    Consent.Purpose.PHOTOS: gettext_lazy(
        "Photos in which I can be recognised may be published by the project."
    ),
    Consent.Purpose.LIST: gettext_lazy(
        "My name and organisation may stand on a list that all participants get."
    ),
    Consent.Purpose.NEWS: gettext_lazy("I may be told by mail of further trainings."),
}

YES_OR_NO = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]


@dataclass(frozen=True, slots=True)
class Told:
    """What one person says: of each question asked its answer, "" where there is none; of several
    options one a line. `answers` None: of answers, food and access nothing is said now."""

    answers: Mapping[Question, str] | None = None
    diet: str = ""
    access: str = ""
    consents: frozenset[str] = field(default_factory=frozenset)  # purposes agreed to


@transaction.atomic
def say(*, registration, told: Told, now: datetime) -> Registration:
    """Change what one has told. Answers, food and access until the training begins; a consent is
    given and taken back at any time."""
    # Held, so that two pages of one person cannot both write the first answer.
    rows = Registration.objects.select_for_update(of=("self",)).select_related("training")
    registration = rows.get(pk=registration.pk)
    if told.answers is not None and not takes_answers(registration, now):
        raise ValidationError(_("It is too late to change your answers."), code="closed")
    keep(registration, told, now=now)
    return registration


def takes_answers(registration, now: datetime) -> bool:
    """Whether answers, food and access can still be told."""
    return registration.is_active and not registration.training.has_begun(now)


def keep(registration, told: Told, *, now: datetime, is_new: bool = False) -> None:
    """Write what was told, in the transaction of the act that calls it. Of a registration that is
    new nothing has been told before, so nothing is read.

    Raises ValidationError, at the question's field, where an answer is missing that is needed.
    """
    answers, needs, consents = {}, None, {}
    if not is_new:
        rows = registration.answers.filter(question__in=told.answers or ())
        answers = {row.question_id: row for row in rows}
        needs = SpecialNeeds.objects.filter(registration=registration).first()
        consents = {row.purpose: row for row in registration.consents.standing()}
    if told.answers is not None:
        _keep_answers(registration, told.answers, answers)
        _keep_needs(registration, told, needs, now)
    _keep_consents(registration, told.consents, consents, now)


def field_of(question) -> str:
    """The field of a form in which a question is answered."""
    return f"question_{question.pk}"


def in_words(kind: str, text: str) -> str:
    """An answer as it is read."""
    return str(dict(YES_OR_NO).get(text, text)) if kind == Question.Kind.YES else text


def _keep_answers(registration, answers, rows) -> None:
    missing = [each for each, text in answers.items() if each.is_required and not text]
    if missing:
        say_so = _("Answer this question.")
        raise ValidationError({field_of(each): say_so for each in missing})
    new = []
    for question, text in answers.items():
        row = rows.get(question.pk)
        if row is None and text:
            new.append(QuestionAnswer(question=question, registration=registration, text=text))
        elif row and not text:
            row.delete()
        elif row and row.text != text:
            row.text = text
            row.save(update_fields=["text"])
    if new:
        QuestionAnswer.objects.bulk_create(new)


def _keep_needs(registration, told, row, now) -> None:
    if not told.diet and not told.access:
        if row:
            row.delete()
        return
    row = row or SpecialNeeds(registration=registration)
    if (row.diet, row.access) != (told.diet, told.access):
        row.diet, row.access, row.told_at = told.diet, told.access, now
        row.save()


def _keep_consents(registration, purposes, standing, now) -> None:
    for purpose, row in standing.items():
        if purpose not in purposes:
            row.withdrawn_at = now
            row.save(update_fields=["withdrawn_at"])
    new = [
        Consent(registration=registration, purpose=purpose, words=str(words), given_at=now)
        for purpose, words in WORDS.items()
        if purpose in purposes and purpose not in standing
    ]
    if new:
        Consent.objects.bulk_create(new)

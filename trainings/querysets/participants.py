"""Questions to what people say of themselves at registration."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

# Those of the programme come first.
IN_ORDER = (F("training").asc(nulls_first=True), "position", "pk")


class QuestionQuerySet(models.QuerySet):
    def of(self, training):
        """Its own and those of its programme, asked or retired, in order."""
        return self.filter(_of(training.pk, training.programme_id)).order_by(*IN_ORDER)

    def asked_at(self, training):
        """What whoever registers for this training is asked, in order."""
        return self.of(training).asked()

    def asked_there(self, training: str = "pk", programme: str = "programme"):
        """The same, unordered, for each row of another statement: where its columns name the
        training and the programme."""
        return self.filter(_of(OuterRef(training), OuterRef(programme))).asked()

    def asked(self):
        """Not retired."""
        return self.filter(retired_at=None)

    def in_force_or_answered(self, training):
        """The same, and what was asked there once and answered."""
        answers = apps.get_model("trainings", "QuestionAnswer").objects
        there = answers.filter(question=OuterRef("pk"), registration__training=training.pk)
        return self.of(training).filter(Q(retired_at=None) | Exists(there))

    def with_answers_of(self, registration):
        """Each with what this registration `answered`, or None."""
        own = Q(answers__registration=registration.pk)
        return self.annotate(own=FilteredRelation("answers", condition=own)).annotate(
            answered=F("own__text")
        )

    def with_count(self):
        """Each with how many `times_answered` it was."""
        return self.annotate(times_answered=models.Count("answers"))


def _of(training, programme) -> Q:
    """Which questions belong to a training: its own, and those of its programme."""
    return Q(training=training) | Q(training=None, programme=programme)


class OfRegistrationQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """One's own, and those of trainings that one runs."""
        seen = apps.get_model("trainings", "Registration").objects.visible_to(person, today)
        return self.filter(registration__in=seen.values("pk"))


class ConsentQuerySet(OfRegistrationQuerySet):
    def standing(self):
        """Given and not taken back."""
        return self.filter(withdrawn_at=None)

"""Questions to what people say of themselves at registration."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q


class QuestionQuerySet(models.QuerySet):
    def asked_at(self, training):
        """What whoever registers for this training is asked, in order."""
        asked = Q(training=training.pk) | Q(training=None, programme=training.programme_id)
        return self.filter(asked, retired_at=None).order_by("training_id", "position", "pk")


class OfRegistrationQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """One's own, and those of trainings that one runs."""
        seen = apps.get_model("trainings", "Registration").objects.visible_to(person, today)
        return self.filter(registration__in=seen.values("pk"))

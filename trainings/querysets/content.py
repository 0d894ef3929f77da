"""Questions to what trainings are made of. They have the rights of their programme or training."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q


def _trainings():
    return apps.get_model("trainings", "Training").objects


def _programmes():
    return apps.get_model("trainings", "Programme").objects


class OfProgrammeQuerySet(models.QuerySet):
    """Rows that belong to a programme."""

    def visible_to(self, person, today: date | None = None):
        return self.filter(programme__in=_programmes().visible_to(person, today).values("pk"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(programme__in=_programmes().editable_by(person, today).values("pk"))


class OfTrainingQuerySet(models.QuerySet):
    """Rows that belong to a training."""

    def visible_to(self, person, today: date | None = None):
        return self.filter(training__in=_trainings().visible_to(person, today).values("pk"))

    def editable_by(self, person, today: date | None = None):
        """Who runs the training."""
        return self.filter(training__in=_trainings().runnable_by(person, today).values("pk"))


class ModuleQuerySet(OfProgrammeQuerySet):
    def taught(self):
        """Those that are not retired, in their order."""
        return self.filter(retired_at=None).order_by("position", "pk")

    def missing_at(self, training):
        """Those taught that no item of this training's agenda is about."""
        items = apps.get_model("trainings", "AgendaItem").objects.filter(training=training.pk)
        return self.taught().exclude(pk__in=items.exclude(module=None).values("module"))


class TrainerQuerySet(OfTrainingQuerySet):
    def teaching(self):
        return self.filter(left_at=None)


class MaterialQuerySet(OfProgrammeQuerySet):
    def public(self):
        """For everybody, without an account."""
        return self.filter(audience="all", removed_at=None)

    def editable_by(self, person, today: date | None = None):
        """Of a programme: who edits it. Of one training: who runs that."""
        programmes = _programmes().editable_by(person, today).values("pk")
        trainings = _trainings().runnable_by(person, today).values("pk")
        return self.filter(Q(training=None, programme__in=programmes) | Q(training__in=trainings))

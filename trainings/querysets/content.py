"""Questions to what trainings are made of. They have the rights of their programme or training."""

from datetime import date
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery

from partners.places import places_of

# The states of a registration that has what is for participants. Who only applied is not registered
# yet: else applying would be enough.
HAS_MATERIALS = ("confirmed", "offered", "waiting")


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


@cache
def _with_trainers(model):
    """A row for each trainer of each item. Built once: docs/speed.md."""
    rows = model.objects.select_related("module").annotate(
        trainer_name=F("trainers__name"),
        trainer_of=F("trainers__organisation"),
        trainer_left=F("trainers__left_at"),
    )
    hours = F("starts").asc(nulls_last=True)
    return rows.order_by("day", hours, "position", "pk", "trainers__pk")


class AgendaItemQuerySet(OfTrainingQuerySet):
    def with_trainers(self, training) -> list:
        """The items of one training in order, each with its module and, in `taught_by`, who teaches
        it there; who no longer teaches is left out. One statement."""
        Trainer = apps.get_model("trainings", "Trainer")
        items = {}
        for row in _with_trainers(self.model).filter(training=training.pk):
            item = items.setdefault(row.pk, row)
            if item is row:
                item.taught_by = []
            if row.trainer_name and not row.trainer_left:
                item.taught_by.append(Trainer(name=row.trainer_name, organisation=row.trainer_of))
        return list(items.values())


class MaterialQuerySet(OfProgrammeQuerySet):
    def in_use(self):
        """Not taken out."""
        return self.filter(removed_at=None)

    def public(self):
        """For everybody, without an account."""
        return self.in_use().filter(audience="all")

    def at(self, training):
        """Of this training, and of all trainings of its programme."""
        of_all = Q(training=None, programme=training.programme_id)
        return self.filter(of_all | Q(training=training.pk))

    def for_participants(self):
        """What everybody registered may have."""
        return self.in_use().filter(audience__in=("participants", "all"))

    def readable_by(self, person, today: date | None = None):
        """Who edits it or runs a training that uses it reads all; who has a seat or stands in line,
        before and after, what is for participants; who sees the programme or ever registered, what
        is for all."""
        places = places_of(person, today)
        runs = _trainings().filter(organiser__in=places.acted_for)
        own = apps.get_model("trainings", "Registration").objects.filter(person=person.pk)
        seats = own.filter(state__in=HAS_MATERIALS)
        return self.in_use().filter(
            Q(project__in=places.coordinated)
            | Q(programme__task__lead__in=places.acted_for)
            | _used_in(runs)
            | (Q(audience__in=("participants", "all")) & _used_in_those_of(seats))
            | Q(audience="all", programme__in=_programmes().visible_to(person, today).values("pk"))
            | (Q(audience="all") & _used_in_those_of(own))
        )

    def editable_by(self, person, today: date | None = None):
        """Of a programme: who edits it. Of one training: who runs that."""
        programmes = _programmes().editable_by(person, today).values("pk")
        trainings = _trainings().runnable_by(person, today).values("pk")
        return self.filter(Q(training=None, programme__in=programmes) | Q(training__in=trainings))

    def with_newest(self):
        """Each with `file_name`, `number`, `size` and `uploaded_at` of its newest version; what has
        no file that is in use is left out. Unordered: see `trainings.materials.in_order`."""
        versions = apps.get_model("records", "Version").objects.readable()
        newest = versions.filter(file__dossier=OuterRef("dossier")).order_by("-number")
        version = "dossier__files__versions"
        return (
            self.alias(version=F(version))
            .annotate(
                file_name=F(f"{version}__name"),
                number=F(f"{version}__number"),
                size=F(f"{version}__size"),
                uploaded_at=F(f"{version}__uploaded_at"),
            )
            .filter(version=Subquery(newest.values("pk")[:1]))
            .order_by()
        )


def _used_in(trainings) -> Q:
    """Of one of the trainings, or of the programme of one."""
    return Q(training__in=trainings.values("pk")) | Q(
        training=None, programme__in=trainings.values("programme")
    )


def _used_in_those_of(registrations) -> Q:
    return Q(training__in=registrations.values("training")) | Q(
        training=None, programme__in=registrations.values("training__programme")
    )

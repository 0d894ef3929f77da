"""Questions and rights of the trainings. `today` defaults to today in the active time zone."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from buyers.models import BuyerPerson
from core.text import fold
from partners.models import Participation, Project


def rows(model: str):
    """A manager of this app, found late: the models import this module."""
    return apps.get_model("trainings", model).objects


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Whoever sees the project, and people named in a buyer group of its audience."""
        named = rows("Programme").for_buyer(person, today)
        return self.filter(
            Q(project__in=Project.objects.visible_to(person, today).values("pk"))
            | Q(pk__in=named.values("pk"))
        )

    def for_buyer(self, person, today: date | None = None):
        """With a buyer group in its audience that names the person, in whatever tier."""
        named = BuyerPerson.objects.of(person, today)
        links = self.model.buyer_groups.through.objects.filter(
            buyergroup__in=named.values("membership__group")
        )
        return self.filter(pk__in=links.values("programme"))

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people and the people of the lead of the task that it serves."""
        led = Participation.objects.acted_for_by(person, today)
        return self.filter(
            Q(project__in=Project.objects.editable_by(person, today).values("pk"))
            | Q(task__lead__in=led.values("pk")),
            project__in=Project.objects.open().values("pk"),
        )

    def with_rights_of(self, person, today: date | None = None):
        """Each with whether the person `may_edit` it and plan its trainings."""
        edited = self.model.objects.editable_by(person, today)
        return self.annotate(may_edit=Exists(edited.filter(pk=OuterRef("pk"))))


class TrainingQuerySet(models.QuerySet):
    def locked(self, pk: int):
        """The row as it is now, held until the transaction ends; with what acts and mails need."""
        related = ("project", "programme__project", "organiser__organisation")
        return self.select_for_update(of=("self",)).select_related(*related).get(pk=pk)

    def ahead(self):
        return self.filter(state__in=self.model.AHEAD)

    def fixed(self):
        return self.filter(state__in=self.model.FIXED)

    def between(self, first: date, last: date):
        """With a day in the window, both ends included."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def visible_to(self, person, today: date | None = None):
        """Whoever sees its programme, and whoever is or was registered."""
        own = rows("Registration").filter(person=person)
        return self.filter(
            Q(programme__in=rows("Programme").visible_to(person, today).values("pk"))
            | Q(pk__in=own.values("training"))
        )

    def for_buyer(self, person, today: date | None = None):
        """Trainings of the buyer groups that name the person."""
        programmes = rows("Programme").for_buyer(person, today)
        return self.filter(programme__in=programmes.values("pk"))

    def schedulable_by(self, person, today: date | None = None):
        """Fix days, move, cancel: the coordinator and the lead of the task (PPI4Waste: ICLEI)."""
        programmes = rows("Programme").editable_by(person, today)
        return self.filter(programme__in=programmes.values("pk"))

    def runnable_by(self, person, today: date | None = None):
        """Details and registrations: its organiser's people, and those who may schedule it."""
        own = Participation.objects.acted_for_by(person, today)
        return self.filter(
            Q(programme__in=rows("Programme").editable_by(person, today).values("pk"))
            | Q(organiser__in=own.values("pk")),
            project__in=Project.objects.open().values("pk"),
        )

    def with_rights_of(self, person, today: date | None = None):
        """Each with whether the person `may_run` and `may_schedule` it, and sees its project."""
        run = self.model.objects.runnable_by(person, today)
        schedule = run.schedulable_by(person, today)
        projects = Project.objects.visible_to(person, today)
        return self.annotate(
            inside=Exists(projects.filter(pk=OuterRef("project"))),
            may_run=Exists(run.filter(pk=OuterRef("pk"))),
            may_schedule=Exists(schedule.filter(pk=OuterRef("pk"))),
        )


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=self.model.ACTIVE)

    def seated(self):
        return self.filter(state__in=self.model.SEATED)

    def waiting(self):
        """First in line first."""
        return self.filter(state="waiting").order_by("pk")

    def visible_to(self, person, today: date | None = None):
        """One's own, and those of trainings that one runs; others see counts, not names."""
        run = rows("Training").runnable_by(person, today)
        return self.filter(Q(person=person) | Q(training__in=run.values("pk")))

    def ended(self):
        return self.exclude(state__in=self.model.ACTIVE)

    def matching(self, text: str):
        """People or organisations in whose name or address each of the words stands."""
        found = self
        for word in fold(text).split():
            found = found.filter(
                Q(person__search_text__contains=word) | Q(organisation__search_text__contains=word)
            )
        return found

"""Questions and rights of the trainings. `today` defaults to today in the active time zone."""

from datetime import date
from functools import cache

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q

from buyers.places import buyer_places_of
from core.text import fold
from partners.places import places_of


def rows(model: str):
    """A manager of this app, found late: the models import this module."""
    return apps.get_model("trainings", model).objects


# What a calendar entry says of a day and of its training, in the order of the models: `from_db`.
OF_DAY = ("day", "starts", "ends", "uid")
OF_TRAINING = (
    *("id", "programme_id", "project_id", "title", "slug", "agenda", "venue", "address", "city"),
    *("zone", "state", "sequence"),
)

# Rights as conditions: a filter asks them of a table, `core.rights.tell` of a row in hand. They are
# flat: nesting one right in another costs Python more than the database.


def sees(person, today: date | None) -> Q:
    """Whoever sees the project."""
    return Q(project__in=places_of(person, today).seen)


def edits(person, today: date | None, task: str) -> Q:
    """The coordinator's people and the task lead's people, while the project is open."""
    places = places_of(person, today)
    return Q(project__closed_on__isnull=True) & (
        Q(project__in=places.coordinated) | Q(**{f"{task}__lead__in": places.acted_for})
    )


def organises(person, today: date | None) -> Q:
    own = places_of(person, today).acted_for
    return Q(project__closed_on__isnull=True, organiser__in=own)


def named_in_audience(person, today: date | None):
    """The programmes, as ids, with a buyer group in their audience that names the person."""
    named = buyer_places_of(person, today).groups
    if not named:
        return ()
    return _audiences().filter(buyergroup__in=named)


@cache
def _audiences():
    """The programmes with a buyer group in their audience. Built once: docs/speed.md."""
    links = apps.get_model("trainings", "Programme").buyer_groups.through.objects
    return links.values_list("programme", flat=True)


def sees_training(person, today: date | None = None) -> Q:
    """Whoever sees its programme, and whoever is or was registered."""
    return (
        sees(person, today)
        | Q(programme__in=named_in_audience(person, today))
        | Q(pk__in=_seats().filter(person=person.pk))
    )


@cache
def _seats():
    """The trainings of registrations, in whatever state. Built once: docs/speed.md."""
    return rows("Registration").values_list("training", flat=True)


class ProgrammeQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Whoever sees the project, and people named in a buyer group of its audience."""
        return self.filter(sees(person, today) | Q(pk__in=named_in_audience(person, today)))

    def public(self):
        """Everybody reads its public pages."""
        return self.filter(is_public=True)

    def for_buyer(self, person, today: date | None = None):
        """With a buyer group in its audience that names the person, in whatever tier."""
        return self.filter(pk__in=named_in_audience(person, today))

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people and the people of the lead of the task that it serves."""
        return self.filter(edits(person, today, "task"))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: whether the person `may_edit` it and plan its trainings.

        Follows project and task.
        """
        return {"may_edit": edits(person, today, "task")}


# What is always the same of a statement is built once: docs/speed.md.


@cache
def _to_lock(model):
    related = ("project", "programme", "organiser__organisation")
    return model.objects.select_for_update(of=("self",)).select_related(*related)


@cache
def _for_calendar(model):
    columns = (*OF_DAY, *(f"training__{column}" for column in OF_TRAINING))
    return model.objects.active().values_list(*columns, "training__project__slug")


@cache
def _had_seat(model) -> Q:
    seats = model.history.filter(id=OuterRef("pk"), state__in=model.SEATED)
    return Q(state__in=model.SEATED) | Q(ended_at__isnull=False) & Exists(seats)


class TrainingQuerySet(models.QuerySet):
    def locked(self, pk: int):
        """The row as it is now, held until the transaction ends; with what acts and mails need."""
        row = _to_lock(self.model).get(pk=pk)
        row.programme.project = row.project
        return row

    def ahead(self):
        return self.filter(state__in=self.model.AHEAD)

    def fixed(self):
        return self.filter(state__in=self.model.FIXED)

    def between(self, first: date, last: date):
        """With a day in the window, both ends included."""
        return self.filter(first_day__lte=last, last_day__gte=first)

    def visible_to(self, person, today: date | None = None):
        """Who that is: `sees_training`."""
        return self.filter(sees_training(person, today))

    def for_buyer(self, person, today: date | None = None):
        """Trainings of the buyer groups that name the person."""
        return self.filter(programme__in=named_in_audience(person, today))

    def schedulable_by(self, person, today: date | None = None):
        """Fix days, move, cancel: the coordinator and the lead of the task (PPI4Waste: ICLEI)."""
        return self.filter(edits(person, today, "programme__task"))

    def runnable_by(self, person, today: date | None = None):
        """Details and registrations: its organiser's people, and those who may schedule it."""
        return self.filter(edits(person, today, "programme__task") | organises(person, today))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: whether the person `may_schedule` it, belongs to its organiser
        (so that they `may_run` it), and sees its project. Follows project and programme's task.
        """
        return {
            "may_schedule": edits(person, today, "programme__task"),
            "organises": organises(person, today),
            "inside": sees(person, today),
        }


class TrainingDayQuerySet(models.QuerySet):
    def active(self):
        """Those on which it takes place, in order."""
        return self.filter(is_withdrawn=False).order_by("position")

    def for_calendar(self, project: str, training: str) -> list:
        """The active days of one training, by slugs, with what a calendar entry says of it.

        Rows made of columns: `only` across three tables takes Django twice as long.
        """
        days = _for_calendar(self.model)
        Training = self.model._meta.get_field("training").related_model
        Project = Training._meta.get_field("project").related_model
        found, until = [], len(OF_DAY)
        for row in days.filter(training__project__slug=project, training__slug=training):
            day = self.model.from_db(self.db, OF_DAY, row[:until])
            day.training = Training.from_db(self.db, OF_TRAINING, row[until:-1])
            day.training.project = Project.from_db(
                self.db, ("id", "slug"), (day.training.project_id, row[-1])
            )
            found.append(day)
        return found


class RegistrationQuerySet(models.QuerySet):
    def active(self):
        return self.filter(state__in=self.model.ACTIVE)

    def seated(self):
        return self.filter(state__in=self.model.SEATED)

    def had_seats(self):
        """People who count towards the minimum and have a seat, or had one and left."""
        return self.filter(_had_seat(self.model), counts=True)

    def after(self, moment):
        """Registered or ended after it."""
        return self.filter(Q(registered_at__gt=moment) | Q(ended_at__gt=moment))

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
        # By sets of ids: joined, the same names would be read again for each registration.
        found = self
        for word in fold(text).split():
            people, organisations = (_named(column, word) for column in ("person", "organisation"))
            found = found.filter(Q(person__in=people) | Q(organisation__in=organisations))
        return found

    # Who was there: trainings.attendance. A day that was taken away counts for nobody.

    def came(self):
        """There on at least one day."""
        return self.filter(Exists(_attendances().filter(was_there=True)))

    def stayed_away(self):
        """Of whom it was said, and who were there on no day."""
        return self.filter(Exists(_attendances()), ~Exists(_attendances().filter(was_there=True)))

    def unsaid(self):
        """Of whom nobody has said anything."""
        return self.filter(~Exists(_attendances()))

    def throughout(self):
        """There on each of the days."""
        there = rows("Attendance").filter(
            day=OuterRef("pk"), registration=OuterRef(OuterRef("pk")), was_there=True
        )
        days = rows("TrainingDay").filter(training=OuterRef("training"), is_withdrawn=False)
        return self.came().filter(~Exists(days.filter(~Exists(there))))


def _attendances():
    return rows("Attendance").filter(registration=OuterRef("pk"), day__is_withdrawn=False)


def _named(column: str, word: str):
    """The ids that this column of a registration may hold, of those in whose name it stands."""
    named = rows("Registration").model._meta.get_field(column).related_model
    return named.objects.filter(search_text__contains=word).values("pk")

"""Questions and rights of meetings and actions."""

from datetime import date

from django.db import models
from django.db.models import Q

from core.text import fold
from partners.places import places_of


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).seen)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`, all while the project is open.

        `may_coordinate`: the coordinator's people; `may_edit`: they, and the people of its host.
        """
        places = places_of(person, today)
        coordinates = Q(project__in=places.coordinated)
        hosts = Q(project__closed_on__isnull=True, host__in=places.acted_for)
        return {"may_coordinate": coordinates, "may_edit": coordinates | hosts}

    def editable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_edit"])

    def beginning_between(self, first: date, last: date):
        """Whose first day lies in the window, both ends included."""
        return self.filter(first_day__range=(first, last))

    def matching(self, *, text="", kind="", state=""):
        """For the list and its filter; an empty one lets everything through."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        if kind:
            found = found.filter(kind=kind)
        return found.filter(state=state) if state else found


class ActionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state="open")

    def overdue(self, today: date):
        return self.open().filter(due_on__lt=today)

    def due_between(self, first: date, last: date):
        """Due on one of these days, both included."""
        return self.filter(due_on__range=(first, last))

    def matching(self, *, owner=None, state=""):
        """For the list and its filter; an empty one lets everything through."""
        found = self.filter(owner=owner) if owner else self
        return found.filter(state=state) if state else found

    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).seen)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: `may_edit` the coordinator's people, the host of its meeting and
        the owner of its risk; `may_report` they and the person who has to do it."""
        places = places_of(person, today)
        in_open = Q(project__closed_on__isnull=True)
        may_edit = Q(project__in=places.coordinated) | (
            in_open & (Q(meeting__host__in=places.acted_for) | Q(risk__lead__in=places.acted_for))
        )
        return {"may_edit": may_edit, "may_report": may_edit | (in_open & Q(owner=person))}

    def reportable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_report"])

    def editable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_edit"])

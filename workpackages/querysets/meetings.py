"""Questions and rights of meetings and actions."""

from datetime import date

from django.db.models import Q

from core.search import holding
from core.text import fold
from partners.places import places_of

from .of_project import OfProjectQuerySet
from .risks import in_packages_of


class MeetingQuerySet(OfProjectQuerySet):
    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`, all while the project is open.

        `may_coordinate`: the coordinator's people; `may_edit`: they, and the people of its host.
        """
        places = places_of(person, today)
        coordinates = Q(project__in=places.coordinated)
        hosts = Q(host__in=places.at_work)
        return {"may_coordinate": coordinates, "may_edit": coordinates | hosts}

    def matching(self, *, text="", kind="", state=""):
        """For the list and its filter; an empty one lets everything through."""
        found = holding(self, fold(text).split())
        if kind:
            found = found.filter(kind=kind)
        return found.filter(state=state) if state else found


class ActionQuerySet(OfProjectQuerySet):
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

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: `may_edit` whoever edits its meeting or its risk; `may_report`
        they and the person who has to do it."""
        places = places_of(person, today)
        may_edit = (
            Q(project__in=places.coordinated)
            | Q(meeting__host__in=places.at_work)
            | Q(risk__lead__in=places.at_work)
            | Q(risk__in=in_packages_of(places.at_work))
        )
        own = Q(project__closed_on__isnull=True, owner=person)
        return {"may_edit": may_edit, "may_report": may_edit | own}

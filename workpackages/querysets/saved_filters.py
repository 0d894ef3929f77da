"""Rights to saved filters."""

from datetime import date

from django.db import models
from django.db.models import Q

from partners.places import places_of


class SavedFilterQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """One's own, and those that the coordinator shares with everybody in the project."""
        return self.filter(
            Q(person=person) | Q(is_shared=True), project__in=places_of(person, today).seen
        )

    def editable_by(self, person, today: date | None = None):
        """One's own; shared ones of the project too by the coordinator's people."""
        places = places_of(person, today)
        return self.filter(
            Q(person=person) | Q(is_shared=True, project__in=places.coordinated),
            project__in=places.seen,
        )

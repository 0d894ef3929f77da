"""What all rows have in common that a project's people see and its coordinator's people edit."""

from datetime import date

from django.db import models
from django.db.models import Q

from partners.places import places_of


class OfProjectQuerySet(models.QuerySet):
    """Rows of a project that its people see and its coordinator's people edit."""

    PROJECT = "project"  # path

    def visible_to(self, person, today: date | None = None):
        return self.filter(**{f"{self.PROJECT}__in": places_of(person, today).seen})

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`."""
        return {"may_edit": Q(**{f"{self.PROJECT}__in": places_of(person, today).coordinated})}

    def editable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_edit"])

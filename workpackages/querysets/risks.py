"""Questions and rights of the risk register."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from core.text import fold
from partners.places import places_of


class RiskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=self.model.OPEN)

    def with_level(self):
        """Each with its `level`, likelihood times impact."""
        return self.annotate(level=F("likelihood") * F("impact"))

    def review_between(self, first: date, last: date):
        return self.filter(review_on__range=(first, last))

    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).seen)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: the coordinator's people, the owner's, and those of the leads of
        its work packages, while the project is open."""
        places = places_of(person, today)
        links = self.model.work_packages.through.objects.filter(
            workpackage__lead__in=places.acted_for
        )
        own = Q(lead__in=places.acted_for) | Q(pk__in=links.values_list("risk", flat=True))
        coordinates = Q(project__in=places.coordinated)
        return {
            "may_coordinate": coordinates,
            "may_edit": coordinates | (Q(project__closed_on__isnull=True) & own),
        }

    def editable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_edit"])

    def matching(self, text: str):
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found

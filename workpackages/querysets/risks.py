"""Questions and rights of the risk register."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from core.text import fold
from partners.places import places_of


class RiskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=self.model.OPEN)

    def review_between(self, first: date, last: date):
        return self.filter(review_on__range=(first, last))

    def review_due(self, today: date):
        return self.open().filter(review_on__lte=today)

    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).seen)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`, all while the project is open.

        `may_coordinate`: the coordinator's people; `may_edit`: they, the owner's, and those of the
        leads of its work packages.
        """
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

    def matching(
        self, *, text="", category="", state="", partner=None, work_package=None, levels=None
    ):
        """For the register and its filter; an empty one lets everything through.

        `state` is a state or "unfinished"; `levels` a range of likelihood times impact.
        """
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        if category:
            found = found.filter(category=category)
        if state:
            found = found.open() if state == "unfinished" else found.filter(state=state)
        if partner:
            found = found.filter(lead=partner)
        if work_package:
            links = self.model.work_packages.through.objects.filter(workpackage=work_package)
            found = found.filter(pk__in=links.values("risk"))
        if levels:
            found = found.annotate(level_now=F("likelihood") * F("impact")).filter(
                level_now__range=(levels.start, levels.stop - 1)
            )
        return found

"""Questions and rights of the risk register."""

from datetime import date

from django.apps import apps
from django.db.models import F, Q

from core.search import holding
from core.text import fold
from partners.places import places_of

from .of_project import OfProjectQuerySet


def in_packages_of(partners):
    """Ids of the risks of the work packages that these partners lead."""
    through = apps.get_model("workpackages", "Risk").work_packages.through
    return through.objects.filter(workpackage__lead__in=partners).values_list("risk", flat=True)


class RiskQuerySet(OfProjectQuerySet):
    def open(self):
        return self.filter(state__in=self.model.OPEN)

    def review_between(self, first: date, last: date):
        return self.filter(review_on__range=(first, last))

    def review_due(self, today: date):
        return self.open().filter(review_on__lte=today)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`, all while the project is open.

        `may_coordinate`: the coordinator's people; `may_edit`: they, the owner's, and those of the
        leads of its work packages.
        """
        places = places_of(person, today)
        own = Q(lead__in=places.at_work) | Q(pk__in=in_packages_of(places.at_work))
        coordinates = Q(project__in=places.coordinated)
        return {"may_coordinate": coordinates, "may_edit": coordinates | own}

    def matching(
        self, *, text="", category="", state="", partner=None, work_package=None, levels=None
    ):
        """For the register and its filter; an empty one lets everything through.

        `state` is a state or "unfinished"; `levels` a range of likelihood times impact.
        """
        found = holding(self, fold(text).split())
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

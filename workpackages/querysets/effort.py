"""Questions and rights of reporting periods and effort."""

from datetime import date

from django.apps import apps
from django.db.models import Exists, OuterRef, Q

from partners.places import places_of

from .of_project import OfProjectQuerySet


def is_owed() -> Q:
    """Not handed in, by a partner with planned effort: for the report of another nobody waits."""
    planned = apps.get_model("workpackages", "PlannedEffort").objects.filter(
        participation=OuterRef("participation"), person_months__gt=0
    )
    return Q(Exists(planned), state="open")


class ReportingPeriodQuerySet(OfProjectQuerySet):
    def unreported(self):
        """Whose periodic report has not been handed in."""
        return self.filter(reported_on__isnull=True)

    def begun(self, project, today: date):
        """Those of the project of which something can be told."""
        month = max(project.month(today), 0)
        return self.filter(project=project, first_month__lte=month)


class PlannedEffortQuerySet(OfProjectQuerySet):
    PROJECT = "work_package__project"


class EffortReportQuerySet(OfProjectQuerySet):
    PROJECT = "period__project"

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """`may_edit`: the partner's people and the coordinator's; `may_approve`: the latter.

        Both only while the project is open; what state allows it is for the acts to say.
        """
        places = places_of(person, today)
        coordinates = Q(period__project__in=places.coordinated)
        owes = Q(participation__in=places.at_work)
        return {"may_edit": coordinates | owes, "may_approve": coordinates}

    def with_owed(self):
        """Each with `is_owed`, see below."""
        return self.annotate(is_owed=is_owed())

    def owed(self):
        return self.filter(is_owed())

    def waiting_for(self, person, today: date | None = None):
        """To be handed in by the person's partners, or to be approved by the coordinator's."""
        places = places_of(person, today)
        theirs = is_owed() & Q(participation__in=places.at_work)
        return self.filter(theirs | Q(state="submitted", period__project__in=places.coordinated))

    def counted(self):
        """Handed in or approved: what the tables of the project add up."""
        return self.filter(state__in=("submitted", "approved"))

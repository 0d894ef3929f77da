"""Questions and rights of reporting periods and effort."""

from datetime import date

from django.db.models import Q

from partners.places import places_of

from .of_project import OfProjectQuerySet


class ReportingPeriodQuerySet(OfProjectQuerySet):
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
        owes = Q(period__project__closed_on__isnull=True, participation__in=places.acted_for)
        return {"may_edit": coordinates | owes, "may_approve": coordinates}

    def counted(self):
        """Handed in or approved: what the tables of the project add up."""
        return self.filter(state__in=("submitted", "approved"))

"""Questions and rights of the steps of countdowns."""

from datetime import date

from django.db.models import Q

from partners.places import places_of

from .of_project import OfProjectQuerySet


class CountdownQuerySet(OfProjectQuerySet):
    PROJECT = "deliverable__project"

    def open(self):
        """Not done, of deliverables that are still to be handed in."""
        return self.filter(done_on__isnull=True, deliverable__state__in=("pending", "draft"))

    def due_between(self, first: date, last: date):
        return self.filter(due_on__range=(first, last))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`: `may_plan` the people of the coordinator, of the work package's
        lead and of the partner that owes it; `may_mark` they and the person of the step."""
        places = places_of(person, today)
        may_plan = (
            Q(deliverable__project__in=places.coordinated)
            | Q(deliverable__work_package__lead__in=places.at_work)
            | Q(deliverable__lead__in=places.at_work)
        )
        named = Q(person=person) | Q(kind="review", deliverable__reviewer=person)
        in_open = Q(deliverable__project__closed_on__isnull=True)
        return {"may_plan": may_plan, "may_mark": may_plan | (in_open & named)}

"""Questions about the steps of countdowns."""

from datetime import date

from .of_project import OfProjectQuerySet


class CountdownQuerySet(OfProjectQuerySet):
    PROJECT = "deliverable__project"

    def open(self):
        """Not done, of deliverables that are still to be handed in."""
        return self.filter(done_on__isnull=True, deliverable__state__in=("pending", "draft"))

    def due_between(self, first: date, last: date):
        return self.filter(due_on__range=(first, last))

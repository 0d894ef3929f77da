"""Questions and rights of the work plan. Who leads, edits: see docs/house.md.

Rights take `today` for the day on which places must hold (default: today in the active time zone).
"""

from datetime import date

from django.db import models
from django.db.models import Q

from partners.models import Participation, Project


class PlanItemQuerySet(models.QuerySet):
    """What work packages, tasks, deliverables and milestones have in common."""

    DUE = "due_on"

    def open(self):
        return self.filter(state__in=self.model.OPEN)

    def overdue(self, today: date):
        return self.open().filter(**{f"{self.DUE}__lt": today})

    def due_by(self, day: date):
        """Due on this day or before it."""
        return self.filter(**{f"{self.DUE}__lte": day})

    def due_between(self, first: date, last: date):
        """Due on one of these days, both included."""
        return self.filter(**{f"{self.DUE}__range": (first, last)})

    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=Project.objects.visible_to(person, today).values("pk"))

    def coordinated_by(self, person, today: date | None = None):
        return self.filter(project__in=Project.objects.editable_by(person, today).values("pk"))

    def in_open_projects(self):
        return self.filter(project__in=Project.objects.open().values("pk"))

    def owed_by(self, person, today: date | None = None):
        """What the partners owe for whom the person may act: they report on it."""
        return self.in_open_projects().filter(lead__in=acts_for(person, today))

    def reportable_by(self, person, today: date | None = None):
        """Who may report on it: whoever may edit it, and the people of the partner that owes it."""
        return self.in_open_projects().filter(
            Q(pk__in=self.model.objects.editable_by(person, today).values("pk"))
            | Q(lead__in=acts_for(person, today))
        )


def acts_for(person, today: date | None):
    return Participation.objects.acted_for_by(person, today).values("pk")


class WorkPackageQuerySet(PlanItemQuerySet):
    DUE = "ends_on"

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people and the lead partner's people."""
        return self.in_open_projects().filter(
            Q(project__in=Project.objects.editable_by(person, today).values("pk"))
            | Q(lead__in=acts_for(person, today))
        )


class InWorkPackageQuerySet(PlanItemQuerySet):
    def editable_by(self, person, today: date | None = None):
        """The coordinator's people, the work package lead's people and, for a task, its lead's."""
        return self.in_open_projects().filter(self.edit_rights(person, today))

    def edit_rights(self, person, today: date | None):
        return Q(project__in=Project.objects.editable_by(person, today).values("pk")) | Q(
            work_package__lead__in=acts_for(person, today)
        )


class TaskQuerySet(InWorkPackageQuerySet):
    DUE = "ends_on"

    def edit_rights(self, person, today: date | None):
        return super().edit_rights(person, today) | Q(lead__in=acts_for(person, today))


class DeliverableQuerySet(InWorkPackageQuerySet):
    def waiting_for_approval(self):
        """Drafts that their named reviewer has not approved yet."""
        return self.filter(state="draft", reviewer__isnull=False, approved_on__isnull=True)

    def approvable_by(self, person, today: date | None = None):
        """Drafts that wait for this person's approval as the named reviewer."""
        waiting = self.in_open_projects().visible_to(person, today).waiting_for_approval()
        return waiting.filter(reviewer=person)


class MilestoneQuerySet(PlanItemQuerySet):
    def editable_by(self, person, today: date | None = None):
        """The coordinator's people and the people of a lead of one of its work packages."""
        links = self.model.work_packages.through.objects.filter(
            workpackage__lead__in=acts_for(person, today)
        )
        return self.in_open_projects().filter(
            Q(project__in=Project.objects.editable_by(person, today).values("pk"))
            | Q(pk__in=links.values("milestone"))
        )

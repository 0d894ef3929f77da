"""Questions and rights of the work plan. Who leads, edits: see docs/house.md.

Rights take `today` for the day on which places must hold (default: today in the active time zone).
"""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.text import fold
from partners.models import Participation, Project


class PlanItemQuerySet(models.QuerySet):
    """What work packages, tasks, deliverables and milestones have in common."""

    DUE = "due_on"
    FIRST_MONTH = LAST_MONTH = "due_month"
    RIGHTS = {
        "may_coordinate": "coordinated_by",
        "may_edit": "editable_by",
        "may_report": "reportable_by",
    }

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

    def mine(self, person, today: date | None = None):
        """What waits for this person, as far as it is theirs to do."""
        return self.owed_by(person, today)

    def reportable_by(self, person, today: date | None = None):
        """Who may report on it: whoever may edit it, and the people of the partner that owes it."""
        return self.in_open_projects().filter(
            Q(pk__in=self.model.objects.editable_by(person, today).values("pk"))
            | Q(lead__in=acts_for(person, today))
        )

    def with_rights_of(self, person, today: date | None = None):
        """Each row with what this person may do to it, as the booleans of `RIGHTS`."""
        rows = self.model.objects
        return self.annotate(
            **{
                name: Exists(getattr(rows, right)(person, today).filter(pk=OuterRef("pk")))
                for name, right in self.RIGHTS.items()
            }
        )

    def for_lists(self):
        """With the lead's name and only the columns that a list shows."""
        columns = {"project", "number", "title", "state", self.FIRST_MONTH, self.LAST_MONTH}
        columns |= {"work_package"} & {field.name for field in self.model._meta.fields}
        return self.select_related("lead__organisation").only(
            *columns, self.DUE, "lead__number", "lead__organisation__short_name"
        )

    def matching(
        self, *, text="", partner=None, work_package=None, state="", first=None, last=None
    ):
        """For the tables and their filters; an empty filter lets everything through.

        `partner` leads or contributes. `state` is a state or "unfinished". `first` and `last` are
        project months between which the item is due or under way.
        """
        found = self.in_work_package(work_package) if work_package else self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        if partner:
            links = self.model.contributors.through.objects.filter(participation=partner)
            found = found.filter(
                Q(lead=partner) | Q(pk__in=links.values(self.model._meta.model_name))
            )
        if state:
            found = found.open() if state == "unfinished" else found.filter(state=state)
        if first:
            found = found.filter(**{f"{self.LAST_MONTH}__gte": first})
        if last:
            found = found.filter(**{f"{self.FIRST_MONTH}__lte": last})
        return found

    def in_work_package(self, pk: int):
        return self.filter(work_package=pk)


def acts_for(person, today: date | None):
    return Participation.objects.acted_for_by(person, today).values("pk")


class WorkPackageQuerySet(PlanItemQuerySet):
    DUE = "ends_on"
    FIRST_MONTH, LAST_MONTH = "first_month", "last_month"

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
    FIRST_MONTH, LAST_MONTH = "first_month", "last_month"

    def edit_rights(self, person, today: date | None):
        return super().edit_rights(person, today) | Q(lead__in=acts_for(person, today))


class DeliverableQuerySet(InWorkPackageQuerySet):
    RIGHTS = PlanItemQuerySet.RIGHTS | {"may_approve": "approvable_by"}

    def waiting_for_approval(self):
        """Drafts that their named reviewer has not approved yet."""
        return self.filter(state="draft", reviewer__isnull=False, approved_on__isnull=True)

    def approvable_by(self, person, today: date | None = None):
        """Drafts that wait for this person's approval as the named reviewer."""
        waiting = self.in_open_projects().visible_to(person, today).waiting_for_approval()
        return waiting.filter(reviewer=person)

    def mine(self, person, today: date | None = None):
        rows = self.model.objects
        return self.filter(
            Q(pk__in=rows.owed_by(person, today).values("pk"))
            | Q(pk__in=rows.approvable_by(person, today).values("pk"))
        )


class MilestoneQuerySet(PlanItemQuerySet):
    def in_work_package(self, pk: int):
        links = self.model.work_packages.through.objects.filter(workpackage=pk)
        return self.filter(pk__in=links.values("milestone"))

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people and the people of a lead of one of its work packages."""
        links = self.model.work_packages.through.objects.filter(
            workpackage__lead__in=acts_for(person, today)
        )
        return self.in_open_projects().filter(
            Q(project__in=Project.objects.editable_by(person, today).values("pk"))
            | Q(pk__in=links.values("milestone"))
        )

"""Questions and rights of the work plan. Who leads, edits: see docs/house.md.

Rights take `today` for the day on which places must hold (default: today in the active time zone).
"""

from datetime import date

from django.db import models
from django.db.models import Q

from core.text import fold
from partners.places import places_of

IN_OPEN_PROJECTS = Q(project__closed_on__isnull=True)
WAITING_FOR_APPROVAL = Q(state="draft", reviewer__isnull=False, approved_on__isnull=True)


class PlanItemQuerySet(models.QuerySet):
    """What work packages, tasks, deliverables and milestones have in common."""

    DUE = "due_on"
    FIRST_MONTH = LAST_MONTH = "due_month"

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
        return self.filter(project__in=places_of(person, today).seen)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """What a person may do, as conditions on a row; only to what is in an open project.

        For `may_coordinate` the coordinator's people; for `may_edit` they, and who leads (see
        `led`); for `may_report` they all, and the people of the partner that owes the item.
        """
        places = places_of(person, today)
        may_coordinate = Q(project__in=places.coordinated)
        led, owed = self.led(places.acted_for), Q(lead__in=places.acted_for)
        return {
            "may_coordinate": may_coordinate,
            "may_edit": may_coordinate | (IN_OPEN_PROJECTS & led),
            "may_report": may_coordinate | (IN_OPEN_PROJECTS & (led | owed)),
        }

    def led(self, partners) -> Q:
        """Whose people may edit, besides the coordinator's: of these partners the leads."""
        return Q(lead__in=partners)

    def coordinated_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_coordinate"])

    def editable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_edit"])

    def reportable_by(self, person, today: date | None = None):
        return self.filter(self.rights_of(person, today)["may_report"])

    def owed_by(self, person, today: date | None = None):
        """What the partners owe for whom the person may act: they report on it."""
        return self.filter(IN_OPEN_PROJECTS, lead__in=places_of(person, today).acted_for)

    def mine(self, person, today: date | None = None):
        """What waits for this person, as far as it is theirs to do."""
        return self.owed_by(person, today)

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


class WorkPackageQuerySet(PlanItemQuerySet):
    DUE = "ends_on"
    FIRST_MONTH, LAST_MONTH = "first_month", "last_month"

    def in_work_package(self, pk: int):
        return self.filter(pk=pk)


class TaskQuerySet(PlanItemQuerySet):
    DUE = "ends_on"
    FIRST_MONTH, LAST_MONTH = "first_month", "last_month"

    def led(self, partners) -> Q:
        """The task's lead and its work package's lead."""
        return Q(lead__in=partners) | Q(work_package__lead__in=partners)


class DeliverableQuerySet(PlanItemQuerySet):
    def led(self, partners) -> Q:
        """The work package's lead; who owes the deliverable drafts it."""
        return Q(work_package__lead__in=partners)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """And `may_approve`: the reviewer whom the draft waits for."""
        may_approve = IN_OPEN_PROJECTS & WAITING_FOR_APPROVAL & Q(reviewer=person)
        return super().rights_of(person, today) | {"may_approve": may_approve}

    def waiting_for_approval(self):
        """Drafts that their named reviewer has not approved yet."""
        return self.filter(WAITING_FOR_APPROVAL)

    def approvable_by(self, person, today: date | None = None):
        """Drafts that wait for this person's approval as the named reviewer."""
        waiting = self.rights_of(person, today)["may_approve"]
        return self.visible_to(person, today).filter(waiting)

    def mine(self, person, today: date | None = None):
        rows = self.model.objects
        return self.filter(
            Q(pk__in=rows.owed_by(person, today).values("pk"))
            | Q(pk__in=rows.approvable_by(person, today).values("pk"))
        )


class MilestoneQuerySet(PlanItemQuerySet):
    def led(self, partners) -> Q:
        """A lead of one of its work packages."""
        links = self.model.work_packages.through.objects.filter(workpackage__lead__in=partners)
        return Q(pk__in=links.values_list("milestone", flat=True))

    def in_work_package(self, pk: int):
        links = self.model.work_packages.through.objects.filter(workpackage=pk)
        return self.filter(pk__in=links.values("milestone"))


class ReviewQuerySet(PlanItemQuerySet):
    def led(self, partners) -> Q:
        """Nobody but the coordinator edits a review by the Commission."""
        return Q(pk__in=())

    def in_work_package(self, pk: int):
        return self.none()

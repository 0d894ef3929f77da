"""Questions and rights of the work plan. Who leads, edits: see docs/house.md.

Rights take `today` for the day on which places must hold (default: today in the active time zone).
"""

from datetime import date

from django.db.models import F, Q

from core.search import holding
from core.text import fold
from partners.places import places_of

from .codes import meaning_of
from .of_project import OfProjectQuerySet

IN_OPEN_PROJECTS = Q(project__closed_on__isnull=True)
WAITING_FOR_APPROVAL = Q(state="draft", reviewer__isnull=False, approved_on__isnull=True)


def coordinates(person, today: date | None = None) -> Q:
    """The coordinator's people, while the project is open."""
    return Q(project__in=places_of(person, today).coordinated)


def owes(person, today: date | None = None) -> Q:
    """The people of the partner that leads it, while the project is open."""
    return Q(lead__in=places_of(person, today).at_work)


def approves(person) -> Q:
    """The reviewer whom a draft waits for, while the project is open."""
    return IN_OPEN_PROJECTS & WAITING_FOR_APPROVAL & Q(reviewer=person)


class PlanItemQuerySet(OfProjectQuerySet):
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

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """What a person may do, as conditions on a row; only to what is in an open project.

        For `may_coordinate` the coordinator's people; for `may_edit` they, and who leads (see
        `led`); for `may_report` they all, and the people of the partner that owes the item.
        """
        may_coordinate = coordinates(person, today)
        may_edit = may_coordinate | self.led(places_of(person, today).at_work)
        return {
            "may_coordinate": may_coordinate,
            "may_edit": may_edit,
            "may_report": may_edit | owes(person, today),
        }

    def led(self, partners) -> Q:
        """Whose people may edit, besides the coordinator's: of these partners the leads."""
        return Q(lead__in=partners)

    def coordinated_by(self, person, today: date | None = None):
        return self.filter(coordinates(person, today))

    def owed_by(self, person, today: date | None = None):
        """What the partners owe for whom the person may act: they report on it."""
        return self.filter(owes(person, today))

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
        found = holding(found, fold(text).split())
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
    def with_codes(self):
        """Each with `type_label` and `level_label`: what its codes mean in its programme."""
        return self.annotate(type_label=meaning_of("type"), level_label=meaning_of("level"))

    def led(self, partners) -> Q:
        """The work package's lead; who owes the deliverable drafts it."""
        return Q(work_package__lead__in=partners)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """And `may_approve`: the reviewer whom the draft waits for; `may_justify` its delay: the
        coordinator's people and those of the partner that owes it."""
        concerned = coordinates(person, today) | owes(person, today)
        return super().rights_of(person, today) | {
            "may_approve": approves(person),
            "may_justify": concerned,
        }

    def unjustified(self, today: date):
        """Late, or handed in late and not accepted yet, without a word why."""
        late = Q(state__in=self.model.OPEN, due_on__lt=today)
        was_late = Q(state="submitted", submitted_on__gt=F("due_on"))
        return self.filter(late | was_late, delay="")

    def waiting_for_approval(self):
        """Drafts that their named reviewer has not approved yet."""
        return self.filter(WAITING_FOR_APPROVAL)

    def approvable_by(self, person, today: date | None = None):
        """Drafts that wait for this person's approval as the named reviewer."""
        return self.visible_to(person, today).filter(approves(person))

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

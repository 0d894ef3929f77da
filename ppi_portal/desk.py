"""What stands on a person's desk: what they owe, their trainings, what changed, what is late."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils.timezone import localdate

from core.rights import tell
from partners.places import places_of
from ppi_portal import news, worklist
from trainings.models import Registration, Training
from workpackages.models import Deliverable, Milestone, Task

AHEAD = timedelta(days=30)


@dataclass
class Desk:
    """Lists in the order in which the page shows them; an empty one is left out or says so."""

    today: date
    owed: list = field(default_factory=list)
    organised: list = field(default_factory=list)
    booked: list = field(default_factory=list)
    bookable: list = field(default_factory=list)
    news: list = field(default_factory=list)
    coordinates: bool = False
    late: list = field(default_factory=list)
    upcoming: list = field(default_factory=list)

    @property
    def overdue(self) -> int:
        return sum(row.due < self.today for row in self.owed)

    @property
    def this_week(self) -> int:
        return sum(row.due < self.today + timedelta(days=7) for row in self.owed)


def lay(person, *, now: datetime, since: datetime) -> Desk:
    """The desk of a person; `since` is their last visit. At most eight statements."""
    today = localdate(now)
    until = today + AHEAD
    desk = Desk(today)
    desk.owed = owed_by(person, today, until)
    desk.coordinates = bool(places_of(person, today).coordinated)
    desk.organised = list(organised_by(person, today))
    mine = registrations_of(person, today)
    desk.booked = [registration for registration in mine if registration.training.state != "held"]
    desk.bookable = [
        training
        for training in open_to(person, now)
        if training.pk not in {registration.training_id for registration in mine}
    ]
    desk.news = news.since(since, person=person, limit=8)
    if desk.coordinates:
        lay_coordination(desk, person, until)
    return desk


def owed_by(person, today: date, until: date) -> list[worklist.Row]:
    """Plan items the person's partners owe by `until`, drafts to approve, and drafts to submit."""

    def owed(model):
        return model.objects.owed_by(person, today).open().due_by(until)

    ready = Q(reviewer__isnull=True) | Q(approved_on__isnull=False)
    drafts = Deliverable.objects.coordinated_by(person, today).due_by(until)
    drafts = drafts.filter(ready, state=Deliverable.State.DRAFT)
    return worklist.rows(
        ("deliverable", "owe", owed(Deliverable)),
        ("task", "owe", owed(Task)),
        ("milestone", "owe", owed(Milestone)),
        ("deliverable", "approve", Deliverable.objects.approvable_by(person, today)),
        ("deliverable", "submit", drafts),
    )


def organised_by(person, today: date):
    """Trainings ahead that the person runs, with whether they `may_schedule` them."""
    trainings = Training.objects.runnable_by(person, today).ahead()
    trainings = trainings.select_related(
        "project", "programme__project", "programme__task", "organiser__organisation"
    )
    rights = Training.objects.rights_of(person, today)
    return [tell(training, rights) for training in trainings]


def registrations_of(person, today: date) -> list[Registration]:
    """The person's active registrations for what is not over."""
    return list(
        Registration.objects.active()
        .filter(person=person)
        .filter(Q(training__last_day__gte=today) | Q(training__last_day__isnull=True))
        .select_related("training__project")
        .order_by("training__starts_at", "pk")
    )


def open_to(person, now: datetime) -> list[Training]:
    """Trainings of the person's buyer groups that take registrations now."""
    rows = Training.objects.for_buyer(person).fixed().select_related("project")
    return [training for training in rows if training.takes_registrations(now)]


def lay_coordination(desk: Desk, person, until: date) -> None:
    """For a coordinator: what is late by partner, and what all owe in the next 30 days."""

    def due(model):
        return model.objects.coordinated_by(person, desk.today).open().due_by(until)

    rows = worklist.rows(
        ("deliverable", "", due(Deliverable)),
        ("task", "", due(Task)),
        ("milestone", "", due(Milestone)),
    )
    late = [row for row in rows if row.due < desk.today]
    late.sort(key=lambda row: (row.lead, row.due))
    desk.late = [(lead, list(items)) for lead, items in groupby(late, key=lambda row: row.lead)]
    desk.upcoming = [row for row in rows if row.due >= desk.today]

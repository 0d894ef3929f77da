"""What stands on a person's desk: what they owe, their trainings, what changed, what is late."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import localdate

from buyers.asked import Asked, asked_of
from buyers.places import buyer_places_of
from core.rights import tell
from partners.places import places_of
from ppi_portal import news, worklist
from ppi_portal.asked import plan_asked_of
from ppi_portal.worklist import (
    Listed,
    Row,
    every_report,
    every_unreported_period,
)
from trainings.models import Invitation, Registration, Training

AHEAD = timedelta(days=30)


class OfPartner(Listed):
    """What one partner is late with in one project."""

    shown = 3


class Organised(Listed):
    """Trainings; no more of them are read than the page needs to know that there are more."""

    shown = 5


class Booked(NamedTuple):
    """An active registration of theirs, for what is not over."""

    state: str
    training: int
    title: str
    slug: str
    project_slug: str
    training_state: str
    first_day: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    zone: str

    @property
    def url(self) -> str:
        return reverse("trainings:training", args=[self.project_slug, self.slug])

    @property
    def state_label(self) -> str:
        return worklist.labels_of(Registration)[self.state]


@dataclass
class Desk:
    """Lists in the order in which the page shows them; an empty one is left out or says so."""

    today: date
    owed: Listed = field(default_factory=Listed)
    asked: list[Asked] = field(default_factory=list)  # in buyer groups
    organised: Organised = field(default_factory=Organised)
    booked: list[Booked] = field(default_factory=list)
    bookable: Listed = field(default_factory=Listed)
    invited: list[Invitation] = field(default_factory=list)  # and can still answer
    news: list = field(default_factory=list)
    coordinates: bool = False
    late: list[OfPartner] = field(default_factory=list)
    upcoming: Listed = field(default_factory=Listed)

    @property
    def overdue(self) -> int:
        return sum(row.due < self.today for row in self.owed)

    @property
    def this_week(self) -> int:
        return sum(row.due < self.today + timedelta(days=7) for row in self.owed)


def lay(person, *, now: datetime, since: datetime) -> Desk:
    """The desk of a person; `since` is their last visit. At most eleven statements, and two
    more for whom a buyer group names."""
    today = localdate(now)
    desk = Desk(today)
    if seen := places_of(person, today).seen:
        partners = worklist.short_names(seen)
        lay_plan(desk, person, today + AHEAD, partners)
        desk.organised = organised_by(person, today, partners)
    desk.asked = asked_of(person, today, today + AHEAD)
    mine = registrations_of(person, today)
    desk.booked = [booked for booked in mine if booked.training_state != "held"]
    registered = {booked.training for booked in mine}
    desk.bookable = Listed(each for each in open_to(person, now) if each.pk not in registered)
    desk.invited = list(_invitations().waiting_for(person, now))
    desk.news = news.since(since, person=person, limit=8)
    return desk


def lay_plan(desk: Desk, person, until: date, partners: dict[int, str]) -> None:
    """What the person owes by `until`; for a coordinator also what all owe, and who is late."""
    places = places_of(person, desk.today)
    desk.coordinates = bool(places.coordinated)
    rows = worklist.rows(
        plan_asked_of(person, places, until), projects=places.projects, leads=partners
    )
    owed = [row for row in rows if row.ask != "owe" or row.lead in places.at_work]
    owed += worklist.effort_rows(
        every_report().waiting_for(person, desk.today),
        until=until,
        projects=places.projects,
        leads=partners,
    )
    if places.coordinated:
        periods = every_unreported_period().filter(project__in=places.coordinated)
        owed += worklist.period_rows(periods, until=until, projects=places.projects)
    desk.owed = Listed(sorted(owed, key=lambda row: (row.due, row.code)))
    led = [
        row
        for row in rows
        if row.ask != "do" and row.project.pk in places.coordinated and row.due <= until
    ]
    desk.late = late_by_partner(row for row in led if row.due < desk.today)
    desk.upcoming = Listed(row for row in led if row.due >= desk.today)


def late_by_partner(rows: Iterable[Row]) -> list[OfPartner]:
    partners = defaultdict(OfPartner)
    for row in rows:
        partners[row.lead_name, row.project.acronym].append(row)
    return [partners[key] for key in sorted(partners)]


# What is always the same of a statement is built once: docs/speed.md.


@cache
def _to_organise():
    return (
        Training.objects.ahead()
        .select_related("project", "programme__task")
        .only(
            *("title", "slug", "state", "first_day", "decision_day", "counting", "capacity"),
            *("window_opens", "window_closes"),
            *("project__slug", "project__start", "project__closed_on"),
            *("programme__minimum", "programme__first_month", "programme__last_month"),
            *("programme__window_opens", "programme__window_closes", "programme__project"),
            *("programme__task__lead", "organiser"),
        )
        .order_by(F("first_day").asc(nulls_first=True), "pk")
    )


@cache
def _active_registrations():
    """The columns of `Booked`."""
    of_training = ("title", "slug", "project__slug", "state", "first_day", "starts_at", "ends_at")
    columns = ("state", "training", *(f"training__{column}" for column in (*of_training, "zone")))
    rows = Registration.objects.active().order_by("training__starts_at", "pk")
    return rows.values_list(*columns)


@cache
def _invitations():
    columns = ("title", "first_day", "project__acronym")
    rows = Invitation.objects.select_related("training__project")
    return rows.only("answer_by", "why", "link_nonce", *(f"training__{each}" for each in columns))


@cache
def _bookable():
    columns = (
        *("title", "slug", "state", "first_day", "starts_at", "capacity", "seats_taken"),
        *("registration_switch", "registration_opens", "registration_closes"),
        *("project__slug", "project__acronym"),
    )
    rows = Training.objects.fixed().select_related("project").only(*columns)
    return rows.order_by("first_day", "pk")


def organised_by(person, today: date, partners: dict[int, str]) -> Organised:
    """The next trainings that the person runs, each with `organiser_name`, `state_label` and
    `may_schedule`.

    Those without a day come first: somebody has to fix it.
    """
    trainings = _to_organise().runnable_by(person, today)[: Organised.shown + 1]
    rights = Training.objects.rights_of(person, today)
    labels = worklist.labels_of(Training)
    for training in trainings:
        training.programme.project = training.project  # the same, and not asked for twice
        training.organiser_name = partners[training.organiser_id]
        training.state_label = labels[training.state]
    return Organised(tell(training, rights) for training in trainings)


def registrations_of(person, today: date) -> list[Booked]:
    not_over = Q(training__last_day__gte=today) | Q(training__last_day__isnull=True)
    return list(map(Booked._make, _active_registrations().filter(not_over, person=person)))


def open_to(person, now: datetime) -> list[Training]:
    """Trainings of the person's buyer groups that take registrations now."""
    if not buyer_places_of(person).groups:
        return []
    rows = _bookable().for_buyer(person)
    return [training for training in rows if training.takes_registrations(now)]

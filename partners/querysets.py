"""Questions and rights of the consortium.

A right is a QuerySet over the facts of the project. `today` is the day for which it is asked, by
default the current day in the active time zone. Filters use `pk__in` subqueries and never join +
distinct, so that PostgreSQL can lock the rows.
"""

from datetime import date, datetime

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from partners.places import places_of


def rows(model: str):
    """A manager of this app, found late: the models import this module."""
    return apps.get_model("partners", model).objects


def day_or_today(today: date | None) -> date:
    return today or timezone.localdate()


class DatedQuerySet(models.QuerySet):
    """Places with `since` and `until`."""

    def valid_on(self, day: date):
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day)

    def not_over(self, day: date | None = None):
        """Those that hold on this day (default: today) or will hold later."""
        return self.filter(Q(until__isnull=True) | Q(until__gte=day_or_today(day)))

    def over(self, day: date):
        return self.filter(until__lt=day)


class TeamMemberQuerySet(DatedQuerySet):
    def valid_on(self, day: date):
        """Places that hold on this day, on teams of partners who have not left.

        A place may begin before the partner's entry: a project is prepared before its first day.
        Who has a closed account holds no place.
        """
        return (
            super()
            .valid_on(day)
            .exclude(person__account="closed")
            .filter(Q(participation__exit__isnull=True) | Q(participation__exit__gte=day))
        )

    def of(self, person, today: date | None = None):
        return self.valid_on(day_or_today(today)).filter(person=person)

    def editors(self):
        return self.filter(access="editor")

    def editable_by(self, person, today: date | None = None):
        partners = rows("Participation").editable_by(person, today)
        return self.filter(participation__in=partners.values("pk"))


class ProjectReaderQuerySet(DatedQuerySet):
    def valid_on(self, day: date):
        return super().valid_on(day).exclude(person__account="closed")

    def editable_by(self, person, today: date | None = None):
        projects = rows("Project").editable_by(person, today)
        return self.filter(project__in=projects.values("pk"))


class ParticipationQuerySet(models.QuerySet):
    def current(self, day: date):
        return self.filter(Q(exit__isnull=True) | Q(exit__gte=day), entry__lte=day)

    def of(self, person, today: date | None = None):
        """Where the person has a place today, as editor or reader."""
        return self.filter(pk__in=rows("TeamMember").of(person, today).values("participation"))

    def acted_for_by(self, person, today: date | None = None):
        """Where the person may act for the partner today: their place is an editor's."""
        return self.filter(pk__in=places_of(person, today).acted_for)

    def visible_to(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).seen)

    def editable_by(self, person, today: date | None = None):
        return self.filter(project__in=places_of(person, today).coordinated)


class ProjectQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_on__isnull=True)

    def visible_to(self, person, today: date | None = None):
        """People of its participating organisations, and its readers."""
        return self.filter(pk__in=places_of(person, today).seen)

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people, until the project is closed."""
        return self.filter(pk__in=places_of(person, today).coordinated)

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`."""
        return {"may_edit": Q(pk__in=places_of(person, today).coordinated)}


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        seen = rows("Participation").visible_to(person, today)
        return self.filter(pk__in=seen.values("organisation"))

    def editable_by(self, person, today: date | None = None):
        edited = rows("Participation").editable_by(person, today)
        return self.filter(pk__in=edited.values("organisation"))


class PersonQuerySet(models.QuerySet):
    def active(self):
        return self.filter(account="active")

    def visible_to(self, person, today: date | None = None):
        """Oneself, and whoever has or had a place in a project that one sees."""
        projects = rows("Project").visible_to(person, today)
        teams = rows("Participation").filter(project__in=projects.values("pk"))
        members = rows("TeamMember").filter(participation__in=teams.values("pk"))
        readers = rows("ProjectReader").filter(project__in=projects.values("pk"))
        return self.filter(
            Q(pk=person.pk)
            | Q(pk__in=members.values("person"))
            | Q(pk__in=readers.values("person"))
        )

    def seeing(self, project, today: date | None = None):
        """Who sees the project today: the people of its teams and its readers, with an account."""
        day = day_or_today(today)
        members = rows("TeamMember").valid_on(day).filter(participation__project=project)
        readers = rows("ProjectReader").valid_on(day).filter(project=project)
        return self.active().filter(
            Q(pk__in=members.values("person")) | Q(pk__in=readers.values("person"))
        )

    def on_teams(self, project, day: date):
        """Who has a place on a team of the project on this day."""
        places = rows("TeamMember").valid_on(day).filter(participation__project=project)
        return self.filter(pk__in=places.values("person"))

    def acting_for(self, participation, today: date | None = None):
        """The people of one partner who may act for it today."""
        places = rows("TeamMember").valid_on(day_or_today(today)).editors()
        return self.filter(pk__in=places.filter(participation=participation).values("person"))


class InvitationQuerySet(models.QuerySet):
    def unanswered(self):
        """Neither accepted nor revoked; the link may have expired."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def open(self, now: datetime):
        """Unanswered, and the link still works."""
        return self.unanswered().filter(expires_at__gt=now)

    def editable_by(self, person, today: date | None = None):
        """Seen, resent and revoked by the coordinator's people."""
        return self.filter(project__in=places_of(person, today).coordinated)

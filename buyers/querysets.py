"""Questions and rights of the buyer groups. `today` defaults to today in the active time zone."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Q

from partners.models import Participation, Project
from partners.querysets import DatedQuerySet, day_or_today


def rows(model: str):
    """A manager of this app, found late: the models import this module."""
    return apps.get_model("buyers", model).objects


class BuyerPersonQuerySet(DatedQuerySet):
    def valid_on(self, day: date):
        """Named on this day, by an organisation that is a member on it; no closed account."""
        return (
            super()
            .valid_on(day)
            .exclude(person__account="closed")
            .filter(
                Q(membership__until__isnull=True) | Q(membership__until__gte=day),
                membership__since__lte=day,
            )
        )

    def of(self, person, today: date | None = None):
        return self.valid_on(day_or_today(today)).filter(person=person)


class BuyerMembershipQuerySet(DatedQuerySet):
    def visible_to(self, person, today: date | None = None):
        groups = rows("BuyerGroup").visible_to(person, today)
        return self.filter(group__in=groups.values("pk"))

    def editable_by(self, person, today: date | None = None):
        groups = rows("BuyerGroup").editable_by(person, today)
        return self.filter(group__in=groups.values("pk"))


class BuyerGroupQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Whoever sees the project, and people whom a member organisation names."""
        named = rows("BuyerPerson").of(person, today)
        return self.filter(
            Q(project__in=Project.objects.visible_to(person, today).values("pk"))
            | Q(pk__in=named.values("membership__group"))
        )

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people, the people of its task's lead and of its lead procurer."""
        led = Participation.objects.acted_for_by(person, today)
        named = rows("BuyerPerson").of(person, today)
        return self.filter(
            Q(project__in=Project.objects.editable_by(person, today).values("pk"))
            | Q(task__lead__in=led.values("pk"))
            | Q(lead_procurer__in=named.values("membership")),
            project__in=Project.objects.open().values("pk"),
        )

"""Questions and rights of the buyer groups. `today` defaults to today in the active time zone."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, Exists, OuterRef, Q, When

from partners.places import places_of
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

    def visible_to(self, person, today: date | None = None):
        """Colleagues of one's own organisation; all of the group for the consortium's people."""
        day = day_or_today(today)
        own = rows("BuyerMembership").filter(
            pk__in=self.model.objects.of(person, day).values("membership")
        )
        groups = rows("BuyerGroup")
        seen = groups.filter(project__in=places_of(person, day).seen)
        return self.filter(
            Q(membership__group__in=seen.values("pk"))
            | Q(membership__group__in=groups.editable_by(person, day).values("pk"))
            | Q(
                membership__organisation__in=own.values("organisation"),
                membership__group__in=own.values("group"),
            )
        )

    def editable_by(self, person, today: date | None = None):
        groups = rows("BuyerGroup").editable_by(person, today)
        return self.filter(membership__group__in=groups.values("pk"))


class BuyerMembershipQuerySet(DatedQuerySet):
    def by_tier(self):
        """Nearest to the purchase first."""
        tiers = self.model._meta.get_field("tier").choices
        order = [When(tier=value, then=position) for position, (value, _label) in enumerate(tiers)]
        return self.order_by(Case(*order), "organisation__short_name", "since")

    def overlapping(self, since: date, until: date | None):
        """Memberships that share a day with since..until (both included; None: without end)."""
        found = self.filter(Q(until__isnull=True) | Q(until__gte=since))
        return found if until is None else found.filter(since__lte=until)

    def visible_to(self, person, today: date | None = None):
        groups = rows("BuyerGroup").visible_to(person, today)
        return self.filter(group__in=groups.values("pk"))

    def editable_by(self, person, today: date | None = None):
        groups = rows("BuyerGroup").editable_by(person, today)
        return self.filter(group__in=groups.values("pk"))


class BuyerGroupQuerySet(models.QuerySet):
    def with_tier_counts(self, day: date):
        """Each group has as `core`, `authority`, ... how many members of that tier it has."""
        holds = Q(memberships__until__isnull=True) | Q(memberships__until__gte=day)
        holds &= Q(memberships__since__lte=day)
        tiers = apps.get_model("buyers", "BuyerMembership")._meta.get_field("tier").choices
        return self.annotate(
            **{
                tier: Count("memberships", filter=holds & Q(memberships__tier=tier))
                for tier, _label in tiers
            }
        )

    def with_rights_of(self, person, today: date | None = None):
        """Each group says by `may_edit` whether this person manages it."""
        edited = rows("BuyerGroup").editable_by(person, today).filter(pk=OuterRef("pk"))
        return self.annotate(may_edit=Exists(edited))

    def visible_to(self, person, today: date | None = None):
        """Whoever sees the project, and people whom a member organisation names."""
        named = rows("BuyerPerson").of(person, today)
        return self.filter(
            Q(project__in=places_of(person, today).seen)
            | Q(pk__in=named.values("membership__group"))
        )

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people, the people of its task's lead and of its lead procurer."""
        places = places_of(person, today)
        named = rows("BuyerPerson").of(person, today)
        return self.filter(
            Q(project__in=places.coordinated)
            | Q(task__lead__in=places.acted_for)
            | Q(lead_procurer__in=named.values("membership")),
            project__closed_on__isnull=True,
        )

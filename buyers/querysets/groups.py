"""Questions and rights of the buyer groups. `today` defaults to today in the active time zone."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When, Window
from django.db.models.functions import RowNumber

from buyers.places import OBSERVER, buyer_places_of
from partners.places import places_of
from partners.querysets import DatedQuerySet, day_or_today


def rows(model: str):
    """A manager of this app, found late: the models import this module."""
    return apps.get_model("buyers", model).objects


def sees(person, today: date | None, group: str = "") -> Q:
    """Whoever sees the project, and people whom a member organisation names.

    `group` is the path to the buyer group, "" for the group itself.
    """
    named = buyer_places_of(person, today).groups
    return Q(**{f"{group}project__in": places_of(person, today).seen}) | Q(
        **{f"{group}pk__in": named}
    )


def steers(person, today: date | None, group: str = "") -> Q:
    """The consortium's managers: the coordinator's people and those of its task's lead. They read
    what is recorded, also when the project is closed."""
    places = places_of(person, today)
    return Q(**{f"{group}project__in": places.leading}) | Q(
        **{f"{group}task__lead__in": places.acted_for}
    )


def own(person, today: date | None, group: str = "group") -> Q:
    """Rows with a column `organisation`, of the organisations that name this person in that group.

    `group` is the path to the buyer group.
    """
    seats = buyer_places_of(person, today).seats
    found = Q(pk__in=())
    for group_id, organisation in seats:
        found |= Q(**{group: group_id}, organisation=organisation)
    return found


def open_project(group: str = "group__") -> Q:
    return Q(**{f"{group}project__closed_on__isnull": True})


def oversees(person, today: date | None, group: str = "") -> Q:
    """Who steers it, and the people of its lead procurer. They read its records on suppliers and
    conflicts, also when the project is closed: then such records are asked for."""
    named = buyer_places_of(person, today).memberships
    return steers(person, today, group) | Q(**{f"{group}lead_procurer__in": named})


def manages(person, today: date | None, group: str = "") -> Q:
    """Who oversees it, while the project is open."""
    return open_project(group) & oversees(person, today, group)


def sees_people(person, today: date | None, group: str = "") -> Q:
    """The people of all members, and not only those of one's own organisation."""
    inside = Q(**{f"{group}project__in": places_of(person, today).seen})
    return inside | manages(person, today, group)


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
        named = buyer_places_of(person, today)
        colleagues = Q(
            membership__organisation__in=named.organisations, membership__group__in=named.groups
        )
        return self.filter(sees_people(person, today, "membership__group__") | colleagues)

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "membership__group__"))

    def few_of_each(self, few: int, *, all_of):
        """By name the first `few` people of each membership, or all of those in `all_of` (ids).

        Each knows by `together` how many there are of its membership.
        """
        each = {"partition_by": "membership"}
        return (
            self.annotate(
                nth=Window(RowNumber(), order_by=["person__name", "pk"], **each),
                together=Window(Count("pk"), **each),
            )
            .filter(Q(nth__lte=few) | Q(membership__in=all_of))
            .order_by("membership", "nth")
        )


class BuyerMembershipQuerySet(DatedQuerySet):
    def asked_on(self, day: date):
        """Who answers needs and commits: the members of this day that do not only observe."""
        return self.valid_on(day).exclude(tier=OBSERVER)

    def by_tier(self):
        """Nearest to the purchase first."""
        tiers = self.model._meta.get_field("tier").choices
        order = [When(tier=value, then=position) for position, (value, _label) in enumerate(tiers)]
        return self.order_by(Case(*order), "organisation__short_name", "since")

    def seats(self):
        """As columns, for `buyers.quorum.Seat`: organisation, tier, type, country, since."""
        columns = ("organisation", "tier", "organisation__type", "organisation__country", "since")
        return self.order_by().values_list(*columns)

    def with_declaration(self, declarations):
        """Each with the newest of these for its organisation: `declared_at`, `has_conflict`."""
        newest = declarations.filter(
            group=OuterRef("group"), organisation=OuterRef("organisation")
        ).newest_first()
        return self.annotate(
            declared_at=Subquery(newest.values("declared_at")[:1]),
            has_conflict=Subquery(newest.values("has_conflict")[:1]),
        )

    def overlapping(self, since: date, until: date | None):
        """Memberships that share a day with since..until (both included; None: without end)."""
        found = self.filter(Q(until__isnull=True) | Q(until__gte=since))
        return found if until is None else found.filter(since__lte=until)

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today, "group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))


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

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows project and task."""
        return {
            "may_edit": manages(person, today),
            "may_oversee": oversees(person, today),
            "may_steer": steers(person, today),
            "shows_people": sees_people(person, today),
        }

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today))


class OfGroupQuerySet(models.QuerySet):
    """Of rows that are the group's own: its documents, its planned procurement."""

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today, "group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))

"""Questions and rights of unmet needs and of what each buyer answers to them."""

from datetime import date

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from buyers.places import buyer_places_of
from core.search import holding
from core.text import fold

from .groups import manages, open_project, own, rows, sees, steers

DRAFT, SHARED, CLOSED = "draft", "shared", "closed"  # Need.State, whose module imports this one
GIVEN = "given"  # NeedShare.State


def shared(person, today: date | None, need: str = "") -> Q:
    """Needs that are no draft, for whoever sees the group. `need` is the path to the need."""
    return sees(person, today, f"{need}group__") & ~Q(**{f"{need}state": DRAFT})


def drafts(person, today: date | None) -> Q:
    """A buyer's draft is its own people's; one of the group is of those who manage it."""
    of_the_group = Q(organisation__isnull=True) & manages(person, today, "group__")
    return Q(state=DRAFT) & (own(person, today) | of_the_group)


def writes(person, today: date | None) -> Q:
    """Its owner's people; whoever manages the group writes the group's own needs."""
    of_the_group = Q(organisation__isnull=True) & manages(person, today, "group__")
    return (own(person, today) & open_project()) | of_the_group


class NeedQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        return self.filter(shared(person, today) | drafts(person, today))

    def editable_by(self, person, today: date | None = None):
        return self.filter(writes(person, today))

    def matching(self, *, text: str = "", state: str = ""):
        found = holding(self, fold(text).split())
        return found.filter(state=state) if state else found

    def with_members(self, day: date):
        """Each need has as `members` how many organisations are asked in its group on this day."""
        members = rows("BuyerMembership").asked_on(day).filter(group=OuterRef("group"))
        counted = members.order_by().values("group").annotate(n=Count("pk")).values("n")
        return self.annotate(members=Coalesce(Subquery(counted), 0))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows group, its project and task. `may_answer`: people of a
        member that does not only observe, while the need is shared; `may_manage`: who manages the
        group; `may_steer`: who sees all that members gave."""
        groups = {group for group, _organisation in buyer_places_of(person, today).active}
        return {
            "may_edit": writes(person, today),
            "may_manage": manages(person, today, "group__"),
            "may_steer": steers(person, today, "group__"),
            "may_answer": Q(state=SHARED, group__in=groups) & open_project(),
        }


class OfNeedQuerySet(models.QuerySet):
    """Of what stands below a need: indicators, prior art."""

    def standing(self):
        """Of prior art: what was not taken out."""
        return self.filter(removed_on__isnull=True)

    def visible_to(self, person, today: date | None = None):
        needs = rows("Need").visible_to(person, today)
        return self.filter(need__in=needs.order_by().values("pk"))


class ShareQuerySet(models.QuerySet):
    """What buyers answer to a need."""

    def given(self):
        return self.filter(state=GIVEN)

    def with_membership(self, day: date):
        """Each answer has as `is_member` whether its buyer is in the group on this day."""
        members = rows("BuyerMembership").valid_on(day)
        theirs = members.filter(
            group=OuterRef("need__group"), organisation=OuterRef("organisation")
        )
        return self.annotate(is_member=Exists(theirs))

    def visible_to(self, person, today: date | None = None):
        """One's own, drafts too; of others what they have given. Their quantity and price are only
        shown where `discloses`: see NeedShare."""
        given = Q(state=GIVEN) & shared(person, today, "need__")
        return self.filter(own(person, today, "need__group") | given)

    def editable_by(self, person, today: date | None = None):
        return self.filter(own(person, today, "need__group") & open_project("need__group__"))

"""Questions and rights of feasibility plans and of all that belongs to one."""

from datetime import date

from django.db import models
from django.db.models import Case, F, Q, TextField, Value, When

from buyers.places import buyer_places_of

from .groups import manages, open_project, oversees, own, sees, steers

DRAFT, GIVEN = "draft", "given"  # ScoreSheet.State, whose module imports this one


def answers_for(person, today: date | None, group: str) -> Q:
    """Plans and what belongs to them, for people of a member that does not only observe, while the
    project is open. `group` is the path to the buyer group."""
    groups = {pk for pk, _organisation in buyer_places_of(person, today).active}
    return Q(**{f"{group}__in": groups}) & open_project(f"{group}__")


def writes_part(person, today: date | None, part: str = "") -> Q:
    """Who manages the group, and the people of the part's owner. `part` is the path to the part."""
    owner = Q(pk__in=())
    for group, organisation in buyer_places_of(person, today).active:
        owner |= Q(**{f"{part}plan__group": group, f"{part}owner": organisation})
    return manages(person, today, f"{part}plan__group__") | (
        owner & open_project(f"{part}plan__group__")
    )


class FeasibilityPlanQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Whoever sees the group."""
        return self.filter(sees(person, today, "group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows group, its project and task. `may_steer`: who reads what
        each member has said; `may_answer`: who scores, names quantities, approves and decides for a
        member."""
        return {
            "may_edit": manages(person, today, "group__"),
            "may_oversee": oversees(person, today, "group__"),
            "may_steer": steers(person, today, "group__"),
            "may_answer": answers_for(person, today, "group"),
        }


class OfPlanQuerySet(models.QuerySet):
    """Of what is the plan's own: options, criteria, clauses, costs, scenarios, gates, risks."""

    def standing(self):
        """Of rows with `removed_on`: what was not taken out."""
        return self.filter(removed_on__isnull=True)

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today, "plan__group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "plan__group__"))


class PlanPartQuerySet(OfPlanQuerySet):
    def editable_by(self, person, today: date | None = None):
        return self.filter(writes_part(person, today))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows the plan, its group, and that one's project and task.
        `may_edit`: who writes it; `may_manage`: who asks for approval and agrees; `may_answer`: who
        approves for a member."""
        return {
            "may_edit": writes_part(person, today),
            "may_manage": manages(person, today, "plan__group__"),
            "may_answer": answers_for(person, today, "plan__group"),
        }


class ClauseQuerySet(OfPlanQuerySet):
    def editable_by(self, person, today: date | None = None):
        return self.filter(writes_part(person, today))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows the plan, its group, and that one's project and task.
        `may_edit`: who writes it; `may_manage`: who says by whom it is prepared."""
        return {
            "may_edit": writes_part(person, today),
            "may_manage": manages(person, today, "plan__group__"),
        }


class VersionOfPartQuerySet(models.QuerySet):
    def newest(self):
        """The text that each part has now."""
        return self.filter(number=F("part__version"))

    def with_newest_text(self):
        """`newest_text` is that of the newest version, and "" of those before it."""
        is_newest = When(number=F("part__version"), then=F("text"))
        return self.annotate(newest_text=Case(is_newest, default=Value("", TextField())))

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today, "part__plan__group__"))


class ApprovalQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """What a member says of a part is said to all."""
        return self.filter(sees(person, today, "part__plan__group__"))


class OwnedQuerySet(models.QuerySet):
    """Rows of one member in a plan: each is written by its own people, by nobody for another."""

    def given(self):
        """What the group may count: all, but where there are drafts."""
        return self.all()

    def visible_to(self, person, today: date | None = None):
        """One's own; for who steers what was given; for others what its owner agreed to show."""
        theirs = own(person, today, "plan__group")
        steered = steers(person, today, "plan__group__")
        agreed = Q(discloses=True) & sees(person, today, "plan__group__")
        return self.filter(theirs | Q(pk__in=self.given().filter(steered | agreed).values("pk")))

    def editable_by(self, person, today: date | None = None):
        return self.filter(own(person, today, "plan__group") & open_project("plan__group__"))


class ScoreSheetQuerySet(OwnedQuerySet):
    def given(self):
        return self.filter(state=GIVEN)


class FundingSchemeQuerySet(models.QuerySet):
    def offered_on(self, day: date):
        """Those that a new source may name."""
        started = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
        holds = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(started & holds, is_active=True)


class FundingSourceQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(removed_on__isnull=True)

    def visible_to(self, person, today: date | None = None):
        """Those of all buyers, and one's own; all of them for who steers. Of another member only
        where its quantity is disclosed: the calculation tells the same."""
        group = "plan__group__"
        disclosed = Q(plan__volumes__organisation=F("organisation"), plan__volumes__discloses=True)
        agreed = self.model._base_manager.filter(disclosed).values("pk")
        return self.filter(
            own(person, today, "plan__group")
            | steers(person, today, group)
            | (sees(person, today, group) & (Q(organisation__isnull=True) | Q(pk__in=agreed)))
        )

    def editable_by(self, person, today: date | None = None):
        """Its own people; those of all buyers by who manages the group."""
        common = Q(organisation__isnull=True) & manages(person, today, "plan__group__")
        return self.filter(
            common | (own(person, today, "plan__group") & open_project("plan__group__"))
        )


class OfCostQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Percentages are the group's agreement: all read them."""
        return self.filter(sees(person, today, "cost__plan__group__"))


class DecisionQuerySet(models.QuerySet):
    def standing(self):
        """The newest of each member."""
        return self.filter(stands=True)

    def visible_to(self, person, today: date | None = None):
        """Decisions are told to the whole group."""
        return self.filter(sees(person, today, "plan__group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(own(person, today, "plan__group") & open_project("plan__group__"))

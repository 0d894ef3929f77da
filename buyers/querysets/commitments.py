"""Questions and rights of the commitment ledger."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from .groups import open_project, own, sees, steers

DRAFT, STANDING = "draft", "standing"  # Commitment.State, whose module imports this one


def mine(person, today: date | None) -> Q:
    """Of their own organisations. A draft waits unseen while its need is a draft again: what the
    need says then is told to nobody but who writes it."""
    return own(person, today) & ~Q(state=DRAFT, need__state="draft")


class CommitmentQuerySet(models.QuerySet):
    def standing_on(self, day: date):
        """Neither replaced nor withdrawn, and valid on this day."""
        valid = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
        return self.filter(valid, state=STANDING)

    def of_members_on(self, day: date):
        """Of organisations that are members of the group on this day; each knows its `tier`."""
        member = "group__memberships__"
        return self.filter(
            Q(**{f"{member}until__isnull": True}) | Q(**{f"{member}until__gte": day}),
            **{f"{member}organisation": F("organisation"), f"{member}since__lte": day},
        ).annotate(tier=F(f"{member}tier"))

    def recorded(self):
        """In the ledger: all but drafts."""
        return self.exclude(state=DRAFT)

    def visible_to(self, person, today: date | None = None):
        """One's own, drafts too; all that is recorded for who steers the group; for others who see
        the group what its owner has agreed to show."""
        recorded = ~Q(state=DRAFT)
        agreed = Q(is_disclosed=True) & sees(person, today, "group__")
        steered = steers(person, today, "group__")
        return self.filter(mine(person, today) | (recorded & (steered | agreed)))

    def readable_in(self, group, person, today: date | None = None):
        """The ledger of a group in hand whose rights are told: what `visible_to` lets through of
        it, in fewer words."""
        rows = self.recorded().filter(group=group.pk)
        if group.may_steer:
            return rows
        return rows.filter(Q(is_disclosed=True) | own(person, today))

    def own_of(self, person, today: date | None = None):
        """Of the organisations for which they speak, drafts too."""
        return self.filter(mine(person, today))

    def editable_by(self, person, today: date | None = None):
        """Nobody writes for another buyer, not even who manages the group."""
        return self.filter(mine(person, today) & open_project())

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows group and its project. `is_own`: also when closed."""
        theirs = own(person, today)
        return {"may_edit": theirs & open_project(), "is_own": theirs}

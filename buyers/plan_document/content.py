"""What one reader may read of a plan: each of its readers is asked once, when it is wanted."""

from datetime import date
from functools import cached_property

from buyers import (
    answers,
    clauses,
    deciding,
    gates,
    ledger,
    outlook,
    parts,
    quorum,
    scoring,
    strategy,
    totals,
)
from buyers.figures import number
from buyers.models import (
    BuyerVolume,
    FeasibilityPlan,
    FundingSource,
    Need,
    PlanningDocument,
    PriorArt,
    Question,
)
from buyers.places import buyer_places_of
from workpackages.talk import files_by_dossier


class Content:
    def __init__(self, plan: FeasibilityPlan, person, today: date):
        """The plan comes with its rights told, as `buyers.views.plans.find` gives it."""
        self.plan, self.person, self.today = plan, person, today
        self.group, self.project = plan.group, plan.project

    @cached_property
    def parts(self):
        return parts.read(self.plan, self.person, self.today)

    @cached_property
    def members(self):
        """Those of the day, nearest to the purchase first."""
        rows = self.group.memberships.valid_on(self.today).select_related("organisation")
        return list(rows.by_tier())

    @cached_property
    def speaks_for(self) -> list[str]:
        """The members that name the reader."""
        seats = buyer_places_of(self.person, self.today).seats
        return [
            row.organisation.short_name
            for row in self.members
            if (self.group.pk, row.organisation_id) in seats
        ]

    @cached_property
    def volumes(self) -> dict[int, str]:
        """Quantities a year in the unit of the plan, by organisation: those that may be read."""
        rows = BuyerVolume.objects.visible_to(self.person, self.today).filter(plan=self.plan)
        return {pk: number(each) for pk, each in rows.values_list("organisation", "quantity")}

    @cached_property
    def quorum(self) -> quorum.Quorum:
        return quorum.of(
            quorum.Seat(
                row.organisation_id,
                row.tier,
                row.organisation.type,
                row.organisation.country.code,
                row.since,
            )
            for row in self.members
        )

    @cached_property
    def needs(self) -> list[Need]:
        """Shared by the group, each with its `found` answers."""
        rows = Need.objects.visible_to(self.person, self.today).filter(group=self.group)
        rows = rows.exclude(state=Need.State.DRAFT).select_related("organisation")
        rows = list(rows.prefetch_related("indicators").order_by("number"))
        for row in rows:
            row.may_steer = self.group.may_steer
        found = answers.read(rows, self.person, self.today)
        for row in rows:
            row.found = found[row.pk]
        return rows

    @cached_property
    def prior_art(self):
        """(need, what there is) of the needs; one statement."""
        codes = {need.pk: need.code for need in self.needs}
        rows = PriorArt.objects.standing().filter(need__in=codes).order_by("need__number", "pk")
        return [(codes[row.need_id], row) for row in rows]

    @cached_property
    def commitments(self) -> list[totals.NeedTotals]:
        """What was committed for each need, as far as it may be told."""
        entries = totals.gather(self.group, self.today)
        found = (
            totals.of_need(need, entries, everything=self.group.may_steer)
            for need in self.known_needs
        )
        return [each for each in found if not each.is_empty]

    @cached_property
    def known_needs(self):
        return totals.needs_of(self.group)

    @cached_property
    def ledger(self) -> list[ledger.Row]:
        """The single entries that the reader may read and that count."""
        rows = ledger.newest_first().visible_to(self.person, self.today).filter(group=self.group)
        rows = rows.filter(state=Commitment.State.STANDING)
        rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=self.today))
        rows = rows.order_by("need__number", "organisation__short_name", "year", "pk")
        return ledger.rows(rows, self.group, self.known_needs, self.today)

    @cached_property
    def forms(self):
        return scoring.compare(self.plan, Question.FORM, self.person, self.today)

    @cached_property
    def contracts(self):
        return scoring.compare(self.plan, Question.CONTRACT, self.person, self.today)

    @cached_property
    def clauses(self):
        return clauses.read(self.plan)

    @cached_property
    def outlook(self):
        return outlook.read(self.plan, self.person, self.today)

    @cached_property
    def sources(self) -> list[FundingSource]:
        """Those of all buyers first, then those of single ones that may be read."""
        rows = FundingSource.objects.visible_to(self.person, self.today).standing()
        rows = rows.filter(plan=self.plan).select_related("scheme", "organisation")
        order = ("organisation__short_name", "scheme__position", "pk")
        return sorted(rows.order_by(*order), key=lambda row: row.organisation_id is not None)

    @cached_property
    def strategy(self):
        return strategy.read(self.plan, self.person, self.today)

    @cached_property
    def consultations(self):
        return list(self.group.consultations.with_counts().order_by("opens_on", "number"))

    @cached_property
    def gates(self):
        return gates.read(self.plan)

    @cached_property
    def standing(self):
        return deciding.read(self.plan, self.person, self.today)

    @cached_property
    def signed(self) -> list[tuple]:
        """(member, name) of each document that was handed in with a decision that stands."""
        rows = [row for row in (*self.standing.members, *self.standing.former) if row.dossier]
        held = files_by_dossier([row.dossier for row in rows])
        return [
            (row, file.newest.name)
            for row in rows
            for file in held[row.dossier]
            if not file.is_removed
        ]

    @cached_property
    def documents(self):
        rows = PlanningDocument.objects.readable_by(self.person, self.today)
        return list(rows.filter(group=self.group).with_files().order_by("published_on", "pk"))

"""The risk reduction strategy of a plan: the risks linked to its group, and who bears them.

Scores, measures and reviews are those of the project's register. Who does not see the project reads
here what stands there of these risks, but for early signs, contingencies and remarks on scores.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from buyers.models import FeasibilityPlan, PlanRisk
from buyers.plans import held
from core.history import assign, record
from partners.places import places_of
from workpackages import register
from workpackages.models import Action, Risk, RiskBands, RiskScore
from workpackages.register import Level


@dataclass(frozen=True, slots=True)
class Measure:
    text: str
    owner: str
    due_on: date
    done_on: date | None
    state: str  # open, late or done
    state_label: str

    @property
    def tone(self) -> str:
        return {"late": "tone-bad", "done": "tone-good"}.get(self.state, "tone-progress")


@dataclass(frozen=True, slots=True)
class Review:
    """One look at a risk, in a meeting or not."""

    day: date
    level: Level
    meeting: str
    meeting_url: str  # "" for who does not see the project
    comment: str


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A risk as the strategy reads it; `register.risk_map` and `tally` take it too."""

    pk: int
    code: str
    url: str  # where it stands on the page
    register_url: str  # "" for who does not see the project
    edit_url: str
    title: str
    description: str  # cause, event and effect
    category: str
    category_label: str
    owner: str
    now: Level
    after: Level | None  # after the measures
    response: str
    mitigation: str
    measures: tuple[Measure, ...]
    reviews: tuple[Review, ...]  # the newest first
    review_on: date | None
    is_review_late: bool
    state: str
    state_label: str
    bearer: str
    borne: str  # in words
    stage: str  # in words
    reason: str

    @property
    def open(self) -> bool:
        return self.state in Risk.OPEN

    @property
    def is_unallocated(self) -> bool:
        return self.open and not self.bearer


@dataclass(frozen=True, slots=True)
class Strategy:
    bands: RiskBands
    rows: tuple[RiskRow, ...]  # by category, in each the highest level first

    @property
    def unallocated(self) -> int:
        return sum(row.is_unallocated for row in self.rows)

    @property
    def unplaced(self) -> list[RiskRow]:
        """Nobody has estimated what the measures bring."""
        return [row for row in self.rows if row.open and not row.after]

    @property
    def by_category(self) -> dict[str, list[RiskRow]]:
        found = {}
        for row in self.rows:
            found.setdefault(row.category_label, []).append(row)
        return found

    def map(self, *, after: bool) -> list[tuple]:
        """As `register.risk_map`: (likelihood, its word, five cells by impact), likeliest first."""
        return register.risk_map(self.rows, self.bands, after=after)

    def tally(self, *, after: bool) -> list[tuple]:
        return register.tally(self.rows, self.bands, after=after)


def read(plan: FeasibilityPlan, person, today: date) -> Strategy:
    """Five statements, whatever the number of risks; two where none is linked."""
    bands = register.bands_of(plan.project)
    in_register = plan.project.get_absolute_url() if sees_register(plan, person) else ""
    here = f"{plan.group.get_absolute_url()}plan/risks/"
    measures = Action.objects.exclude(state=Action.State.CANCELLED).select_related("owner")
    scores = RiskScore.objects.select_related("meeting").order_by("-scored_on", "-pk")
    risks = (
        plan.group.risks.select_related("lead__organisation")
        .defer("early_sign", "contingency", "search_text")
        .prefetch_related(
            Prefetch("actions", measures.order_by("due_on", "pk")), Prefetch("scores", scores)
        )
        .order_by("sort_key")
    )
    borne = {row.risk_id: row for row in plan.risks.all()}
    rows = [
        _row(risk, borne.get(risk.pk) or PlanRisk(), bands, in_register, here, today)
        for risk in risks
    ]
    order = list(Risk.Category.values)
    return Strategy(
        bands, tuple(sorted(rows, key=lambda row: (order.index(row.category), -row.now.value)))
    )


def sees_register(plan: FeasibilityPlan, person) -> bool:
    return plan.project_id in places_of(person).seen


def _row(risk, borne, bands, in_register: str, here: str, today: date) -> RiskRow:
    code = risk.code.lower()
    is_open = risk.state in Risk.OPEN
    return RiskRow(
        pk=risk.pk,
        code=risk.code,
        url=f"#{code}",
        register_url=in_register and f"{in_register}{code}/",
        edit_url=f"{here}{code}/",
        title=risk.title,
        description=risk.description,
        category=risk.category,
        category_label=risk.get_category_display(),
        owner=risk.lead.organisation.short_name,
        now=Level.of(risk.likelihood, risk.impact, bands),
        after=Level.of(risk.residual_likelihood, risk.residual_impact, bands),
        response=risk.get_response_display(),
        mitigation=risk.mitigation,
        measures=tuple(_measure(action, today) for action in risk.actions.all()),
        reviews=tuple(_reviews(risk.scores.all(), bands, in_register)),
        review_on=risk.review_on,
        is_review_late=bool(is_open and risk.review_on and risk.review_on < today),
        state=risk.state,
        state_label=risk.get_state_display(),
        bearer=borne.bearer,
        borne=borne_by(borne),
        stage=borne.get_stage_display(),
        reason=borne.reason,
    )


def _measure(action: Action, today: date) -> Measure:
    is_late = action.state == Action.State.OPEN and action.due_on < today
    return Measure(
        text=action.text,
        owner=str(action.owner),
        due_on=action.due_on,
        done_on=action.done_on,
        state="late" if is_late else action.state,
        state_label=_("late") if is_late else action.get_state_display(),
    )


def _reviews(scores: Iterable[RiskScore], bands: RiskBands, in_register: str):
    for score in scores:
        meeting = score.meeting
        yield Review(
            day=score.scored_on,
            level=Level.of(score.likelihood, score.impact, bands),
            meeting=meeting.title if meeting else "",
            meeting_url=f"{in_register}meetings/{meeting.slug}/" if meeting and in_register else "",
            comment=score.comment if in_register else "",
        )


def borne_by(row: PlanRisk) -> str:
    """the supplier; both, the buyers 40 %"""
    if row.bearer == PlanRisk.Bearer.SHARED:
        return _("both, the buyers %(percent)d\u00a0%%") % {"percent": row.buyer_percent}
    return row.get_bearer_display()


@transaction.atomic
def allocate(*, plan: FeasibilityPlan, risk: Risk, by, **values) -> PlanRisk:
    """Write down who bears a risk in this procurement, and when it matters. Raises ValidationError
    at the field, and where the risk is no longer the group's."""
    held(plan.pk)
    if not plan.group.risks.filter(pk=risk.pk).exists():
        raise ValidationError(_("This risk is no longer linked to the group."))
    row = PlanRisk.objects.filter(plan=plan, risk=risk).first() or PlanRisk(plan=plan, risk=risk)
    changed = assign(row, **values)
    row.full_clean()
    record(row, "", *changed, by=by)
    return row

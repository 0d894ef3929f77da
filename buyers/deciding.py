"""Whether a plan is a go: what follows from the decisions of the members that mean to buy.

All core buyers are waited for; in a group that has none, all contracting authorities. Then those
that go, or go on conditions, have to meet the quorum of `buyers.quorum`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import quorum, seen
from buyers.models import BuyerMembership, Decision, FeasibilityPlan, Tier
from buyers.places import BUYING, buyer_places_of
from buyers.quorum import Seat

Verdict = Decision.Verdict
TONES = {
    Verdict.GO: "tone-good",
    Verdict.CONDITIONAL: "tone-warn",
    Verdict.NO_GO: "tone-bad",
}


class State(TextChoices):
    """Of a plan."""

    DRAFTING = "drafting", gettext_lazy("being written")
    DECIDING = "deciding", gettext_lazy("waits for decisions")
    NO_GO = "no_go", gettext_lazy("no-go")
    CONDITIONAL = "conditional", gettext_lazy("go on conditions")
    GO = "go", gettext_lazy("go")

    @property
    def tone(self) -> str:
        return TONES.get(self.value, "tone-progress" if self == State.DECIDING else "tone-info")


# --- The rule ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voice:
    """A member and its decision; "" for none."""

    seat: Seat
    name: str
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    state: State
    why: tuple[str, ...]  # sentences


def judge(voices: Iterable[Voice], *, is_asked: bool) -> Judged:
    """The state of a plan whose members of today are these; no database."""
    buying = [voice for voice in voices if voice.seat.tier in BUYING]
    if not is_asked:
        return Judged(State.DRAFTING, (_("The members are not asked to decide yet."),))
    if not buying:
        return Judged(State.DECIDING, (_("No member of today means to buy."),))
    core = [voice for voice in buying if voice.seat.tier == Tier.CORE]
    wanted = core or buying
    waiting = [voice for voice in wanted if not voice.verdict]
    firm = [voice for voice in buying if voice.verdict == Verdict.GO]
    soft = [voice for voice in buying if voice.verdict == Verdict.CONDITIONAL]
    if waiting:
        words = _("Not decided yet: %s.") if core else _("There is no core buyer. Undecided: %s.")
        return Judged(State.DECIDING, (words % _names(waiting), *_said(buying)))
    together = quorum.of(voice.seat for voice in firm + soft)
    if not together.is_met:
        words = _("Who wants to buy is %(who)s, too few for the quorum.") % {"who": together.words}
        return Judged(State.NO_GO, (words, together.missing, *_said(buying)))
    why = [_("Who wants to buy meets the quorum: %s.") % together.words]
    state = State.GO
    if soft_core := [voice for voice in soft if voice.seat.tier == Tier.CORE]:
        state = State.CONDITIONAL
        why.append(_("A core buyer goes on conditions: %s.") % _names(soft_core))
    alone = quorum.of(voice.seat for voice in firm)
    if not alone.is_met:
        state = State.CONDITIONAL
        why.append(_("Without those on conditions it is %s, too few for the quorum.") % alone.words)
    undecided = [voice for voice in buying if not voice.verdict]
    if undecided:
        why.append(_("Not decided, and not waited for: %s.") % _names(undecided))
    return Judged(state, (*why, *_said(buying)))


def _said(voices: list[Voice]) -> Iterable[str]:
    """Who has said what, one sentence for each verdict that there is."""
    for verdict, label in Verdict.choices:
        of = [voice for voice in voices if voice.verdict == verdict]
        if of:
            words = {"verdict": str(label).capitalize(), "names": _names(of)}
            yield _("%(verdict)s: %(names)s.") % words


def _names(voices: Iterable[Voice]) -> str:
    return ", ".join(voice.name for voice in voices)


# --- Where a plan stands -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member that means to buy, or one that has decided and no longer counts."""

    organisation: int
    name: str
    tier: str  # in words; "" for who no longer means to buy
    counts: bool
    is_own: bool  # the reader speaks for it
    pk: int | None  # of its decision
    verdict: str
    verdict_label: str
    decided_on: date | None
    signatory: str
    function: str
    conditions: str
    recorded_at: datetime | None
    changes: tuple[seen.Change, ...]  # since then
    dossier: int | None

    @property
    def tone(self) -> str:
        return TONES.get(self.verdict, "")


@dataclass(frozen=True, slots=True)
class Standing:
    state: State
    why: tuple[str, ...]
    members: tuple[MemberRow, ...]  # that mean to buy today, core buyers first
    former: tuple[MemberRow, ...]  # whose decision no longer counts
    replaced: tuple[Decision, ...]  # earlier decisions, the newest first
    asked_on: date | None
    due: date | None

    @property
    def state_label(self) -> str:
        return str(self.state.label)

    @property
    def decided(self) -> int:
        return sum(bool(row.verdict) for row in self.members)


def _seat(member: BuyerMembership) -> Seat:
    buyer = member.organisation
    return Seat(buyer.pk, member.tier, buyer.type, buyer.country.code, member.since)


def read(plan: FeasibilityPlan, person, today: date) -> Standing:
    """Three statements, whatever the number of members; two while nobody has decided."""
    own = {pk for group, pk in buyer_places_of(person, today).seats if group == plan.group_id}
    decisions = list(
        plan.decisions.select_related("organisation", "recorded_by").order_by("-recorded_at", "-pk")
    )
    standing = {row.organisation_id: row for row in decisions if row.stands}
    memberships = list(
        plan.group.memberships.valid_on(today)
        .filter(tier__in=BUYING)
        .select_related("organisation")
        .by_tier()
    )
    now = seen.facts(plan, today) if standing else None
    here = f"{plan.group.get_absolute_url()}plan/"

    def row_of(organisation, tier="") -> MemberRow:
        decision = standing.get(organisation.pk)
        since = seen.since(decision.seen, decision.recorded_at, now, here) if decision else ()
        return MemberRow(
            organisation=organisation.pk,
            name=organisation.short_name,
            tier=str(tier),
            counts=bool(tier),
            is_own=organisation.pk in own,
            pk=decision and decision.pk,
            verdict=decision.verdict if decision else "",
            verdict_label=decision.get_verdict_display() if decision else _("not decided"),
            decided_on=decision and decision.decided_on,
            signatory=decision.signatory if decision else "",
            function=decision.signatory_function if decision else "",
            conditions=decision.conditions if decision else "",
            recorded_at=decision and decision.recorded_at,
            changes=tuple(since),
            dossier=decision and decision.dossier_id,
        )

    members = [row_of(each.organisation, each.get_tier_display()) for each in memberships]
    there = {row.organisation for row in members}
    voices = [
        Voice(_seat(each), row.name, row.verdict)
        for each, row in zip(memberships, members, strict=True)
    ]
    judged = judge(voices, is_asked=bool(plan.decisions_asked_on))
    return Standing(
        state=judged.state,
        why=judged.why,
        members=tuple(members),
        former=tuple(row_of(row.organisation) for pk, row in standing.items() if pk not in there),
        replaced=tuple(row for row in decisions if not row.stands),
        asked_on=plan.decisions_asked_on,
        due=plan.decisions_due,
    )

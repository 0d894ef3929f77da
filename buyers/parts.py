"""The parts of a feasibility plan: given to an owner, written, approved by members, agreed; and how
far they are."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from buyers.models import BuyerMembership, PartApproval, PartVersion, PlanPart
from buyers.models.plan import LONGEST_TEXT
from buyers.places import buyer_places_of
from core import history
from core.clock import local_day
from core.history import SAME_WITHIN, record
from core.stale import WHILE_WRITING

State = PlanPart.State
Verdict = PartApproval.Verdict
ANSWERABLE = (State.REVIEW, State.AGREED)

# --- Acts ----------------------------------------------------------------------------------------


@transaction.atomic
def assign(*, part: PlanPart, owner, due_on: date | None, by, today: date) -> PlanPart:
    """Who writes it (None: who manages the group), and by when. Raises ValidationError."""
    row = _locked(part)
    members = BuyerMembership.objects.valid_on(today).filter(group=row.plan.group_id)
    if owner and owner.pk != row.owner_id and not members.filter(organisation=owner).exists():
        raise ValidationError({"owner": _("This organisation is no member of the group today.")})
    changed = history.assign(row, owner=owner, due_on=due_on)
    row.full_clean()
    record(row, "", *changed, by=by)
    return row


@transaction.atomic
def write(*, part: PlanPart, text: str, note: str, seen: int, by, now: datetime) -> PartVersion:
    """The next version. The part is being written again: what was approved before was approved of
    another text.

    `seen` is the number of the version that the writer began from. Raises ValidationError where
    another has come since, and for a text that says the same. Sent twice it is there once.
    """
    row = _locked(part)
    text, note = text.replace("\r\n", "\n").strip(), note.strip()
    newest = row.versions.filter(number=row.version).first()
    if newest and newest.text == text:
        if newest.written_by_id == by.pk and now - newest.written_at < SAME_WITHIN:
            return newest
        raise ValidationError({"text": _("This is the same as version %d.") % newest.number})
    if seen != row.version:
        raise ValidationError(WHILE_WRITING, code="overtaken")
    if not text:
        raise ValidationError({"text": _("Write something first.")})
    if len(text) > LONGEST_TEXT:
        raise ValidationError({"text": _("This is longer than %d characters.") % LONGEST_TEXT})
    version = PartVersion(
        part=row, number=row.version + 1, text=text, note=note, written_at=now, written_by=by
    )
    version.full_clean()
    version.save()
    changed = history.assign(row, version=version.number, state=State.WRITING)
    record(row, note, *changed, by=by)
    return version


@transaction.atomic
def ask(*, part: PlanPart, by) -> PlanPart:
    """The members are asked to approve what it says now. Pressed twice they are asked once."""
    row = _locked(part)
    if row.state == State.REVIEW:
        return row
    _refuse_unless(row, State.WRITING)
    row.state = State.REVIEW
    record(row, _("Approval asked for"), "state", by=by)
    return row


@transaction.atomic
def agree(*, part: PlanPart, reason: str, by, today: date) -> PlanPart:
    """The group has agreed on what it says now. Where a member objects, or has not answered, who
    manages the group says why it is agreed all the same. Pressed twice it is agreed once."""
    row = _locked(part)
    if row.state == State.AGREED:
        return row
    _refuse_unless(row, State.REVIEW)
    if not reason.strip() and not standing_of([row], today)[row.pk].is_unanimous:
        raise ValidationError(
            {"reason": _("Not every member approves. Say why it is agreed all the same.")}
        )
    row.state = State.AGREED
    record(row, reason.strip() or _("Agreed"), "state", by=by)
    return row


@transaction.atomic
def answer(
    *, part: PlanPart, organisation, version: int, verdict: str, comment: str, by, now: datetime
) -> PartApproval:
    """What a member says of the version that it has read; its last word counts. Said twice it is
    there once. Raises ValidationError where there is a newer version, and for an objection without
    a reason."""
    row = _locked(part)
    project = row.plan.group.project
    members = BuyerMembership.objects.asked_on(local_day(now, project.zone))
    if not members.filter(group=row.plan.group_id, organisation=organisation).exists():
        raise ValidationError(_("This organisation is not asked: it observes, or has left."))
    _refuse_unless(row, *ANSWERABLE)
    if version != row.version:
        raise ValidationError(
            _("Version %d has come meanwhile. Read it, then answer again.") % row.version,
            code="overtaken",
        )
    comment = comment.strip()
    if verdict == Verdict.OBJECTS and not comment:
        raise ValidationError({"comment": _("Say why, so that the others can do something.")})
    said = row.approvals.filter(organisation=organisation).first()
    if said and (said.version, said.verdict, said.comment) == (version, verdict, comment):
        return said
    given = PartApproval(
        part=row,
        version=version,
        organisation=organisation,
        verdict=verdict,
        comment=comment,
        given_at=now,
        given_by=by,
    )
    given.full_clean()
    given.save()
    return given


def _locked(part: PlanPart) -> PlanPart:
    """As it is now, with plan, group and project. Raises ValidationError in a closed project."""
    rows = PlanPart.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("plan__group__project").get(pk=part.pk)
    if row.plan.group.project.closed_on:
        raise ValidationError(_("The project is closed: its plan stays as it is."))
    return row


def _refuse_unless(row: PlanPart, *states: str) -> None:
    if row.state not in states:
        raise ValidationError(
            _("This part is %(state)s: this cannot be done now.")
            % {"state": row.get_state_display()},
            code="state",
        )


# --- How far they are ----------------------------------------------------------------------------


class Said(NamedTuple):
    """The last word of a member; it counts where it is of the newest version."""

    organisation: str  # short name
    verdict: str  # of PartApproval.Verdict
    version: int
    day: date


@dataclass(frozen=True, slots=True)
class Standing:
    """What the members that are asked say of the newest version of a part."""

    version: int
    asked: dict[int, str]  # short names by the ids of the organisations, in their order
    said: dict[int, PartApproval]  # the last word of each, also of members that are asked no more

    @property
    def approving(self) -> tuple[str, ...]:
        return self._whose_word_is(Verdict.APPROVES)

    @property
    def objecting(self) -> tuple[str, ...]:
        return self._whose_word_is(Verdict.OBJECTS)

    @property
    def missing(self) -> tuple[str, ...]:
        return self._whose_word_is(None)

    @property
    def is_unanimous(self) -> bool:
        return bool(self.asked) and len(self.approving) == len(self.asked)

    def word_of(self, organisation: int) -> str | None:
        """What counts: of the newest version, by a member that is asked."""
        said = self.said.get(organisation)
        counts = said and said.version == self.version and organisation in self.asked
        return said.verdict if counts else None

    def waits_for(self, organisation: int) -> bool:
        return organisation in self.asked and self.word_of(organisation) is None

    def _whose_word_is(self, verdict: str | None) -> tuple[str, ...]:
        return tuple(name for pk, name in self.asked.items() if self.word_of(pk) == verdict)

    def __str__(self):
        """3 of 5 approve, 1 objects"""
        words = ngettext(
            "%(given)d of %(n)d approves", "%(given)d of %(n)d approve", len(self.asked)
        ) % {"given": len(self.approving), "n": len(self.asked)}
        if not self.objecting:
            return words
        against = ngettext("%(n)d objects", "%(n)d object", len(self.objecting))
        return f"{words}, {against % {'n': len(self.objecting)}}"


def standing_of(parts: Iterable[PlanPart], today: date) -> dict[int, Standing]:
    """By the id of a part, all of one group; two statements. Follows the plan of a part."""
    parts = list(parts)
    if not parts:
        return {}
    members = BuyerMembership.objects.asked_on(today).filter(group=parts[0].plan.group_id)
    asked = dict(
        members.order_by("organisation__short_name").values_list(
            "organisation", "organisation__short_name"
        )
    )
    last = defaultdict(dict)
    rows = PartApproval.objects.filter(part__in=[part.pk for part in parts])
    rows = rows.select_related("organisation", "given_by").order_by("given_at", "pk")
    for row in sorted(rows, key=lambda row: row.organisation.short_name):
        last[row.part_id][row.organisation_id] = row
    return {part.pk: Standing(part.version, asked, last[part.pk]) for part in parts}


@dataclass(frozen=True, slots=True)
class PartView:
    """A part as a list or a document says it."""

    number: int
    title: str
    owner: str  # short name; "" is who manages the group
    owner_id: int | None
    state: str
    state_label: str
    version: int
    text: str  # Markdown; "" too where it was not asked for
    written_at: datetime | None
    due_on: date | None
    approvals: tuple[Said, ...]
    standing: Standing

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not answered the newest version, by short names."""
        return self.standing.missing

    @property
    def is_open(self) -> bool:
        """It has to be written still."""
        return self.state in (State.EMPTY, State.WRITING)

    def is_late_on(self, today: date) -> bool:
        return bool(self.due_on) and self.due_on < today and self.state != State.AGREED

    @property
    def answers(self) -> str:
        """What the members say, in words; nothing before they are asked."""
        return str(self.standing) if self.state in ANSWERABLE else ""


def read(plan, person, today: date, *, with_text: bool = True) -> list[PartView]:
    """All parts of a plan that this person may read. Four statements."""
    rows = PlanPart.objects.visible_to(person, today).filter(plan=plan)
    rows = list(rows.select_related("owner", "plan").order_by("number"))
    texts = {}
    if with_text:
        versions = PartVersion.objects.newest().filter(part__plan=plan)
        found = versions.values_list("part", "text", "written_at")
        texts = {pk: (text, written_at) for pk, text, written_at in found}
    standing = standing_of(rows, today)
    return [_view(row, *texts.get(row.pk, ("", None)), standing[row.pk]) for row in rows]


def _view(row: PlanPart, text: str, written_at, standing: Standing) -> PartView:
    return PartView(
        number=row.number,
        title=title_of(row),
        owner=row.owner.short_name if row.owner else "",
        owner_id=row.owner_id,
        state=row.state,
        state_label=row.get_state_display(),
        version=row.version,
        text=text,
        written_at=written_at,
        due_on=row.due_on,
        approvals=tuple(
            Said(said.organisation.short_name, said.verdict, said.version, localdate(said.given_at))
            for said in standing.said.values()
        ),
        standing=standing,
    )


def title_of(part: PlanPart) -> str:
    """As a heading: Scope and unmet need."""
    label = str(part.get_number_display())
    return label[:1].upper() + label[1:]


def next_act(part: PartView, person, group: int, may_edit: bool, today: date) -> str:
    """What this person is the one to do in an open project: answer, write, ask or agree; "" is
    nothing. `may_edit`: they manage the group."""
    own = {at for group_id, at in buyer_places_of(person, today).active if group_id == group}
    if part.state == State.REVIEW and any(map(part.standing.waits_for, own)):
        return "answer"
    if part.is_open and (part.owner_id in own or (may_edit and not part.owner_id)):
        return "ask" if may_edit and part.version else "write"
    if may_edit and part.state == State.WRITING:
        return "ask"
    if may_edit and part.state == State.REVIEW and not part.missing:
        return "agree"
    return ""

"""Meetings: entering and changing them, holding and cancelling, and what they decide."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import record
from workpackages.models import Decision, Meeting
from workpackages.planning import hold, rewrite
from workpackages.progress import Act, locked

RESERVED = {"new"}  # stands where a meeting's address would

ACTS = (
    Act(
        verb="hold",
        label=gettext_lazy("Mark as held"),
        done=gettext_lazy("“%(item)s” is marked as held."),
        right="may_edit",
        states=(Meeting.State.PLANNED,),
        needs_day=True,
    ),
    Act(
        verb="reopen",
        label=gettext_lazy("Plan it again"),
        done=gettext_lazy("“%(item)s” is planned again."),
        right="may_edit",
        states=(Meeting.State.HELD, Meeting.State.CANCELLED),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="cancel",
        label=gettext_lazy("Cancel the meeting"),
        done=gettext_lazy("“%(item)s” is cancelled."),
        right="may_edit",
        states=(Meeting.State.PLANNED,),
        asks=("reason",),
        needs_reason=True,
        ends=True,
    ),
)


@transaction.atomic
def enter(*, meeting, by) -> Meeting:
    """Save a new meeting; its address follows from its title. Raises ValidationError."""
    hold(meeting.project_id)
    meeting.slug = _free_slug(meeting)
    meeting.full_clean()
    record(meeting, "", by=by)
    return meeting


@transaction.atomic
def change(*, meeting, by, reason: str = "", **values) -> Meeting:
    """Write new values to the meeting as it is now; its address stays. Raises ValidationError."""
    row = locked(meeting)
    rewrite(row, by=by, reason=reason, **values)
    return row


@transaction.atomic
def decide(*, meeting, by, text: str) -> Decision:
    """Write down a decision under the next number. Raises ValidationError."""
    row = locked(meeting)
    if row.state == Meeting.State.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."))
    highest = row.decisions.aggregate(highest=Max("number"))["highest"] or 0
    decision = Decision(meeting=row, number=highest + 1, text=text)
    decision.full_clean()
    record(decision, "", by=by)
    return decision


@transaction.atomic
def reword(*, decision, by, text: str, reason: str = "") -> Decision:
    """Other words for a decision that stands; the old ones stay in its history."""
    row = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    if row.withdrawn_on:
        raise ValidationError(_("This decision is struck out already."))
    rewrite(row, by=by, reason=reason, text=text)
    return row


@transaction.atomic
def strike(*, decision, by, on: date, reason: str) -> Decision:
    """Strike a decision out. It stays to be read, with its number."""
    row = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    row.strike(by=by, on=on, reason=reason)
    return row


def _free_slug(meeting) -> str:
    longest = Meeting._meta.get_field("slug").max_length
    base = slugify(meeting.title)[: longest - 3].strip("-") or "meeting"
    same = Meeting.objects.filter(project=meeting.project_id, slug__startswith=base)
    taken = RESERVED.union(same.values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug

"""Meetings: entering and changing them, holding and cancelling, and what they decide."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import entered_before, record
from workpackages.models import Decision, Meeting
from workpackages.planning import hold, rewrite
from workpackages.progress import Act, locked

RESERVED = {"new"}  # stands where a meeting's address would
MINUTES = {"attendance", "notes"}
DAYS = ("first_day", "last_day")
FARTHEST = timedelta(days=5 * 366)  # from the project: what lies beyond was mistyped

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
    """Save a new meeting; its address follows from its title. Sent twice it is there once. Raises
    ValidationError."""
    hold(meeting.project_id)
    check_days(meeting.project, {name: getattr(meeting, name) for name in DAYS})
    meeting.slug = _free_slug(meeting)
    meeting.full_clean()
    if before := entered_before(meeting, by=by, but=["slug"]):
        return before
    record(meeting, "", by=by)
    return meeting


@transaction.atomic
def change(*, meeting, by, reason: str = "", **values) -> Meeting:
    """Write new values to the meeting as it is now; its address stays. Raises ValidationError, for
    the minutes of a cancelled one too."""
    row = locked(meeting)
    check_minutes(row, values)
    moved = {name for name in DAYS if name in values and values[name] != getattr(row, name)}
    check_days(row.project, {name: values[name] for name in moved})
    rewrite(row, by=by, reason=reason, **values)
    return row


def check_days(project, days: dict) -> None:
    """Raises ValidationError at the days that lie years away from the project.

    Asked of days that are new alone: a project may move away from meetings that it had.
    """
    refused = {}
    for name, day in days.items():
        if day and max(project.start - day, day - project.end) > FARTHEST:
            refused[name] = _(
                "This day is far from the project: %(acronym)s runs from %(start)s to %(end)s."
            ) % {
                "acronym": project.acronym,
                "start": date_format(project.start),
                "end": date_format(project.end),
            }
    if refused:
        raise ValidationError(refused)


def check_minutes(meeting, values: dict) -> None:
    """Raises ValidationError where the minutes of a cancelled meeting would change."""
    for name in MINUTES & values.keys():
        # Line by line: what a browser sends back has other ends of lines.
        if values[name].splitlines() != getattr(meeting, name).splitlines():
            refuse_if_cancelled(meeting)


def refuse_if_cancelled(meeting) -> None:
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError(_("This meeting was cancelled."))


@transaction.atomic
def decide(*, meeting, by, text: str) -> Decision:
    """Write down a decision under the next number; sent twice it is there once. Raises
    ValidationError."""
    row = locked(meeting)
    refuse_if_cancelled(row)
    if before := entered_before(Decision(meeting=row, text=text), by=by, but=["number"]):
        return before
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
    refuse_if_cancelled(row.meeting)
    rewrite(row, by=by, reason=reason, text=text)
    return row


@transaction.atomic
def strike(*, decision, by, on: date, reason: str) -> Decision:
    """Strike a decision out. It stays to be read, with its number."""
    row = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    refuse_if_cancelled(row.meeting)
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

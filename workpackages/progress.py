"""What people do to plan items: start, report, submit, achieve, cancel, and take it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.dates import key_of
from core.history import record
from outbox.posting import withdraw
from workpackages import steps
from workpackages.models import Deliverable, Milestone, Review, Task, WorkPackage

UNDO_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One act of a model: which method, for whom, when, and what it wants to know."""

    verb: str  # the model's method, and the end of the act's address
    label: str  # the words of its button
    done: str  # what is said afterwards; %(item)s is the item's code
    right: str  # the boolean of `rights_of` that allows it
    states: tuple[str, ...]  # in which it is possible
    asks: tuple[str, ...] = ()  # fields of forms.ActForm; "reason" is wanted for `needs_reason`
    needs_reason: bool = False
    needs_day: bool = False  # is stamped with the day on which it is done
    ends: bool = False  # takes the item out of the plan
    leads_to: tuple[str, ...] = ()  # the states it may end in; of the acts that move a card
    day_label: str = ""  # what "on" is called


def _cancel(label: str, *, right: str = "may_edit", **given) -> Act:
    """For a reason, and out of the plan."""
    return Act(
        verb="cancel",
        label=label,
        done=_("%(item)s is cancelled."),
        right=right,
        asks=("reason",),
        needs_reason=True,
        ends=True,
        **given,
    )


def _reopen(done: str, *, right: str = "may_edit", **given) -> Act:
    """For a reason."""
    return Act(
        verb="reopen",
        label=_("Reopen"),
        done=done,
        right=right,
        asks=("reason",),
        needs_reason=True,
        **given,
    )


WORK_PACKAGE = (
    _cancel(_("Cancel the work package"), states=WorkPackage.OPEN, right="may_coordinate"),
    _reopen(
        _("%(item)s is open again. What was cancelled in it stays cancelled."),
        states=(WorkPackage.State.CANCELLED,),
        right="may_coordinate",
    ),
)
TASK = (
    Act(
        verb="start",
        label=_("Start"),
        done=_("%(item)s has started."),
        right="may_report",
        states=(Task.State.PLANNED,),
        leads_to=(Task.State.RUNNING,),
    ),
    Act(
        verb="report",
        label=_("Report progress"),
        done=_("The progress of %(item)s is saved."),
        right="may_report",
        states=Task.OPEN,
        asks=("progress", "reason"),
    ),
    Act(
        verb="finish",
        label=_("Done"),
        done=_("%(item)s is done."),
        right="may_report",
        states=Task.OPEN,
        leads_to=(Task.State.DONE,),
    ),
    _reopen(
        _("%(item)s is open again."),
        states=(Task.State.DONE, Task.State.CANCELLED),
        leads_to=(Task.State.RUNNING, Task.State.PLANNED),
    ),
    _cancel(_("Cancel the task"), states=Task.OPEN, leads_to=(Task.State.CANCELLED,)),
)
DELIVERABLE = (
    Act(
        verb="approve",
        label=_("Approve the draft"),
        done=_("You approved the draft of %(item)s."),
        right="may_approve",
        states=(Deliverable.State.DRAFT,),
        needs_day=True,
    ),
    Act(
        verb="submit",
        label=_("Mark as submitted"),
        done=_("%(item)s is submitted."),
        right="may_coordinate",
        states=(Deliverable.State.DRAFT,),
        asks=("on", "delay", "reason"),
        day_label=_("Handed in on"),
        leads_to=(Deliverable.State.SUBMITTED,),
    ),
    Act(
        verb="draft",
        label=_("Report a draft"),
        done=_("%(item)s has a draft."),
        right="may_report",
        states=Deliverable.OPEN,
        asks=("reason",),
        leads_to=(Deliverable.State.DRAFT,),
    ),
    Act(
        verb="accept",
        label=_("Mark as accepted"),
        done=_("%(item)s is accepted."),
        right="may_coordinate",
        states=(Deliverable.State.SUBMITTED,),
        asks=("on", "reason"),
        day_label=_("Accepted on"),
        leads_to=(Deliverable.State.ACCEPTED,),
    ),
    Act(
        verb="reject",
        label=_("Mark as rejected"),
        done=_("%(item)s was rejected and is pending again."),
        right="may_coordinate",
        states=(Deliverable.State.SUBMITTED,),
        asks=("reason",),
        needs_reason=True,
        leads_to=(Deliverable.State.PENDING,),
    ),
    _reopen(
        _("%(item)s is pending again."),
        states=(Deliverable.State.CANCELLED,),
        leads_to=(Deliverable.State.PENDING,),
    ),
    _cancel(
        _("Cancel the deliverable"),
        states=Deliverable.OPEN,
        leads_to=(Deliverable.State.CANCELLED,),
    ),
)
MILESTONE = (
    Act(
        verb="achieve",
        label=_("Mark as achieved"),
        done=_("%(item)s is achieved."),
        right="may_report",
        states=(Milestone.State.OPEN,),
        asks=("on", "reason"),
        day_label=_("Achieved on"),
        leads_to=(Milestone.State.ACHIEVED,),
    ),
    _reopen(
        _("%(item)s is open again."),
        states=(Milestone.State.ACHIEVED, Milestone.State.CANCELLED),
        leads_to=(Milestone.State.OPEN,),
    ),
    _cancel(
        _("Cancel the milestone"),
        states=(Milestone.State.OPEN,),
        leads_to=(Milestone.State.CANCELLED,),
    ),
)
REVIEW = (
    Act(
        verb="hold",
        label=_("Mark as held"),
        done=_("%(item)s was held."),
        right="may_coordinate",
        states=(Review.State.PLANNED,),
        asks=("on", "outcome"),
        day_label=_("Held on"),
    ),
    _reopen(
        _("%(item)s is planned again."),
        states=(Review.State.HELD, Review.State.CANCELLED),
        right="may_coordinate",
    ),
    _cancel(_("Cancel the review"), states=(Review.State.PLANNED,), right="may_coordinate"),
)
ACTS = {
    WorkPackage: WORK_PACKAGE,
    Task: TASK,
    Deliverable: DELIVERABLE,
    Milestone: MILESTONE,
    Review: REVIEW,
}


def open_acts(item, acts: tuple[Act, ...] = ()) -> list[Act]:
    """What may be done now by the person of `rights_of`, likeliest first (no acts: its own)."""
    acts = [act for act in acts or ACTS[type(item)] if item.state in act.states]
    if isinstance(item, Deliverable) and item.waits_for_approval:
        acts = [act for act in acts if act.verb != "submit"]
    return [act for act in acts if getattr(item, act.right)]


def locked(item):
    """The row anew, locked until the transaction ends."""
    rows = type(item).objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("project").get(pk=item.pk)


@transaction.atomic
def perform(*, item, verb: str, by, **details):
    """Do the act named by a model's method to the row as it is now.

    Mail that waits about an item goes back once there is nothing left to do. Raises ValidationError
    where the state or the details do not allow it. Returns the row.
    """
    row = locked(item)
    if verb == "cancel" and isinstance(row, WorkPackage):
        for inner in open_in(row):
            perform(item=inner, verb="cancel", by=by, **details)
    if verb == "reopen":
        refuse_in_cancelled(row)
    getattr(row, verb)(by=by, **details)
    if isinstance(row, Deliverable):
        steps.follow(row, verb, by=by)
    if row.state not in row.OPEN:
        withdraw(
            subject_key=key_of(row),
            reason=gettext("%(item)s is %(state)s.")
            % {"item": getattr(row, "code", row), "state": row.get_state_display()},
        )
    return row


def newest(item) -> int:
    """The history row of the item's newest change, for `undo`."""
    return item.history.latest("history_id").pk


def open_in(work_package) -> list:
    """The open tasks and deliverables of a work package: they are cancelled with it."""
    return [*work_package.tasks.open(), *work_package.deliverables.open()]


def refuse_in_cancelled(item) -> None:
    """Raises ValidationError for a task or deliverable whose work package is cancelled."""
    holder = getattr(item, "work_package", None)
    if holder and holder.state == WorkPackage.State.CANCELLED:
        raise ValidationError(_("%(code)s is cancelled. Reopen it first.") % {"code": holder.code})


@transaction.atomic
def undo(*, item, change: int, by, now: datetime):
    """Put back what one's own newest act changed, within an hour; `change` is its history row.

    Raises ValidationError when anything was saved since, when it was no act of this person, and
    for what would be open again in a cancelled work package.
    """
    row = locked(item)
    newest, *before = row.history.order_by("-history_id")[:2]
    mine = newest.history_id == change and newest.history_user_id == by.pk
    fields = [
        field
        for field in row.ACT_FIELDS
        if before and getattr(before[0], field) != getattr(newest, field)
    ]
    if not mine or not fields or now - newest.history_date > UNDO_WITHIN:
        raise ValidationError(_("%s has changed since: this can no longer be undone.") % row.code)
    for field in fields:
        setattr(row, field, getattr(before[0], field))
    if row.state in row.OPEN:
        refuse_in_cancelled(row)
    record(row, gettext("Taken back"), *fields, by=by)
    if isinstance(row, Deliverable):
        steps.take_back(row, newest.history_date, by=by)
    return row

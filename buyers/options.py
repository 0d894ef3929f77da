"""The options of a plan and the criteria by which they are compared: written, ordered, chosen."""

from datetime import date, datetime
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import Criterion, FeasibilityPlan, PlanOption
from buyers.plans import held
from core.history import SAME_WITHIN, assign, entered_before, record
from workpackages.progress import Act

State = PlanOption.State
MOST_CRITERIA = 12
NO_WEIGHT = gettext_lazy("All criteria weigh nothing: give one of them a weight.")

ACTS = (
    Act(
        verb="choose",
        label=gettext_lazy("Choose"),
        done=gettext_lazy("“%(item)s” is chosen."),
        right="may_edit",
        states=(State.PROPOSED,),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="take-back",
        label=gettext_lazy("Take the choice back"),
        done=gettext_lazy("“%(item)s” is no longer chosen."),
        right="may_edit",
        states=(State.CHOSEN,),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="take-out",
        label=gettext_lazy("Take out"),
        done=gettext_lazy("“%(item)s” is taken out of the comparison."),
        right="may_edit",
        states=(State.PROPOSED,),
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="put-back",
        label=gettext_lazy("Put back"),
        done=gettext_lazy("“%(item)s” is compared again."),
        right="may_edit",
        states=(State.OUT,),
    ),
)
BECOMES = {
    "choose": State.CHOSEN,
    "take-back": State.PROPOSED,
    "take-out": State.OUT,
    "put-back": State.PROPOSED,
}


@transaction.atomic
def add(*, option: PlanOption, place: int | None = None, by) -> PlanOption:
    """Sent twice it is there once; without a place it is the last. Raises ValidationError."""
    plan = held(option.plan_id)
    if before := entered_before(option, by=by):
        return before
    option.full_clean()
    option.position = 1 + plan.options.filter(question=option.question).count()
    record(option, "", by=by)
    _put(option, place, by)
    return option


@transaction.atomic
def change(*, option: PlanOption, place: int | None = None, by, **values) -> PlanOption:
    """Raises ValidationError at the field that is wrong."""
    row = _locked(option)
    changed = assign(row, **values)
    row.full_clean()
    record(row, "", *changed, by=by)
    _put(row, place, by)
    return row


def _put(option: PlanOption, place: int | None, by) -> None:
    """At this place among those that stand; the others move on."""
    rows = option.plan.options.filter(question=option.question).exclude(pk=option.pk)
    rows = list(rows.exclude(state=State.OUT).order_by("position", "pk"))
    rows.insert(len(rows) if place is None else max(place - 1, 0), option)
    for position, row in enumerate(rows, start=1):
        record(row, "", *assign(row, position=position), by=by)


@transaction.atomic
def perform(*, option: PlanOption, verb: str, by, now: datetime, reason: str = "") -> PlanOption:
    """Do the act of that name to the option as it is now. Pressed twice it is done once.

    There is one choice for each question: another is taken back. Raises ValidationError.
    """
    row = _locked(option)
    [act] = [act for act in ACTS if act.verb == verb]
    if row.state == BECOMES[verb] and _said(row, reason, by, now):
        return row
    if row.state not in act.states:
        raise ValidationError(
            _("This option is %(state)s: this cannot be done now.")
            % {"state": row.get_state_display()},
            code="state",
        )
    if verb == "choose":
        others = row.plan.options.filter(question=row.question, state=State.CHOSEN)
        for other in others:  # first, for only one may be chosen
            other.state = State.PROPOSED
            record(other, _("“%s” is chosen instead") % row.name, "state", by=by)
    row.state = BECOMES[verb]
    record(row, reason, "state", by=by)
    return row


class Choice(NamedTuple):
    """Why an option is chosen, for all who see it."""

    reason: str
    who: object  # a person, or None: the portal itself
    when: datetime


def choice(pk: int) -> Choice | None:
    """Of the option that is chosen now. One statement."""
    rows = PlanOption.history.filter(id=pk).select_related("history_user").order_by("-history_id")
    since = list(takewhile(lambda row: row.state == State.CHOSEN, rows))
    if not since:
        return None
    row = since[-1]
    return Choice(row.history_change_reason or "", row.history_user, row.history_date)


def _said(row: PlanOption, reason: str, by, now: datetime) -> bool:
    """Whether this person has just done the same, for the same reason."""
    newest = row.history.latest()
    said = (newest.history_user_id, newest.history_change_reason or "")
    return said == (by.pk, reason) and now - newest.history_date < SAME_WITHIN


def _locked(option: PlanOption) -> PlanOption:
    return held(option.plan_id).options.get(pk=option.pk)


# --- Criteria ------------------------------------------------------------------------------------


@transaction.atomic
def write_criteria(
    *, plan: FeasibilityPlan, question: str, rows: list[dict], by, on: date
) -> list[Criterion]:
    """The criteria of a question in their order: those with an `id` are changed, others begin.

    Each has `name`, `description`, `weight` and `is_out`; one that is taken out keeps its scores,
    and can be put back. What is not among the rows stays as it is. Sent twice each is there once.
    Raises ValidationError.
    """
    plan = held(plan.pk)
    there = {each.pk: each for each in plan.criteria.filter(question=question)}
    named = {each.name for each in there.values() if not each.removed_on}
    for position, values in enumerate(rows, start=1):
        criterion = there.get(values["id"])
        if criterion is None and values["name"] in named:
            continue  # it was entered by the first press
        criterion = criterion or Criterion(plan=plan, question=question)
        changed = assign(
            criterion,
            **{name: values[name] for name in ("name", "description", "weight")},
            position=position,
        )
        if bool(criterion.removed_on) != values["is_out"]:
            changed += assign(criterion, removed_on=on if values["is_out"] else None)
        criterion.full_clean()
        reason = ""
        if "removed_on" in changed and criterion.pk:
            reason = _("Taken out") if values["is_out"] else _("Put back")
        record(criterion, reason, *changed, by=by)
    return _weighing(plan, question)


@transaction.atomic
def weigh(
    *, plan: FeasibilityPlan, question: str, weights: dict[int, Decimal], by
) -> list[Criterion]:
    """New weights, by the id of the criterion. Raises ValidationError."""
    plan = held(plan.pk)
    for criterion in plan.criteria.standing().filter(question=question, pk__in=weights):
        changed = assign(criterion, weight=weights[criterion.pk])
        criterion.full_clean()
        record(criterion, "", *changed, by=by)
    return _weighing(plan, question)


def _weighing(plan: FeasibilityPlan, question: str) -> list[Criterion]:
    """The criteria that stand. Raises ValidationError where there are some, and none weighs."""
    rows = list(plan.criteria.standing().filter(question=question))
    if rows and not any(row.weight for row in rows):
        raise ValidationError(NO_WEIGHT)
    return rows

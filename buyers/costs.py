"""The acts on cost elements: entered, changed, put in order, taken out and back."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.faults import Guard
from buyers.models import CostItem
from buyers.plans import held, not_taken_out, write_values
from core.history import assign, entered_before, record

MOST = 200  # cost elements of a plan

Shares = dict[int, Decimal]  # organisation: percent


@transaction.atomic
def enter(*, cost: CostItem, shares: Shares, by, on: date) -> CostItem:
    """A new one, the last of its list. Sent twice it is there once.

    `shares` count where it is shared by percentages. Raises ValidationError at the field.
    """
    plan = held(cost.plan_id)
    if before := entered_before(cost, by=by):
        return before
    standing = plan.costs.standing()
    if standing.count() >= MOST:
        raise ValidationError(_("A plan has at most %d cost elements.") % MOST)
    last = standing.order_by("-position").values_list("position", flat=True).first() or 0
    cost.position = last + 1
    guard = Guard(plan, by, on)
    cost.full_clean()
    record(cost, "", by=by)
    _write_shares(cost, shares, by)
    guard.check("cost")
    return cost


@transaction.atomic
def change(*, cost: CostItem, shares: Shares, by, on: date, **values) -> CostItem:
    """Raises ValidationError at the field."""
    plan = held(cost.plan_id)
    row = not_taken_out(plan.costs, cost.pk)
    guard = Guard(plan, by, on)
    changed = assign(row, **values)
    row.full_clean()
    record(row, "", *changed, by=by)
    _write_shares(row, shares, by)
    guard.check("cost")
    return row


@transaction.atomic
def take_out(*, cost: CostItem, by, on: date, reason: str = "") -> CostItem:
    """It counts no longer; it can be put back. Raises ValidationError while others are shared like
    it. Pressed twice it is out once."""
    plan = held(cost.plan_id)
    row = CostItem.objects.get(pk=cost.pk)
    if row.removed_on:
        return row
    followers = plan.costs.standing().filter(like=row, key=CostItem.Key.LIKE)
    if names := [f"“{each}”" for each in followers]:
        raise ValidationError(
            _("%s is shared like this one. Choose another key there first.") % ", ".join(names)
        )
    row.removed_on = on
    record(row, reason, "removed_on", by=by)
    return row


@transaction.atomic
def put_back(*, cost: CostItem, by, on: date) -> CostItem:
    """Raises ValidationError where it does not fit any more."""
    plan = held(cost.plan_id)
    row = CostItem.objects.get(pk=cost.pk)
    if not row.removed_on:
        return row
    guard = Guard(plan, by, on)
    row.removed_on = None
    row.full_clean()
    record(row, _("Put back"), "removed_on", by=by)
    guard.check("cost")
    return row


@transaction.atomic
def move(*, cost: CostItem, up: bool, by) -> CostItem:
    """One place up or down among those of its list; at the end of it nothing happens."""
    plan = held(cost.plan_id)
    row = not_taken_out(plan.costs, cost.pk)
    rows = list(plan.costs.standing().filter(is_today=row.is_today))
    place = rows.index(row)
    to = place - 1 if up else place + 1
    if 0 <= to < len(rows):
        rows[place], rows[to] = rows[to], rows[place]
        for position, each in enumerate(rows, start=1):
            record(each, _("Put in order"), *assign(each, position=position), by=by)
    return row


def _write_shares(cost: CostItem, shares: Shares, by) -> None:
    wanted = shares if cost.key == CostItem.Key.PERCENT else {}
    wanted = {pk: percent for pk, percent in wanted.items() if percent}
    write_values(cost.shares, "organisation", "percent", wanted, by)

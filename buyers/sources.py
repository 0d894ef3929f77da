"""The acts on funding sources: entered, changed, taken out and back.

Those of all buyers are written by who manages the group, a member's own by its people. Which fields
count follows from the kind of the scheme: `FIELDS`.
"""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.faults import Guard
from buyers.figures import number
from buyers.models import FundingScheme, FundingSource
from buyers.plans import held, not_taken_out, write_values
from core.history import assign, entered_before, record

Kind = FundingScheme.Kind
PAYING = ("ceiling", "from_year", "costs")
FIELDS = {
    Kind.BUDGET: (),
    Kind.GRANT: ("rate", *PAYING),
    Kind.STRUCTURAL: ("rate", *PAYING),
    Kind.LOAN: ("interest", "term", "grace", *PAYING),
    Kind.LEASE: ("interest", "term", *PAYING),
    Kind.PAY_PER_USE: ("fee", "term", *PAYING),
    Kind.SHARED_SAVINGS: ("rate", "term", *PAYING),
}
WANTED = {
    Kind.GRANT: ("rate",),
    Kind.STRUCTURAL: ("rate",),
    Kind.LOAN: ("interest", "term"),
    Kind.LEASE: ("interest", "term"),
    Kind.PAY_PER_USE: ("fee",),
    Kind.SHARED_SAVINGS: ("rate",),
}

Lines = dict[int, Decimal]  # year: amount


@transaction.atomic
def enter(*, source: FundingSource, costs, lines: Lines, by, on: date) -> FundingSource:
    """Sent twice it is there once. `lines` count for own budgets. Raises ValidationError."""
    plan = held(source.plan_id)
    _refuse_leavers(plan, source, on)
    if before := entered_before(source, by=by):
        return before
    guard = Guard(plan, by, on)
    _check(source, plan, costs, lines)
    source.full_clean()
    record(source, "", by=by)
    _write(source, costs, lines, by)
    guard.check("source")
    return source


@transaction.atomic
def change(*, source: FundingSource, costs, lines: Lines, by, on: date, **values) -> FundingSource:
    """Raises ValidationError at the field."""
    plan = held(source.plan_id)
    row = not_taken_out(plan.sources.select_related("scheme"), source.pk)
    _refuse_leavers(plan, row, on)
    guard = Guard(plan, by, on)
    changed = assign(row, **values)
    _check(row, plan, costs, lines)
    row.full_clean()
    record(row, "", *changed, by=by)
    _write(row, costs, lines, by)
    guard.check("source")
    return row


@transaction.atomic
def take_out(*, source: FundingSource, by, on: date, reason: str = "") -> FundingSource:
    """It pays no longer; it can be put back. Pressed twice it is out once."""
    held(source.plan_id)
    row = FundingSource.objects.get(pk=source.pk)
    if not row.removed_on:
        row.removed_on = on
        record(row, reason, "removed_on", by=by)
    return row


@transaction.atomic
def put_back(*, source: FundingSource, by, on: date) -> FundingSource:
    """Raises ValidationError where it does not fit any more."""
    plan = held(source.plan_id)
    row = FundingSource.objects.select_related("scheme").get(pk=source.pk)
    if not row.removed_on:
        return row
    _refuse_leavers(plan, row, on)
    guard = Guard(plan, by, on)
    row.removed_on = None
    record(row, _("Put back"), "removed_on", by=by)
    guard.check("source")
    return row


def _refuse_leavers(plan, source: FundingSource, on: date) -> None:
    if source.organisation_id is None:
        return
    members = plan.group.memberships.asked_on(on)
    if not members.filter(organisation=source.organisation_id).exists():
        raise ValidationError(_("This organisation is no member that buys any more."))


def _check(row: FundingSource, plan, costs, lines: Lines) -> None:
    """What one source must say by itself."""
    kind, errors = row.scheme.kind, {}
    for name in WANTED.get(kind, ()):
        if getattr(row, name) is None:
            errors[name] = _("This is wanted for this kind of money.")
    highest = row.scheme.rate
    if row.rate is not None and highest is not None and row.rate > highest:
        errors["rate"] = _("%(scheme)s pays at most %(rate)s %%.") % {
            "scheme": row.scheme,
            "rate": number(highest),
        }
    if (row.from_year or 0) > plan.years:
        errors["from_year"] = _("The plan has %d years.") % plan.years
    if kind == Kind.BUDGET:
        if row.organisation_id is None:
            errors["organisation"] = _("Own money is of one buyer.")
        if not any(lines.values()):
            errors["year_1"] = _("In which year is how much there?")
    elif not costs:
        errors["costs"] = _("What does it pay for?")
    if errors:
        raise ValidationError(errors)


def _write(row: FundingSource, costs, lines: Lines, by) -> None:
    """What it pays for, and its money by year."""
    if set(row.costs.values_list("pk", flat=True)) != {cost.pk for cost in costs}:
        row._history_user = by
        row._change_reason = _("What it pays for")
        row.costs.set(costs)
    wanted = lines if row.scheme.kind == Kind.BUDGET else {}
    wanted = {year: amount for year, amount in wanted.items() if amount}
    write_values(row.lines, "year", "amount", wanted, by)

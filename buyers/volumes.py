"""How much a member would take a year: written by its own people, and offered from what it has
said elsewhere."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.faults import Guard
from buyers.figures import number
from buyers.models import BuyerVolume, Commitment, FeasibilityPlan, NeedShare, Tier
from buyers.plans import held
from core.history import assign, record


@transaction.atomic
def name(*, volume: BuyerVolume, by, on: date, **values) -> BuyerVolume:
    """Enter a member's quantity, or change it. `volume` names plan and organisation; there may be
    none of them yet. Raises ValidationError at the field."""
    plan = held(volume.plan_id)
    tiers = plan.group.memberships.valid_on(on).filter(organisation=volume.organisation_id)
    tier = tiers.values_list("tier", flat=True).first()
    if tier is None:
        raise ValidationError(_("This organisation is no member of the group any more."))
    if tier == Tier.OBSERVER:
        raise ValidationError(_("Observers buy nothing: change the tier first."))
    guard = Guard(plan, by, on)
    row = plan.volumes.filter(organisation=volume.organisation_id).first()
    row = row or BuyerVolume(plan=plan, organisation=volume.organisation)
    changed = assign(row, **values)
    errors = {
        field: _("The plan has %d years.") % plan.years
        for field in ("from_year", "to_year")
        if (getattr(row, field) or 0) > plan.years
    }
    if errors:
        raise ValidationError(errors)
    row.full_clean()
    record(row, "", *changed, by=by)
    guard.check("buyer")
    return row


class Offer(NamedTuple):
    """A quantity that the member has named before."""

    key: str
    words: str
    quantity: Decimal


def offers(plan: FeasibilityPlan, organisation: int, on: date) -> list[Offer]:
    """From its commitments that stand and its given answers, of the group's needs. Two statements.

    Units are told, for those of needs may be others than the plan's.
    """
    committed = Commitment.objects.filter(group=plan.group_id, organisation=organisation)
    committed = committed.standing_on(on).select_related("need").order_by("need__number", "year")
    found = [
        Offer(
            f"commitment-{row.pk}",
            _("%(quantity)s %(unit)s, our commitment for %(year)d to %(need)s")
            % _told(row, year=row.year),
            row.quantity,
        )
        for row in committed
    ]
    answers = NeedShare.objects.given().filter(
        need__group=plan.group_id, organisation=organisation, quantity__isnull=False
    )
    answers = answers.exclude(need__state="draft").select_related("need").order_by("need__number")
    return found + [
        Offer(
            f"answer-{row.pk}",
            _("%(quantity)s %(unit)s, our answer to %(need)s") % _told(row),
            row.quantity,
        )
        for row in answers
    ]


def _told(row, **more) -> dict:
    return {
        "quantity": number(row.quantity),
        "unit": row.need.unit,
        "need": row.need,
        **more,
    }

"""What a buyer answers to a need: written as a draft, given, and changed while it is asked."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import Need, NeedShare, ShareIndicator, Tier
from buyers.needs import locked
from core.history import assign, record

HOW_MUCH = gettext_lazy("How much? Write 0 if you need none of it.")
OWN = ("baseline", "target")


@transaction.atomic
def answer(
    *,
    share: NeedShare,
    values: dict,
    indicators: dict | None = None,
    give: bool,
    by,
    on: date,
    reason: str = "",
) -> NeedShare:
    """Write a buyer's answer as it is now; with `give` the group sees it from then on.

    `share` names need and organisation; there may be none of them yet. `indicators`: own values,
    {indicator id: {"baseline", "target"}}; None leaves them as they are. What was given stays
    given. Sent twice it is written once. Raises ValidationError.
    """
    need = locked(share.need)
    if need.state != Need.State.SHARED:
        raise ValidationError(
            _("This need is %(state)s: it cannot be answered now.")
            % {"state": need.get_state_display()},
            code="state",
        )
    members = need.group.memberships.valid_on(on).filter(organisation=share.organisation_id)
    tier = members.values_list("tier", flat=True).first()
    if tier is None:
        raise ValidationError(_("This organisation is no member of the group any more."))
    if tier == Tier.OBSERVER:
        raise ValidationError(_("Observers answer no needs: change the tier first."))
    row = need.shares.filter(organisation=share.organisation_id).first()
    row = row or NeedShare(need=need, organisation=share.organisation)
    changed = assign(row, **values)
    if give and row.state == NeedShare.State.DRAFT:
        changed += assign(row, state=NeedShare.State.GIVEN, given_on=on, given_by=by)
    if row.state == NeedShare.State.GIVEN and row.quantity is None:
        raise ValidationError({"quantity": HOW_MUCH})
    row.full_clean()
    is_new = row._state.adding
    if is_new:
        record(row, reason, by=by)
    told = [] if indicators is None else _write_indicators(row, indicators, by)
    if not is_new and (changed or told):
        reason = "; ".join(filter(None, [reason, *told]))[:500]
        record(row, reason, *(changed or ["quantity"]), by=by)
    return row


def _write_indicators(row: NeedShare, indicators: dict, by) -> list[str]:
    """What changed, in words for the answer's history. Where a buyer has no value of its own there
    is no row."""
    told = []
    there = {each.indicator_id: each for each in row.indicators.all()}
    for indicator in row.need.indicators.all():
        values = {name: indicators.get(indicator.pk, {}).get(name) for name in OWN}
        own = there.get(indicator.pk)
        if all(value is None for value in values.values()):
            if own:
                own._history_user = by
                own.delete()
                told.append(_("%s: as the need says") % indicator.name)
            continue
        own = own or ShareIndicator(share=row, indicator=indicator)
        changed = assign(own, **values)
        if not changed:
            continue
        own.full_clean()
        record(own, "", *changed, by=by)
        told.append(f"{indicator.name}: {_plain(own.baseline)} → {_plain(own.target)}")
    return told


def _plain(value) -> str:
    return "–" if value is None else f"{value.normalize():f}"

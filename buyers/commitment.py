"""The acts on commitments: written as a draft, recorded for good, withdrawn with a reason."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup, BuyerMembership, Commitment, Need, Tier
from core.clock import local_day
from core.history import SAME_WITHIN, assign, entered_before, record
from records import dossiers
from records.models import File, Version


@transaction.atomic
def save_draft(*, commitment: Commitment, by, today: date, **values) -> Commitment:
    """Enter a new draft, or write `values` into the one there is. Sent twice it is there once.

    Raises ValidationError at the field that is wrong; for what is recorded already too.
    """
    _hold(commitment.group_id)
    if commitment._state.adding:
        row = commitment
        _check(row, today)
        row.full_clean()
        before = entered_before(row, by=by)
        if before and before.state == Commitment.State.DRAFT:
            return before
        record(row, "", by=by)
        return row
    row = _locked(commitment)
    _refuse_unless_draft(row)
    changed = assign(row, **values)
    _check(row, today)
    row.full_clean()
    record(row, "", *changed, by=by)
    return row


@transaction.atomic
def record_draft(*, commitment: Commitment, by, now: datetime) -> Commitment:
    """From now on it counts, and stays as it is. What the same buyer has committed for this need
    and year is replaced by it. Pressed twice it is recorded once.

    Raises ValidationError at the field that does not hold on this day.
    """
    group = _hold(commitment.group_id)
    row = _locked(commitment)
    if row.state == Commitment.State.STANDING and row.recorded_by_id == by.pk:
        return row
    _refuse_unless_draft(row)
    _check(row, local_day(now, group.project.zone))
    before = standing_before(row)
    if before:  # first, for only one may stand
        before.state, before.replaced_by = Commitment.State.REPLACED, row
        record(before, _("Replaced by a newer one"), "state", "replaced_by", by=by)
    row.state, row.recorded_at, row.recorded_by = Commitment.State.STANDING, now, by
    row.full_clean()
    record(row, _("Recorded"), "state", "recorded_at", "recorded_by", by=by)
    return row


@transaction.atomic
def discard_draft(*, commitment: Commitment, by) -> None:
    """Delete what nobody but its own people ever saw, with its files. Raises ValidationError for
    what is recorded. The history keeps that there was one."""
    _hold(commitment.group_id)
    row = _locked(commitment)
    _refuse_unless_draft(row)
    dossier = row.dossier
    row._change_reason, row._history_user = _("Draft discarded"), by
    row.delete()
    if dossier:
        dossiers.destroy(dossier=dossier)


def discarded_by(person, group: BuyerGroup, pk: int) -> bool:
    """Whether this person has discarded this draft: their second press finds it gone."""
    gone = Commitment.history.filter(id=pk, group=group, history_type="-", history_user=person)
    return gone.exists()


@transaction.atomic
def withdraw(*, commitment: Commitment, by, reason: str, now: datetime) -> Commitment:
    """It counts no longer; the entry stays, with the reason. Pressed twice it is withdrawn once.

    Its owner's people, or an administrator for a repair. Raises ValidationError without a reason
    and for what does not stand.
    """
    group = _hold(commitment.group_id)
    row = _locked(commitment)
    today = local_day(now, group.project.zone)
    said = (row.state, row.withdrawn_on, row.withdrawn_reason)
    if said == (Commitment.State.WITHDRAWN, today, reason):
        newest = row.history.latest()
        if newest.history_user_id == by.pk and now - newest.history_date < SAME_WITHIN:
            return row
    row.withdraw(by=by, on=today, reason=reason)
    return row


@transaction.atomic
def hand_in(
    *, commitment: Commitment, upload, by, now: datetime, note="", file: File | None = None
) -> Version:
    """A document: the letter, the decision; to a draft, or to what stands as evidence. Every
    version is kept. Raises ValidationError where the upload is refused."""
    row = _locked(commitment)
    if row.state not in (Commitment.State.DRAFT, Commitment.State.STANDING):
        raise ValidationError(
            _("This commitment is %s: no documents can be added.") % row.get_state_display()
        )
    dossier = dossiers.opened(holder=row)
    return dossiers.add_version(
        dossier=dossier, upload=upload, note=note, by=by, now=now, file=file
    )


@transaction.atomic
def take_out(*, commitment: Commitment, file: File, by, now: datetime) -> File:
    """A document out of a draft. Once recorded, what was shown stays: a new version corrects it."""
    _refuse_unless_draft(_locked(commitment))
    return dossiers.remove(file=file, by=by, now=now)


def standing_before(commitment: Commitment) -> Commitment | None:
    """What the same buyer has standing for this need and year, which recording would replace."""
    rows = Commitment.objects.filter(
        organisation=commitment.organisation_id,
        need=commitment.need_id,
        year=commitment.year,
        state=Commitment.State.STANDING,
    )
    return rows.exclude(pk=commitment.pk).first()


def _check(row: Commitment, today: date) -> None:
    """Raises ValidationError at the fields that do not hold on this day."""
    errors = {}
    member = BuyerMembership.objects.valid_on(today).filter(
        group=row.group_id, organisation=row.organisation_id
    )
    tier = member.values_list("tier", flat=True).first()
    if tier is None:
        errors["organisation"] = _("This organisation is no member of the group today.")
    elif tier == Tier.OBSERVER:
        errors["organisation"] = _("Observers commit to nothing: change the tier first.")
    # Locked, so that it is not closed or taken back in between.
    need = Need.objects.select_for_update(no_key=True).filter(pk=row.need_id, group=row.group_id)
    if row.need_id and need.values_list("state", flat=True).first() != Need.State.SHARED:
        errors["need"] = _("This need is not shared with the group: nothing can be committed.")
    if row.year and row.year < today.year:
        errors["year"] = _("This year is over.")
    if row.signed_on and row.signed_on > today:
        errors["signed_on"] = _("This day has not come yet.")
    if row.valid_until and row.valid_until < today:
        errors["valid_until"] = _("This day has passed: it would count for nothing.")
    if errors:
        raise ValidationError(errors)


def _refuse_unless_draft(row: Commitment) -> None:
    if row.state != Commitment.State.DRAFT:
        raise ValidationError(
            _(
                "This commitment is %s: it stays as it is. Record a new one to replace it, or "
                "withdraw it."
            )
            % row.get_state_display()
        )


def _hold(group_id: int) -> BuyerGroup:
    """Nobody else records in this group, or changes who is a member, until the transaction ends."""
    rows = BuyerGroup.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("project").get(pk=group_id)


def _locked(commitment: Commitment) -> Commitment:
    """As it is now. Raises ValidationError where it was discarded meanwhile."""
    rows = Commitment.objects.select_for_update(no_key=True)
    if row := rows.filter(pk=commitment.pk).first():
        return row
    raise ValidationError(_("This draft was discarded."))

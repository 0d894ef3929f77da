"""The acts by which members decide on a plan: asked by a day, then recorded one by one."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers import seen
from buyers.models import BuyerMembership, Decision, FeasibilityPlan
from buyers.places import BUYING
from buyers.plans import held
from core.clock import local_day
from core.history import assign, entered_before, record
from records import dossiers
from records.models import File, Version


@transaction.atomic
def ask(*, plan: FeasibilityPlan, by, due: date, today: date) -> FeasibilityPlan:
    """Ask the members that mean to buy to decide by a day, or by another one than before.

    Raises ValidationError at `due` for a day that has passed.
    """
    row = held(plan.pk)
    if due < today:
        raise ValidationError({"due": _("This day has passed.")})
    asked_on = row.decisions_asked_on or today
    changed = assign(row, decisions_due=due, decisions_asked_on=asked_on)
    record(row, _("Decisions asked for"), *changed, by=by)
    return row


@transaction.atomic
def decide(*, decision: Decision, by, now: datetime) -> Decision:
    """What a member has decided. It replaces what the same member decided before. Sent twice it is
    there once.

    Raises ValidationError at the field that does not hold on this day.
    """
    plan = held(decision.plan_id)
    today = local_day(now, plan.project.zone)
    decision.project = plan.project
    _check(decision, plan, today)
    sent = entered_before(decision, by=by, but=("project",))
    if sent and sent.stands:
        return sent
    standing = plan.decisions.standing().filter(organisation=decision.organisation_id).first()
    if standing:  # first, for only one may stand
        standing.stands = False
        record(standing, _("Replaced by a newer one"), "stands", by=by)
    decision.seen = seen.kept(plan, today)
    decision.recorded_at, decision.recorded_by = now, by
    decision.full_clean()
    record(decision, _("Recorded"), by=by)
    return decision


@transaction.atomic
def hand_in(
    *, decision: Decision, upload, by, now: datetime, note="", file: File | None = None
) -> Version:
    """The signed decision, to what stands. Every version is kept. Raises ValidationError where the
    upload is refused."""
    row = Decision.objects.select_for_update(no_key=True).get(pk=decision.pk)
    if not row.stands:
        raise ValidationError(_("A newer decision has replaced this one."))
    dossier = dossiers.opened(holder=row)
    return dossiers.add_version(
        dossier=dossier, upload=upload, note=note, by=by, now=now, file=file
    )


def _check(row: Decision, plan: FeasibilityPlan, today: date) -> None:
    errors = {}
    member = BuyerMembership.objects.valid_on(today).filter(
        group=plan.group_id, organisation=row.organisation_id, tier__in=BUYING
    )
    if not member.exists():
        errors["organisation"] = _("Only members that mean to buy decide, and this is none today.")
    if row.decided_on and row.decided_on > today:
        errors["decided_on"] = _("This day has not come yet.")
    if errors:
        raise ValidationError(errors)
    if not plan.decisions_asked_on:
        raise ValidationError(_("The members are not asked to decide yet."))

"""Declaring conflicts of interest: append-only, by whom a member names, for that member."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup, BuyerPerson, ConflictDeclaration
from core.clock import local_day
from core.history import SAME_WITHIN
from partners.models import Organisation, Person


@transaction.atomic
def declare(
    *,
    group: BuyerGroup,
    organisation: Organisation,
    has_conflict: bool,
    explanation: str = "",
    by: Person,
    now: datetime,
) -> ConflictDeclaration:
    """The newest declaration of a member counts, earlier ones stay. Sent twice it is there once.

    Raises ValidationError when the person does not speak for the organisation in this group today.
    """
    group = (
        BuyerGroup.objects.select_for_update(of=("self",))
        .select_related("project")
        .get(pk=group.pk)
    )
    if group.project.closed_on:
        raise ValidationError(_("The project is closed: nothing is declared any more."))
    named = BuyerPerson.objects.of(by, local_day(now, group.project.zone))
    if not named.filter(membership__group=group, membership__organisation=organisation).exists():
        raise ValidationError(_("You do not speak for this organisation any more."))
    explanation = explanation.strip() if has_conflict else ""
    row = ConflictDeclaration(
        group=group,
        organisation=organisation,
        person=by,
        has_conflict=has_conflict,
        explanation=explanation,
        declared_at=now,
    )
    newest = group.declarations.filter(organisation=organisation).newest_first().first()
    if newest and _is_same(newest, row):
        return newest
    row.full_clean()
    row.save()
    return row


def _is_same(old: ConflictDeclaration, new: ConflictDeclaration) -> bool:
    """The same form, sent a second time."""
    said = ("person_id", "has_conflict", "explanation")
    is_equal = all(getattr(old, name) == getattr(new, name) for name in said)
    return is_equal and new.declared_at - old.declared_at < SAME_WITHIN

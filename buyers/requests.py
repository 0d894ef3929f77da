"""What members are asked by personal link: one named request, one answer, and nothing else.

A link is 256 random bits, mailed once and stored only as its SHA-256. It works until it is
answered, revoked, sent anew or `LINK_HOLDS` old, and only while its person speaks for a member.
Reading its page changes nothing: mail scanners read links. It lets nobody in: whoever has it sees
what is asked and may answer that, with an account or without.
"""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers import answering, conflicts, emails
from buyers.models import BuyerGroup, BuyerPerson, MemberRequest, Need, NeedShare
from core.clock import local_day
from core.dates import key_of
from core.history import SAME_WITHIN
from outbox.posting import withdraw
from partners.models import Person

LINK_HOLDS = timedelta(days=14)
RELATED = ("group__project", "place__person", "place__membership__organisation", "need")
Kind = MemberRequest.Kind


class DeadLink(Exception):
    """No request can be answered by this link; why, the page never says."""


@transaction.atomic
def ask(
    *,
    group: BuyerGroup,
    places: Iterable[BuyerPerson],
    kind: str,
    need: Need | None = None,
    by: Person,
    now: datetime,
) -> list[MemberRequest]:
    """A request to each of these people, each by a mail of its own; an older one for the same ends.

    Raises ValidationError when one of them no longer speaks for a member, or the need is not
    shared. Who was asked the same by the same person a moment ago is not asked twice: a form that
    was sent twice.
    """
    group = _hold(group.pk)
    today = local_day(now, group.project.zone)
    named = BuyerPerson.objects.valid_on(today).filter(membership__group=group)
    wanted = {place.pk for place in places}
    places = list(named.filter(pk__in=wanted).select_related("person", "membership__organisation"))
    if not places or len(places) != len(wanted):
        raise ValidationError({"people": _("One of them no longer speaks for a member.")})
    if kind == Kind.NEED:
        # Locked, so that it is not closed in between.
        need = Need.objects.select_for_update().get(pk=need.pk) if need else None
        if need is None or need.group_id != group.pk or need.state != Need.State.SHARED:
            raise ValidationError({"need": _("Choose a need that is shared with the group.")})
    else:
        need = None
    older = {}
    unanswered = MemberRequest.objects.unanswered().filter(group=group, kind=kind, need=need)
    for row in unanswered.select_related("place__membership").order_by("pk"):
        older.setdefault(_whom(row.place), []).append(row)
    sent = []
    for place in places:
        before = older.get(_whom(place), [])
        if any(row.sent_by_id == by.pk and now - row.sent_at < SAME_WITHIN for row in before):
            continue
        for row in before:
            _end(row, now, _("A newer request was sent."))
        row = MemberRequest(group=group, place=place, kind=kind, need=need, sent_by=by)
        _send(row, now)
        sent.append(row)
    return sent


@transaction.atomic
def resend(*, request: MemberRequest, by: Person, now: datetime) -> MemberRequest:
    """A new link for the same request; the older one ends. Raises when it was answered, revoked, or
    its person no longer speaks for a member."""
    row = _unanswered(request)
    today = local_day(now, row.group.project.zone)
    if not BuyerPerson.objects.valid_on(today).filter(pk=row.place_id).exists():
        raise ValidationError(_("%s no longer speaks for a member.") % row.place.person)
    if row.need and row.need.state != Need.State.SHARED:
        raise ValidationError(_("This need is not shared any more."))
    row.times_sent += 1
    row.sent_by = by
    withdraw(subject_key=key_of(row), reason=_("A newer link was sent."))
    _send(row, now)
    return row


@transaction.atomic
def revoke(*, request: MemberRequest, now: datetime) -> MemberRequest:
    """The link ends. Raises when it was answered or revoked."""
    row = _unanswered(request)
    _end(row, now, _("The request was revoked."))
    return row


def find(*, token: str, now: datetime) -> MemberRequest:
    """The request that this link can answer now; raises DeadLink. Changes nothing."""
    related = (*RELATED, "sent_by")
    row = MemberRequest.objects.filter(token_hash=hashed(token)).select_related(*related).first()
    if row is None:
        raise DeadLink
    today = local_day(now, row.group.project.zone)
    if not MemberRequest.objects.alive(now, today).filter(pk=row.pk).exists():
        raise DeadLink
    return row


@transaction.atomic
def answer_data(*, token: str, corrections: str = "", now: datetime) -> MemberRequest:
    """The data are right, or these are the corrections that somebody has to look at."""
    row = _take(token, Kind.DATA, now)
    row.answer = corrections.strip()
    return _answered(row, now)


@transaction.atomic
def answer_conflict(
    *, token: str, has_conflict: bool, explanation: str = "", now: datetime
) -> MemberRequest:
    row = _take(token, Kind.CONFLICT, now)
    conflicts.declare(
        group=row.group,
        organisation=row.place.membership.organisation,
        has_conflict=has_conflict,
        explanation=explanation,
        by=row.place.person,
        now=now,
    )
    return _answered(row, now)


@transaction.atomic
def answer_need_asked(*, token: str, now: datetime, **values) -> MemberRequest:
    """`values` are columns of NeedShare."""
    row = _take(token, Kind.NEED, now)
    organisation = row.place.membership.organisation
    answering.answer(
        share=NeedShare(need=row.need, organisation=organisation),
        values=values,
        give=True,
        by=row.place.person,
        on=local_day(now, row.group.project.zone),
        reason=_("Answered by personal link"),
    )
    return _answered(row, now)


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _take(token: str, kind: str, now: datetime) -> MemberRequest:
    """The request, locked and read again: of two presses on one page, one answers.

    The group is held first, as in `ask`, so that the two never wait for each other.
    """
    row = find(token=token, now=now)
    if row.kind != kind:
        raise DeadLink
    _hold(row.group_id)
    if MemberRequest.objects.select_for_update().filter(pk=row.pk).first() is None:
        raise DeadLink
    return find(token=token, now=now)


def _answered(row: MemberRequest, now: datetime) -> MemberRequest:
    row.answered_at = now
    row.save(update_fields=["answered_at", "answer"])
    withdraw(subject_key=key_of(row), reason=_("The request was answered."))
    return row


def _end(row: MemberRequest, now: datetime, reason: str) -> None:
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    withdraw(subject_key=key_of(row), reason=reason)


def _send(row: MemberRequest, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    row.token_hash = hashed(token)
    row.sent_at, row.expires_at = now, now + LINK_HOLDS
    row.save()
    emails.request(row, token, now=now)


def _whom(place: BuyerPerson) -> tuple[int, int]:
    """A change of tier gives the same person a new place for the same organisation."""
    return place.person_id, place.membership.organisation_id


def _hold(group_id: int) -> BuyerGroup:
    """The group; nobody else asks for it until the transaction ends."""
    rows = BuyerGroup.objects.select_for_update(of=("self",)).select_related("project")
    return rows.get(pk=group_id)


def _unanswered(request: MemberRequest) -> MemberRequest:
    """The row as it is now, locked."""
    rows = MemberRequest.objects.select_for_update(of=("self",)).unanswered()
    row = rows.filter(pk=request.pk).select_related(*RELATED).first()
    if row is None:
        raise ValidationError(_("This request was answered or revoked meanwhile."))
    return row

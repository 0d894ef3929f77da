"""Invitations: how a person comes to an account, and to the place that goes with it.

A link is 256 random bits, mailed once and stored only as its SHA-256. It works until it is used,
revoked, resent or `LINK_HOLDS` old. Reading its page changes nothing: mail scanners read links.
Who has an account gets the place at once, and a mail that says so: see
docs/decisions/0011-invitations.md.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import languages
from core.clock import local_day
from core.dates import key_of
from core.history import record
from outbox.posting import withdraw
from partners import emails
from partners.models import Invitation, Participation, Person, Project, ProjectReader, TeamMember

LINK_HOLDS = timedelta(days=14)

Account = Person.Account
Offer = Invitation.Offer


class DeadLink(Exception):
    """No invitation can be accepted by this link; why, the page never says."""


@transaction.atomic
def invite_to_team(
    *,
    participation: Participation,
    email: str,
    name: str,
    access: str = TeamMember.Access.EDITOR,
    function: str = "",
    language: str = "",
    by: Person,
    now: datetime,
) -> Invitation | None:
    """Offer a place on a partner's team. None: they have an account, the place began at once.

    `language` is that of somebody new; left out, it follows from the partner's country.
    """
    project = participation.project
    today = local_day(now, project.zone)
    if participation.exit and participation.exit < today:
        raise ValidationError(_("This partner has left the project."))
    language = language or languages.of_country(participation.organisation.country)
    person = person_at(email=email, name=name, zone=project.zone, by=by, language=language)
    if TeamMember.objects.filter(
        person=person, participation=participation, until__isnull=True
    ).exists():
        raise ValidationError(
            {"email": _("%(person)s already has a place on this team.") % {"person": person}}
        )
    return _offer(
        Invitation(
            person=person,
            project=project,
            offer=Offer.TEAM,
            participation=participation,
            access=access,
            function=function,
        ),
        by,
        now,
    )


@transaction.atomic
def invite_reader(
    *,
    project: Project,
    email: str,
    name: str,
    function: str = "",
    language: str = "",
    by: Person,
    now: datetime,
) -> Invitation | None:
    """Let somebody outside the consortium read it. None: they have an account, and may at once."""
    person = person_at(email=email, name=name, zone=project.zone, by=by, language=language)
    if ProjectReader.objects.filter(person=person, project=project, until__isnull=True).exists():
        raise ValidationError(
            {"email": _("%(person)s already reads this project.") % {"person": person}}
        )
    return _offer(
        Invitation(person=person, project=project, offer=Offer.READER, function=function), by, now
    )


@transaction.atomic
def invite_to_account(
    *, person: Person, project: Project | None, by: Person, now: datetime
) -> Invitation | None:
    """Offer the account alone, to somebody who is named elsewhere, such as in a buyer group.

    None when there is nothing to offer: they have an account, or an invitation on its way.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.account == Account.ACTIVE or person.invitations.open(now).exists():
        return None
    for stale in person.invitations.unanswered().filter(project=project, offer=Offer.ACCOUNT):
        return resend(invitation=stale, by=by, now=now)
    return _offer(Invitation(person=person, project=project, offer=Offer.ACCOUNT), by, now)


def person_at(*, email: str, name: str, zone: str, by: Person, language: str = "") -> Person:
    """Whoever has this address, in whatever spelling, locked; else a new person without account.

    Name and language of somebody known are theirs and stay. Runs in the caller's transaction.
    """
    language = language or languages.PORTAL
    person = Person(email=email, name=name, zone=zone, language=language)
    person.set_unusable_password()
    person.clean_fields()
    known = Person.objects.filter(email=person.email)
    if not known.exists():
        # The table's unique address decides between two who name a new person at the same moment.
        Person.objects.get_or_create(
            email=person.email,
            defaults={
                "name": name,
                "zone": zone,
                "language": language,
                "password": person.password,
            },
        )
    person = known.select_for_update().get()
    if person.account == Account.CLOSED:
        raise ValidationError(
            {
                "email": _(
                    "The account of %(person)s was closed. Only an administrator can reopen it."
                )
                % {"person": person}
            }
        )
    return person


@transaction.atomic
def resend(*, invitation: Invitation, by: Person, now: datetime) -> Invitation:
    """A new link for the same offer; the older one ends. Raises when it was answered or revoked."""
    invitation = _unanswered(invitation)
    if invitation.person.account == Account.NONE:
        invitation.person.await_answer(by=by)
    invitation.times_sent += 1
    _send(invitation, now)
    return invitation


@transaction.atomic
def revoke(*, invitation: Invitation, by: Person, now: datetime) -> Invitation:
    """The link ends and the place is not given. Raises when it was answered or revoked."""
    invitation = _unanswered(invitation)
    invitation.revoked_at, invitation.revoked_by = now, by
    invitation.save(update_fields=["revoked_at", "revoked_by"])
    withdraw(subject_key=key_of(invitation), reason=_("The invitation was revoked."))
    person = invitation.person
    if person.account == Account.INVITED and not person.invitations.unanswered().exists():
        person.account = Account.NONE
        record(person, _("Invitation revoked"), "account", by=by)
    return invitation


def find(*, token: str, now: datetime) -> Invitation:
    """The invitation that this link can accept now; raises DeadLink. Changes nothing."""
    invitation = (
        Invitation.objects.open(now)
        .filter(token_hash=hashed(token), person__account=Account.INVITED)
        .select_related("person", "project", "participation__organisation", "invited_by")
        .first()
    )
    if invitation is None:
        raise DeadLink
    return invitation


@transaction.atomic
def accept(*, token: str, password: str, now: datetime, **profile) -> Person:
    """Open the account and begin every place that is on offer to this person; raises DeadLink.

    `profile` are fields of the person: name, zone, language, country. Whoever holds the link reads
    the mail of that address, so all that was offered to it is theirs.
    """
    found = find(token=token, now=now)
    person = Person.objects.select_for_update().get(pk=found.person_id)
    # Read again under the lock: of two clicks on one link, one opens the account.
    found = find(token=token, now=now)
    person.open_account(password=password, **profile)
    offers = person.invitations.open(now).select_related("project", "participation")
    for invitation in offers.select_for_update(of=("self",)):
        invitation.accepted_at = now
        invitation.save(update_fields=["accepted_at"])
        withdraw(subject_key=key_of(invitation), reason=_("The invitation was accepted."))
        invitation.person = person
        _begin_place(invitation, local_day(now, person.zone), person)
    return person


def hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _offer(invitation: Invitation, by: Person, now: datetime) -> Invitation | None:
    """Send the invitation; to a person with an account give the place and tell them."""
    person = invitation.person
    invitation.invited_by = by
    if person.account == Account.ACTIVE:
        place = _begin_place(invitation, local_day(now, invitation.project.zone), by)
        emails.place_given(place, by=by)
        return None
    same = person.invitations.unanswered().filter(
        project=invitation.project,
        offer=invitation.offer,
        participation=invitation.participation,
    )
    if same.exists():
        raise ValidationError(
            {
                "email": _("%(person)s has not answered this invitation yet. Resend it instead.")
                % {"person": person}
            }
        )
    if person.account != Account.INVITED:
        person.await_answer(by=by)
    invitation.created_at = now
    _send(invitation, now)
    return invitation


def _send(invitation: Invitation, now: datetime) -> None:
    token = secrets.token_urlsafe(32)
    invitation.token_hash = hashed(token)
    invitation.sent_at = now
    invitation.expires_at = now + LINK_HOLDS
    if invitation.pk:
        withdraw(subject_key=key_of(invitation), reason=_("A newer invitation was sent."))
    invitation.save()
    emails.invitation(invitation, token, now=now)


def _begin_place(invitation: Invitation, today, by: Person) -> TeamMember | ProjectReader | None:
    place = None
    if invitation.offer == Offer.TEAM:
        place = TeamMember(participation=invitation.participation, access=invitation.access)
    elif invitation.offer == Offer.READER:
        place = ProjectReader(project=invitation.project)
    if place:
        place.person, place.function, place.since = invitation.person, invitation.function, today
        record(place, _("Invited by %(person)s") % {"person": invitation.invited_by}, by=by)
    return place


def _unanswered(invitation: Invitation) -> Invitation:
    """The row as it is now, locked, with its person locked."""
    person = Person.objects.select_for_update().get(pk=invitation.person_id)
    row = Invitation.objects.select_for_update().unanswered().filter(pk=invitation.pk).first()
    if row is None:
        raise ValidationError(_("This invitation was answered or revoked meanwhile."))
    row.person = person
    return row

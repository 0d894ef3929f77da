"""The mails of the consortium: invitations, places, and what happens to accounts."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category, Mail
from outbox.posting import post
from partners.models import Invitation, Person, ProjectReader, TeamMember


def invitation(invitation: Invitation, token: str, *, now: datetime) -> Mail:
    """The personal link. The only place where the token stands in readable form."""
    link = settings.BASE_URL + reverse("partners:accept", args=[token])
    return _mail(
        "invitation",
        invitation.person,
        {"invitation": invitation, "link": link},
        category=Category.ACCOUNT,
        purpose_key=f"invitation:{invitation.pk}:{invitation.times_sent}",
        subject_key=key_of(invitation),
        not_after=invitation.expires_at,
        secret=True,
        now=now,
    )


def place_given(place: TeamMember | ProjectReader, *, by: Person) -> Mail:
    """To a person with an account, who got a place without a click of their own."""
    return _mail(
        "place_given",
        place.person,
        {"place": place, "by": by},
        category=Category.SERVICE,
        purpose_key=f"place:{key_of(place)}",
        subject_key=key_of(place),
    )


def address_changed(person: Person, *, old: str, change: int) -> None:
    """To the old address and to the new one: whoever did not want it notices."""
    for address in (old, person.email):
        _mail(
            "address_changed",
            person,
            {"old": old},
            to=address,
            category=Category.ACCOUNT,
            purpose_key=f"address:{change}:{address}",
        )


def account_closed(person: Person, *, change: int) -> Mail:
    return _mail(
        "account_closed",
        person,
        {},
        category=Category.ACCOUNT,
        purpose_key=f"closed:{change}",
    )


def second_factor_removed(person: Person, *, change: int) -> Mail:
    return _mail(
        "second_factor_removed",
        person,
        {},
        category=Category.ACCOUNT,
        purpose_key=f"factor:{change}",
    )


def password_reset(person: Person, *, link: str, now: datetime) -> Mail:
    return _mail(
        "password_reset_key",
        person,
        {"link": link},
        category=Category.ACCOUNT,
        purpose_key=f"reset:{person.pk}:{secrets.token_hex(8)}",  # each request is one of its own
        subject_key=key_of(person),
        not_after=now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
        secret=True,
        now=now,
    )


def account_notice(person: Person, *, notice: str, ip: str, user_agent: str, now: datetime) -> Mail:
    """Something about the account's safety changed, by somebody who was logged in as its owner."""
    return _mail(
        "account_notice",
        person,
        {"notice": notice, "ip": ip, "user_agent": user_agent, "now": now},
        category=Category.ACCOUNT,
        purpose_key=f"notice:{person.pk}:{secrets.token_hex(8)}",
    )


def _mail(name: str, person: Person, context: dict, *, to: str = "", **fields) -> Mail:
    """One mail from templates/partners/mail, in the person's language and zone."""
    with timezone.override(person.zone):
        letter = compose(f"partners/{name}", context | {"person": person}, language=person.language)
    return post(
        to=to or person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=person.language,
        **fields,
    )

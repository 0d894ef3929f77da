"""The mails of the buyer groups."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from buyers.models import BuyerPerson, MemberRequest
from core.dates import key_of
from outbox.letters import compose
from outbox.models import Category, Mail
from outbox.posting import post
from partners.models import Person


def named(place: BuyerPerson, *, by: Person) -> Mail:
    """To somebody with an account, whom a member of the group has named."""
    person = place.person
    letter = compose(
        "buyers/named", {"place": place, "person": person, "by": by}, language=person.language
    )
    return post(
        to=person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=person.language,
        category=Category.SERVICE,
        purpose_key=f"named:{key_of(place)}",
        subject_key=key_of(place),
    )


def request(request: MemberRequest, token: str, *, now: datetime) -> Mail:
    """The personal link. The only place where the token stands in readable form."""
    person = request.place.person
    link = settings.BASE_URL + reverse("buyers:answer_request", args=[token])
    letter = compose(
        "buyers/request",
        {"request": request, "person": person, "link": link},
        language=person.language,
    )
    return post(
        to=person.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=person.language,
        category=Category.SERVICE,
        purpose_key=f"request:{request.pk}:{request.times_sent}",
        subject_key=key_of(request),
        not_after=request.expires_at,
        secret=True,
        now=now,
    )

"""The personal calendar address: one secret, revocable address per person, for calendar clients."""

import hashlib
import secrets
from datetime import date, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from core import calendars
from core.clock import wall_moment
from core.dates import DatedItem
from partners.models import Person
from ppi_portal import dated
from trainings import dates as trainings
from workpackages import dates as workpackages

BACK, AHEAD = timedelta(days=90), timedelta(days=550)


def make_address(person) -> str:
    """A new secret for the person's feed; an older address ends. Only its hash is kept."""
    token = secrets.token_urlsafe(24)
    person.feed_hash = hash_of(token)
    person.save(update_fields=["feed_hash"])
    return token


def end_address(person) -> None:
    person.feed_hash = None
    person.save(update_fields=["feed_hash"])


def reader(token: str) -> Person | None:
    """Whose address it is; nobody's when the account is no longer active."""
    return Person.objects.active().filter(feed_hash=hash_of(token)).first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def calendar_file(person, today: date, project=None, package=None) -> str:
    """What the person may see today, from three months ago to a year and a half ahead; with a
    project (its `pk` and `acronym`) only what is its, with a work package only what is in it.

    Stamped with the day and not the moment, so that the same content is the same file (ETag).
    """
    items = dated.items(today - BACK, today + AHEAD, person)
    name = _("PPI Portal")
    if project:
        items = (item for item in items if item.project_id == project.pk)
        name = project.acronym
    if package:
        keys = workpackages.keys_in(package) | trainings.keys_in(package)
        items = (item for item in items if item.key in keys)
        name = f"{name} {package.code}"
    events = [event(item) for item in sorted(items, key=lambda item: (item.day, item.key))]
    return calendars.feed(events, name=name, now=wall_moment(today))


def event(item: DatedItem) -> calendars.Event:
    return calendars.Event(
        uid=f"{item.kind}-{item.key.replace(':', '-')}@{settings.MAIL_DOMAIN}",
        summary=f"{item.project}: {item.label}",
        starts=item.moment,
        ends=item.ends,
        zone=item.zone,
        location=item.place,
        description=item.state,
        url=settings.BASE_URL + item.url,
        sequence=item.sequence,
        cancelled=item.cancelled,
    )

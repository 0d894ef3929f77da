"""Mails for the tests of the outbox."""

from datetime import timedelta

from django.utils import timezone

from outbox.delivery import deliver
from outbox.posting import Draft
from outbox.smtp import Server


def draft(number=1, **fields) -> Draft:
    fields = {
        "to": f"person{number}@example.org",
        "subject": f"Letter {number}",
        "text": f"Dear {number},\n",
        "language": "en-gb",
        "category": "service",
        "purpose_key": f"test:{number}",
    } | fields
    return Draft(**fields)


def fields(number=1, **more) -> dict:
    """The same as arguments for `post`."""
    one = draft(number, **more)
    return {name: getattr(one, name) for name in Draft.__slots__}


def turn(later=timedelta(0), server=None) -> list[str]:
    """One turn of delivery, `later` than now; one entry for each call for more."""
    calls = []
    own = server or Server()
    deliver(own, more=lambda: calls.append("more"), clock=lambda: timezone.now() + later)
    if server is None:
        own.close()
    return calls

"""Personal links of trainings: what people without an account open from their mails.

The secret of a link is an HMAC of its row's nonce under the portal's key, and is stored only as its
SHA-256: who reads the database cannot open a link, and every mail can carry the same one. A link
speaks for one row, ends at `link_ends`, and ends at once when its row gets a new nonce. Opening one
changes nothing: mail scanners open links.
"""

import hmac
import secrets
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from trainings.models.link import Linked


class DeadLink(Exception):
    """Nothing can be opened by this link; why, the page never says."""


def give(row: Linked, *, ends: datetime) -> list[str]:
    """Give the row a new link, which ends an older one; returns the columns. Not saved."""
    row.link_nonce = secrets.token_hex(16)
    row.link_hash = _hashed(secret(row))
    row.link_ends = ends
    return list(Linked.LINK_COLUMNS)


def end(row: Linked) -> list[str]:
    """End the row's link; returns the columns. Not saved."""
    row.link_nonce, row.link_hash, row.link_ends = "", None, None
    return list(Linked.LINK_COLUMNS)


def secret(row: Linked) -> str:
    """What stands in the row's link; raises ValueError for a row without one."""
    if not row.link_nonce:
        raise ValueError("This row has no link.")
    return salted_hmac(
        f"trainings.{row._meta.model_name}", row.link_nonce, algorithm="sha256"
    ).hexdigest()


def address(row: Linked, page: str) -> str:
    """The whole address of the page for this row's link."""
    return settings.BASE_URL + reverse(page, args=[secret(row)])


def left_out(page: str) -> str:
    """How such an address looks to others: with an ellipsis in the place of the secret."""
    return settings.BASE_URL + reverse(page, args=["."]).replace("/./", "/…/")


def find(rows, token: str, *, now: datetime) -> Linked:
    """The one of the rows (a QuerySet) that this link opens now; raises DeadLink."""
    row = rows.filter(link_hash=_hashed(token)).first()
    if row is None or row.link_ends <= now or not hmac.compare_digest(secret(row), token):
        raise DeadLink
    return row


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()

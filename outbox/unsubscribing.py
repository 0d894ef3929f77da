"""Leaving and rejoining a category of mail; why the link is no row: docs/decisions/."""

import re
from functools import cache

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _  # lazy: rows keep them in English

from core.languages import kept
from outbox.models import Category, Mail, OptOut, State

signer = signing.Signer(salt="outbox.unsubscribe")


def token_for(address: str, category: str) -> str:
    return signer.sign_object([address, category])


def read_token(token: str) -> tuple[str, Category]:
    """(address, category); raises `signing.BadSignature` for what we did not sign."""
    address, category = signer.unsign_object(token)
    return address, Category(category)


def link(address: str, category: str, language: str = "") -> str:
    """The absolute address of the page on which `address` leaves `category`.

    It speaks the language of the mail that names it: who has an address need not be known here.
    """
    page = f"{settings.BASE_URL}{_path()}{token_for(address, category)}/"
    return f"{page}?lang={language}" if language else page


def without_links(text: str) -> str:
    """The text of a mail for others than its reader, in whose name they could leave by it."""
    page = f"{settings.BASE_URL}{_path()}"
    return re.sub(rf"{re.escape(page)}\S+", f"{page}…", text)


@cache
def _path() -> str:
    """Of all these links; found once, for thousands of mails ask for it."""
    return reverse("outbox:unsubscribe", args=["-"]).removesuffix("-/")


def list_headers(address: str, category: Category) -> dict[str, str]:
    """One-click unsubscribing as mail programs offer it (RFC 8058); none for service mail."""
    if not category.optional:
        return {}
    return {
        "List-Id": f"<{category}.{settings.MAIL_DOMAIN}>",
        "List-Unsubscribe": f"<{link(address, category)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


@transaction.atomic
def leave(*, address: str, category: Category) -> None:
    """No more mail of this category to the address; what waits for it is not sent either."""
    OptOut.objects.get_or_create(address=address, category=category)
    waiting = Mail.objects.filter(state=State.QUEUED, to=address, category=category)
    waiting.update(state=State.SUPPRESSED, reason=kept(_("This address unsubscribed.")))


def rejoin(*, address: str, category: Category) -> None:
    """Undoes `leave` from now on; what was suppressed meanwhile is not sent later."""
    OptOut.objects.filter(address=address, category=category).delete()

"""Writing mail: rows in the transaction of the act that causes them, and taking them back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.inserting import insert_new
from core.languages import kept
from core.text import normalise_email
from outbox.bell import ring
from outbox.models import Category, Mail, OptOut, State
from outbox.unsubscribing import list_headers

BATCH = 500  # rows per INSERT


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One mail to be. `purpose_key` names why it exists: the same purpose is never posted twice.

    `subject_key` names what it is about (`trainings.training:7`), for `withdraw`; `also_about` what
    it names besides, whose fate does not take it back. Past `not_after` (aware) it is dropped
    instead of sent. `attachments`: {"name", "type", "text"} each; a calendar has the type
    `text/calendar; method=REQUEST`, without charset. `secret`: it holds a link that lets someone
    in; it is shown nowhere but in the demo, and deleted once sent. `reply_to` is whom an answer
    reaches, where that is not who sends all mail.
    """

    to: str
    subject: str
    text: str
    html: str = ""
    language: str
    category: str
    purpose_key: str
    subject_key: str = ""
    also_about: Iterable[str] = ()
    not_after: datetime | None = None
    attachments: Iterable[dict] = ()
    secret: bool = False
    reply_to: str = ""


def write(drafts: Iterable[Draft], *, now: datetime) -> None:
    """Write mails in the transaction of the act that causes them, and start delivery after it.

    One statement for hundreds; an address that cannot be mailed does not raise. `post` and
    `post_many` do the same and read back what was written.
    """
    drafts = list(drafts)
    for start in range(0, len(drafts), BATCH):
        _write(drafts[start : start + BATCH], now)


def post(*, now: datetime | None = None, **fields) -> Mail:
    """Write one mail; takes the fields of `Draft`. A second post of a purpose returns the first.

    Delivery starts after the commit. An address that cannot be mailed does not raise: such a mail
    fails on its own, where an administrator sees it.
    """
    draft = Draft(**fields)
    write([draft], now=now or timezone.now())
    return Mail.objects.get(purpose_key=draft.purpose_key)


def post_many(drafts: Iterable[Draft], *, now: datetime | None = None) -> dict[str, int]:
    """Write hundreds of mails with few statements and start delivery once, after the commit.

    Returns {purpose_key: id}; for a purpose that was posted before, the id of that first mail.
    """
    drafts = list(drafts)
    keys = [draft.purpose_key for draft in drafts]
    ids = {}
    with transaction.atomic():
        write(drafts, now=now or timezone.now())
        for start in range(0, len(keys), BATCH):
            found = Mail.objects.filter(purpose_key__in=keys[start : start + BATCH])
            ids |= found.values_list("purpose_key", "pk")
    return ids


def withdraw(*, subject_key: str | Iterable[str], reason: str) -> int:
    """Take back what waits and is about the given thing or things; returns how many mails.

    For the act that makes mail void, in its transaction. What a worker has already handed to the
    mail server cannot be taken back. What people said stays true whatever becomes of the thing:
    see `withdraw_purposes`.
    """
    keys = [subject_key] if isinstance(subject_key, str) else list(subject_key)
    waiting = Mail.objects.filter(state=State.QUEUED, subject_key__in=keys)
    return waiting.exclude(category=Category.TALK).update(
        state=State.WITHDRAWN, reason=kept(reason)
    )


def withdraw_purposes(begin: str, *, reason: str) -> int:
    """Take back what waits and whose purpose begins so: all mails of one comment."""
    waiting = Mail.objects.filter(state=State.QUEUED, purpose_key__startswith=begin)
    return waiting.update(state=State.WITHDRAWN, reason=reason)


def withdraw_mail(mail: Mail, *, reason: str) -> bool:
    """Take back one mail; False when it no longer waits."""
    waiting = Mail.objects.filter(pk=mail.pk, state=State.QUEUED)
    return bool(waiting.update(state=State.WITHDRAWN, reason=reason))


def retry(mail: Mail, *, now: datetime) -> bool:
    """Queue a failed mail once more, or let a waiting one go now; False when it is neither."""
    again = Mail.objects.filter(
        pk=mail.pk, state__in=[State.FAILED, State.QUEUED], purged_at__isnull=True
    )
    # A lease of a worker ends with this: its compare-and-set will miss.
    found = again.update(state=State.QUEUED, attempts=0, next_try=now, lease="")
    if found:
        transaction.on_commit(ring, robust=True)
    return bool(found)


def _write(drafts: list[Draft], now: datetime) -> None:
    addresses = {draft.to: _address(draft.to) for draft in drafts}
    optional = {addresses[draft.to] for draft in drafts if Category(draft.category).optional}
    opted_out = OptOut.objects.pairs(optional) if optional else set()
    mails = [_mail(draft, addresses[draft.to], opted_out, now) for draft in drafts]
    insert_new(mails)
    if any(mail.state == State.QUEUED for mail in mails):
        transaction.on_commit(ring, robust=True)


def _mail(draft: Draft, address: str, opted_out: set[tuple[str, str]], now: datetime) -> Mail:
    category = Category(draft.category)
    state, reason = State.QUEUED if settings.MAIL_IS_SENT else State.KEPT, ""
    if (address, category) in opted_out:
        state, reason = State.SUPPRESSED, _("This address unsubscribed.")
    return Mail(
        to=address,
        subject=" ".join(draft.subject.split())[:255],
        text=draft.text,
        html=draft.html,
        attachments=list(draft.attachments),
        headers=list_headers(address, category) | _reply_to(draft),
        language=draft.language,
        category=category,
        rank=category.rank,
        secret=draft.secret,
        purpose_key=draft.purpose_key,
        subject_key=draft.subject_key,
        also_about=list(draft.also_about),
        not_after=draft.not_after,
        state=state,
        reason=reason,
        next_try=now,
        created_at=now,
    )


def _reply_to(draft: Draft) -> dict[str, str]:
    return {"Reply-To": draft.reply_to} if draft.reply_to else {}


def _address(raw: str) -> str:
    try:
        return normalise_email(raw)
    except ValidationError:
        return raw  # fails when it is sent, and is seen then

"""From row to mail server: claim, hand over, write down the answer.

Every step is one statement of its own that only counts when the row is still as it was left
(compare-and-set), so any number of workers may run this, be killed at any point and run it again.
What a killed worker had claimed is taken again when its lease ends.
"""

import logging
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from outbox.messages import build, sender
from outbox.models import TO_DO, Mail, State
from outbox.smtp import Permanent, Server, Temporary, Unreachable

logger = logging.getLogger(__name__)

BATCH = 50  # rows a worker claims at once
LEASE = timedelta(minutes=4)  # twice what DATA can take at EMAIL_TIMEOUT
TURN = timedelta(seconds=10)  # then other tasks have their turn
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20, 30, 60)]
MAX_ATTEMPTS = 120  # one an hour at last: some five days, as mail servers do

# By hand, for each mail needs both, and Django takes longer to write them than all else about it.
RENEW = """
    UPDATE outbox_mail SET state = 'sending', next_try = %s, attempts = %s
     WHERE id = %s AND state = 'queued' AND lease = %s
"""
# PostgreSQL need not wait for the disk with it: if the machine fails and forgets the renewal, the
# lease of the claim still stands, and what is written next waits for both.
SOON = " AND set_config('synchronous_commit', 'off', true) IS NOT NULL"
MARK_SENT = """
    UPDATE outbox_mail SET state = 'sent', sent_at = %s, lease = '', last_error = '' WHERE id = %s
"""


def deliver(server: Server, *, more, clock=timezone.now) -> None:
    """One turn of sending what is due. `more()` asks for another turn, or for another worker.

    Ends early when the server is gone: the mail in hand waits longer each time, the others go
    back untouched, and each later turn tries the server with the next one.
    """
    if not settings.MAIL_IS_SENT:
        return
    began = clock()
    first = True
    while batch := claim(clock()):
        if first and len(batch) == BATCH:
            more()
        first = False
        with connection.cursor() as cursor:
            for place, mail in enumerate(batch):
                try:
                    send(mail, server, cursor, clock)
                except Unreachable as error:
                    postpone(mail, error, clock())
                    release(batch[place + 1 :], clock())
                    return
        if clock() - began > TURN:
            more()
            return


def claim(now: datetime) -> list[Mail]:
    """Up to BATCH due rows that are ours until the lease ends; account mail first."""
    lease = secrets.token_hex(8)
    with transaction.atomic():
        due = Mail.objects.due(now)
        # Skips what another worker is claiming right now; SQLite has one writer anyway.
        free = due.order_by("rank", "next_try").select_for_update(skip_locked=True)
        ids = list(free.values_list("pk", flat=True)[:BATCH])
        due.filter(pk__in=ids).update(state=State.QUEUED, lease=lease, next_try=now + LEASE)
    return list(Mail.objects.filter(pk__in=ids, lease=lease).order_by("rank", "pk"))


def send(mail: Mail, server: Server, cursor, clock) -> None:
    """One claimed row to its end or its next try; on Unreachable it is left as it is."""
    if mail.not_after and clock() >= mail.not_after:
        settle(mail, state=State.EXPIRED)
        return
    try:
        message = build(mail)
    except Exception as error:
        logger.exception("Mail %s cannot be built", mail.pk)
        settle(mail, state=State.FAILED, last_error=f"{type(error).__name__}: {error}")
        return
    try:
        server.begin(sender()[1], mail.to)
        if not renew(mail, cursor, clock()):
            server.reset()
            return
        server.data(message)
    except Unreachable:
        raise
    except Temporary as error:
        postpone(mail, error, clock())
    except Permanent as error:
        settle(mail, state=State.FAILED, last_error=str(error), attempts=mail.attempts + 1)
    else:
        mark_sent(mail, cursor, clock())


def renew(mail: Mail, cursor, now: datetime) -> bool:
    """Renew the lease just before DATA; False when the row was withdrawn or taken meanwhile."""
    statement = RENEW + SOON if connection.vendor == "postgresql" else RENEW
    return bool(_update(cursor, statement, now + LEASE, mail.attempts + 1, mail.pk, mail.lease))


def mark_sent(mail: Mail, cursor, now: datetime) -> None:
    """The server has it: true whatever became of the lease. A secret is deleted at once."""
    if mail.secret and not settings.DEMO:
        forget = {"text": "", "html": "", "attachments": [], "purged_at": now}
        sent = {"state": State.SENT, "sent_at": now, "lease": "", "last_error": ""}
        Mail.objects.filter(pk=mail.pk).update(**sent, **forget)
    else:
        _update(cursor, MARK_SENT, now, mail.pk)


def _update(cursor, statement: str, moment: datetime, *values) -> int:
    """How many rows it changed."""
    cursor.execute(statement, [connection.ops.adapt_datetimefield_value(moment), *values])
    return cursor.rowcount


def postpone(mail: Mail, error: Exception, now: datetime) -> None:
    """Try again after a pause that grows; the same letter, the same Message-ID."""
    attempts = mail.attempts + 1
    if attempts >= MAX_ATTEMPTS:
        settle(mail, state=State.FAILED, last_error=str(error), attempts=attempts)
        return
    next_try = now + PAUSES[min(attempts, len(PAUSES)) - 1]
    if mail.not_after:
        next_try = min(next_try, mail.not_after)
    settle(mail, state=State.QUEUED, last_error=str(error), attempts=attempts, next_try=next_try)


def release(mails: list[Mail], now: datetime) -> None:
    """Give back what was claimed and not begun."""
    if mails:
        ours = Mail.objects.filter(
            pk__in=[mail.pk for mail in mails], state=State.QUEUED, lease=mails[0].lease
        )
        ours.update(lease="", next_try=now)


def settle(mail: Mail, **fields) -> None:
    ours = Mail.objects.filter(pk=mail.pk, state__in=TO_DO, lease=mail.lease)
    ours.update(lease="", **fields)

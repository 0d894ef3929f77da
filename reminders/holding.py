"""What the coordinator can do with a reminder: hold it, let it go, send it now, try again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from outbox import posting
from reminders import sending
from reminders.deciding import entry_of
from reminders.models import Entry
from reminders.tellings import Telling

State = Entry.State


@transaction.atomic
def hold(*, entry: Entry, by, reason: str, now: datetime) -> None:
    """Not sent until it is released. Raises ValidationError when it has gone out."""
    entry = _locked(entry, State.PLANNED)
    entry.state, entry.reason = State.HELD, reason[:300]
    entry.note(_("held"), by=by, why=reason, now=now)
    entry.save(update_fields=["state", "reason", "trail", "decided_at"])


def hold_ahead(*, tellings: list[Telling], by, reason: str, now: datetime) -> int:
    """Hold reminders whose moment is still to come; how many."""
    entries = [entry_of(each, state=State.HELD, reason=reason[:300], now=now) for each in tellings]
    for entry in entries:
        entry.note(_("held"), by=by, why=reason, now=now)
    Entry.objects.bulk_create(entries, ignore_conflicts=True)
    return len(entries)


@transaction.atomic
def release(*, entry: Entry, by, reason: str = "", now: datetime) -> None:
    """Let a held one go: at its moment, or with the next run when that has passed."""
    entry = _locked(entry, State.HELD)
    entry.state, entry.reason = State.PLANNED, ""
    entry.note(_("released"), by=by, why=reason, now=now)
    entry.save(update_fields=["state", "reason", "trail", "decided_at"])


@transaction.atomic
def send_now(*, entry: Entry, by, reason: str = "", now: datetime) -> None:
    """As a mail of its own, at once; when there is nothing to tell any more the entry says why."""
    entry = _locked(entry, State.PLANNED, State.HELD)
    entry.state, entry.reason, entry.due = State.PLANNED, "", min(entry.due, now)
    entry.note(_("sent at once"), by=by, why=reason, now=now)
    entry.save(update_fields=["state", "reason", "trail", "decided_at", "due"])
    sending.send_now(entry, now)


@transaction.atomic
def retry(*, entry: Entry, by, reason: str = "", now: datetime) -> None:
    """Once more, for a mail that failed or waits. Raises ValidationError otherwise."""
    entry = _locked(entry, State.QUEUED)
    if not posting.retry(entry.mail, now=now):
        raise ValidationError(_("This mail has not failed and does not wait."))
    entry.note(_("tried again"), by=by, why=reason, now=now)
    entry.save(update_fields=["trail", "decided_at"])


def _locked(entry: Entry, *states: str) -> Entry:
    """The row as it is now, locked. Raises ValidationError when it is in none of these states."""
    rows = Entry.objects.select_related("rule", "mail").select_for_update(of=("self",))
    entry = rows.get(pk=entry.pk)
    if entry.state not in states:
        raise ValidationError(
            _("This reminder is %(state)s: this cannot be done now.")
            % {"state": entry.shown_state_label},
            code="state",
        )
    return entry

"""Who is invited and has not answered, when their training changes: for the acts that hold its row.

An invitation names days. When those no longer hold, its person reads it in one mail, and the
invitation goes on, rests or ends. Who is registered meanwhile reads it in the letter about that.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from core.clock import local_day
from core.dates import key_of
from core.history import record
from outbox.posting import withdraw as withdraw_mail_about
from trainings import emails, inviting, links
from trainings.days import Slot
from trainings.models import Invitation, Training

RESTS = timedelta(days=365)  # the link of an invitation to a training without days


def carry_on(training: Training, name: str, *, by, reason: str, now: datetime, before=()) -> None:
    """Ask again for the new days, by the same link, which works on; `before` are the old days."""
    rows = _open(training)
    day = day_to_answer(training, [row.answer_by for row in rows], now)
    for row in rows:
        row.answer_by, row.link_ends = day, inviting.link_end(training, day)
        record(row, reason, "answer_by", "link_ends", by=by)
    asks = training.takes_registrations(now)
    days = emails.active_days(training) if rows else ()
    _tell(rows, training, name, days=days, before=before, reason=reason, asks=asks, now=now)


def note(training: Training, *, changes: Iterable[dict], reason: str, now: datetime) -> None:
    """Tell those who may answer now of other facts than days; their mail before holds otherwise."""
    rows = training.invitations.answerable(now).to_tell().select_related("person", "organisation")
    rows = list(rows.order_by("pk"))
    days = emails.active_days(training) if rows else ()
    emails.tell_asked(rows, training, "changed", days=days, changes=changes, reason=reason, now=now)


def rest(training: Training, *, gone: Iterable, by, reason: str, now: datetime) -> None:
    """Nothing need be answered until there are new days; the link works on, and says so."""
    rows = _open(training)
    for row in rows:
        row.answer_by, row.link_ends = None, now + RESTS
        record(row, reason, "answer_by", "link_ends", by=by)
    _tell(rows, training, "postponed", gone=gone, reason=reason, now=now)


def end(training: Training, *, gone: Iterable, by, reason: str, now: datetime) -> None:
    """Taken back: nothing need be answered any more, and the link is dead."""
    rows = _open(training)
    for row in rows:
        row.state = Invitation.State.REVOKED
        record(row, reason, "state", *links.end(row), by=by)
    _tell(rows, training, "cancelled", gone=gone, reason=reason, now=now)


def day_to_answer(training: Training, given: Iterable[date | None], now: datetime) -> date:
    """One day for all: two weeks from now or the last of those `given` before, which nobody loses,
    and a day before registration ends at the latest."""
    return inviting.default_answer_by(training, now, max(filter(None, given), default=None))


def days_before(training: Training) -> list[Slot]:
    """The days that a postponed training had, up to the last one; what stands behind that was
    taken away earlier."""
    had = training.history.exclude(ends_at=None).order_by("-history_id")
    ends, zone = had.values_list("ends_at", "zone").first() or (None, "")
    slots = [Slot(row.day, row.starts, row.ends) for row in training.days.order_by("position")]
    last = ends and local_day(ends, zone)
    until = next((number for number, slot in enumerate(slots, 1) if slot.day == last), 0)
    return slots[:until]


def _open(training) -> list[Invitation]:
    """What still waits of earlier mail about them names other days, so it is taken back."""
    rows = training.invitations.unanswered().select_related("person", "organisation")
    rows = list(rows.order_by("pk"))
    keys = [key_of(row) for row in rows]
    withdraw_mail_about(subject_key=keys, reason=_("The training has changed since."))
    return rows


def _tell(rows, training, name, *, now, **context) -> None:
    told = set(training.invitations.filter(pk__in=[row.pk for row in rows]).to_tell())
    told = [row for row in rows if row in told]
    emails.tell_asked(told, training, name, now=now, **context)

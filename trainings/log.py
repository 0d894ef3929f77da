"""What happened to a training, in one list: its changes, messages, attendance, invitations, and
what was merged into it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Max
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.history import changes
from trainings import agenda, merging, messages
from trainings.models import Attendance

NEWEST = 50  # of each sort


@dataclass(frozen=True, slots=True)
class Event:
    """`words` say what happened; a change of the training has its `fields` instead."""

    when: datetime
    who: object  # a person or a name; None: nobody by name
    words: str = ""
    reason: str = ""
    fields: tuple = ()
    message: int | None = None


def events(training, *, names: bool) -> list[Event]:
    """Newest first, in few statements. With `names` also what was written as a reason for a
    correction of attendance: it may name somebody."""
    found = [
        *_changes(training),
        *_messages(training),
        *_attendance(training, names),
        *_invitations(training),
        *_merged_here(training),
    ]
    return sorted(found, key=lambda event: event.when, reverse=True)


def _changes(training) -> Iterator[Event]:
    for change in agenda.told(changes(training, limit=NEWEST)):
        words = _("Planned") if change.created else ""
        who = change.who or _("the portal")
        yield Event(change.when, who, words, change.reason, change.fields)


def _messages(training) -> Iterator[Event]:
    sent = training.messages.select_related("sent_by").order_by("-sent_at", "-pk")
    for message in sent.defer("text")[:NEWEST]:
        words = ngettext(
            "Message “%(subject)s” to %(count)d person: %(to)s",
            "Message “%(subject)s” to %(count)d people: %(to)s",
            message.told,
        ) % {
            "subject": message.subject_at(training),
            "count": message.told,
            "to": messages.in_words(message.states),
        }
        yield Event(message.sent_at, message.sent_by, words, message=message.pk)


def _attendance(training, names) -> Iterator[Event]:
    """One for each press: its rows have the same moment, person and reason."""
    pressed = Attendance.history.filter(registration__training=training)
    columns = ("history_date", "history_user__name", "history_type", "history_change_reason")
    pressed = pressed.order_by("-history_date").values_list(*columns)
    for when, who, kind, reason, count in pressed.annotate(count=Count("history_id"))[:NEWEST]:
        if kind == "+":
            words = ngettext(
                "Attendance recorded: %(count)d answer",
                "Attendance recorded: %(count)d answers",
                count,
            )
        else:
            words = ngettext(
                "Attendance corrected: %(count)d answer",
                "Attendance corrected: %(count)d answers",
                count,
            )
        yield Event(when, who, words % {"count": count}, (names and reason) or "")


def _invitations(training) -> Iterator[Event]:
    """One for each day on which some were sent, at its latest moment."""
    sent = training.invitations.filter(sent_at__isnull=False).order_by()
    by_day = sent.values_list(TruncDate("sent_at", tzinfo=ZoneInfo(training.zone)))
    by_day = by_day.annotate(count=Count("pk"), latest=Max("sent_at")).order_by("-latest")
    for _day, count, latest in by_day[:NEWEST]:
        words = ngettext("%(count)d invitation sent", "%(count)d invitations sent", count)
        yield Event(latest, None, words % {"count": count})


def _merged_here(training) -> Iterator[Event]:
    for other in merging.merged_here(training):
        words = ngettext(
            "%(training)s was merged into this training: %(count)d person came along",
            "%(training)s was merged into this training: %(count)d people came along",
            other.came,
        )
        yield Event(other.merged_at, None, words % {"training": other, "count": other.came})

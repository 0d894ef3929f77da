"""What everybody may read of a training, in words: how it stands, what moved, its agenda.

Of people only those whom the organiser prints: trainers on the agenda and the contact. Whoever
registered is never named here, nor counted: a reader learns whether seats are free, and no more.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from html import escape
from itertools import groupby
from urllib.parse import quote

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.calendars import Event
from core.clock import local_day
from core.templatetags.portal import day as day_text
from core.templatetags.portal import hours
from trainings import emails
from trainings.models import AgendaItem, Training, TrainingDay

State = Training.State
CALLED_OFF = (State.CANCELLED, State.MERGED)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a training stands for somebody who might come: a tone of the sheet, and words."""

    tone: str
    words: str
    takes: bool = False  # registrations, for a seat or the waiting list


def standing(training: Training, now: datetime) -> Standing:
    """Says whether seats are free, never how many."""
    if training.state == State.CANCELLED:
        return Standing("tone-off", _("cancelled"))
    if training.state == State.MERGED:
        return Standing("tone-off", _("merged into another training"))
    if training.state == State.POSTPONED:
        return Standing("tone-warn", _("postponed, the new date follows"))
    if training.state == State.PLANNED:
        return Standing("tone-info", _("planned, the day is not fixed yet"))
    if training.state in Training.OVER:
        return Standing("tone-off", _("has taken place"))
    if training.has_begun(now):
        return Standing("tone-off", _("has begun"))
    if not training.takes_registrations(now):
        opens = training.registration_opens
        if training.registration_switch and opens and opens > now:
            words = {"day": day_text(local_day(opens, training.zone))}
            return Standing("tone-info", _("registration opens %(day)s") % words)
        ends = training.registration_ends
        if training.registration_switch and ends and ends <= now:
            return Standing("tone-off", _("registration has closed"))
        return Standing("tone-off", _("registration is not open"))
    if training.seats_free:
        return Standing("tone-good", _("seats free"), takes=True)
    return Standing("tone-warn", _("full: waiting list"), takes=True)


def when(training: Training) -> str:
    """Its days in one line, or the window in which it is planned; "" while it is postponed."""
    if training.first_day is None:
        if training.state != State.PLANNED:
            return ""
        return _("between %(opens)s and %(closes)s") % {
            "opens": day_text(training.opens),
            "closes": day_text(training.closes),
        }
    if training.last_day == training.first_day:
        return day_text(training.first_day)
    return _("%(first)s to %(last)s") % {
        "first": day_text(training.first_day),
        "last": day_text(training.last_day),
    }


def moved_from(training: Training) -> date | None:
    """The first day it had before its last move, while it lies ahead; a new hour is no move."""
    if training.state not in (*Training.FIXED, State.POSTPONED):
        return None
    rows = Training.history.filter(id=training.pk, starts_at__isnull=False)
    starts = rows.order_by("-history_id").values_list("starts_at", "zone")[:20]
    days = (local_day(moment, zone) for moment, zone in starts)
    return next((day for day in days if day != training.first_day), None)


@dataclass(frozen=True, slots=True)
class AgendaDay:
    heading: str  # "" where there is but one day
    items: list[AgendaItem]


def agenda(training: Training, days: list[TrainingDay]) -> list[AgendaDay]:
    """Its items by day; `days` are those on which it takes place. One statement."""
    items = AgendaItem.objects.with_trainers(training)
    held = {row.position: row for row in days}
    by_day = [(day, list(found)) for day, found in groupby(items, key=lambda item: item.day)]
    several = len(by_day) > 1 or len(held) > 1
    return [AgendaDay(_heading(day, held) if several else "", found) for day, found in by_day]


def _heading(day: int, held: dict[int, TrainingDay]) -> str:
    if row := held.get(day):
        return _("Day %(number)d, %(day)s") % {"number": day, "day": day_text(row.day)}
    return _("Day %(number)d") % {"number": day}


def closes(training: Training) -> str:
    """When registration closes, on the clock of the place."""
    moment = training.registration_ends
    if moment is None:
        return ""
    return _("%(day)s, %(hours)s") % {
        "day": day_text(local_day(moment, training.zone)),
        "hours": hours(moment, None, training.zone),
    }


# --- Addresses, calendars, telling others ---------------------------------------------------------


def address(name: str, *args) -> str:
    """The whole address of a public page, as others get it."""
    return settings.BASE_URL + reverse(f"trainings:{name}", args=args)


def training_address(training: Training, name: str = "public_training") -> str:
    """`training` has its project and its programme."""
    return address(name, training.project.slug, training.programme.slug, training.slug)


def events(training: Training, days: list[TrainingDay]) -> list[Event]:
    """The days under the UIDs that mails carry, so that who registers has each of them once."""
    called_off = training.state in CALLED_OFF
    url = training_address(training)
    return [replace(emails.event(training, day), url=url, cancelled=called_off) for day in days]


def mail_link(title: str, line: str, url: str) -> str:
    """A mail to whoever should come, begun: subject, what it is, where to read more."""
    text = "\r\n\r\n".join(part for part in (title, line, url) if part)
    return f"mailto:?subject={quote(title)}&body={quote(text)}"


def embed_code(title: str, url: str) -> str:
    """What a partner pastes into their own website."""
    return (
        f'<iframe src="{escape(url)}" title="{escape(title)}" width="100%" height="480"'
        ' loading="lazy"></iframe>'
    )

"""The mails that remind: a digest of all that is due for one person on one day, or one thing alone.

Each function takes the reader, (entry, item) lines and the purpose key, and runs with the reader's
language and zone active.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import local_day
from core.dates import DatedItem, ids_by_model, key_of
from core.templatetags.portal import city, due
from outbox.letters import Letter, compose
from outbox.models import Category
from outbox.posting import Draft
from outbox.unsubscribing import link as unsubscribe_link
from reminders import steps
from reminders.models import CHANGED, Entry, in_days
from reminders.readers import Reader
from reminders.recheck import category_of
from trainings import links
from trainings.emails import (
    INVITATION_PAGE,
    active_days,
    calendar_entries,
    calendar_parts,
    facts_of,
    invitation_letter,
)
from trainings.models import Invitation, Registration, Training, TrainingDay

signer = signing.Signer(salt="reminders.why")
PARTICIPANT = ("training_day", "participant")  # kind and role
INVITED = ("training_invitation", "invited")
WHY_HERE, LEAVE_HERE = "https://why.invalid", "https://leave.invalid"
SEAT_HERE = "https://seat.invalid"


def why_link(purpose_key: str) -> str:
    """The page that says why its reader got this mail; open to whoever has the link."""
    return f"{settings.BASE_URL}{_why_path()}{signer.sign_object(purpose_key)}/"


@cache
def _why_path() -> str:
    return reverse("reminders:why", args=["-"]).removesuffix("-/")


def limit_of(entry: Entry, item: DatedItem, reader: Reader) -> datetime | None:
    """Past this moment the telling is worth nothing; None: what is late stays worth telling."""
    if 0 < entry.step < CHANGED:
        return None
    return steps.too_late(item, reader.clock.zone)


def digest(reader: Reader, lines: list, key: str, now: datetime) -> Draft:
    """All that is due for one person on one day: by project, what is late first."""
    today = local_day(now, reader.clock.zone)
    shown = [_line(entry, item, today) for entry, item in lines]
    shown.sort(key=lambda line: line["order"])
    projects = {}
    for line in shown:
        projects.setdefault(line["project"], []).append(line)
    limits = [limit_of(entry, item, reader) for entry, item in lines]
    return _draft(
        "reminders/digest",
        reader,
        key,
        category=Category.DIGEST,
        not_after=None if None in limits else max(limits),
        subject_line=_digest_subject(shown),
        name=reader.name,
        today=today,
        projects=projects.items(),
        late=sum(line["late"] for line in shown),
    )


def single(reader: Reader, lines: list, key: str, now: datetime) -> Draft:
    """One date in a mail of its own."""
    [(entry, item)] = lines
    line = _line(entry, item, local_day(now, reader.clock.zone))
    return _draft(
        "reminders/single",
        reader,
        key,
        category=category_of(entry.rule),
        subject_key=entry.item_key,
        not_after=limit_of(entry, item, reader),
        subject_line=f"{line['label']}: {line['words']}",
        name=reader.name,
        line=line,
    )


@dataclass(frozen=True, slots=True)
class Reminded:
    """A training of which participants are reminded, with what their letters share."""

    training: Training
    days: list[TrainingDay]
    calendar: list  # its `calendar_entries`
    page: str
    seats: dict[int, Registration] = field(default_factory=dict)  # by person
    letters: dict[tuple[str, int], Letter] = field(default_factory=dict)


def trainings_of(entries: Iterable[Entry]) -> dict[str, Reminded]:
    """By key, for the entries that remind participants."""
    people = [entry for entry in entries if (entry.kind, entry.rule.role) == PARTICIPANT]
    ids = ids_by_model({entry.item_key for entry in people}).get(Training._meta.label_lower, [])
    rows = Training.objects.filter(pk__in=ids).select_related("project", "organiser__organisation")
    found = {row.pk: _reminded(row) for row in rows}
    seats = Registration.objects.active().filter(
        training__in=found, person__in=[entry.person_id for entry in people]
    )
    for seat in seats.only("training", "person", "link_nonce", "calendar_shift"):
        found[seat.training_id].seats[seat.person_id] = seat
    return {key_of(each.training): each for each in found.values()}


def _reminded(training: Training) -> Reminded:
    days = active_days(training)
    page = settings.BASE_URL + training.get_absolute_url()
    return Reminded(training, days, calendar_entries(training, days), page)


def training(about: Reminded, reader: Reader, lines: list, key: str, now: datetime) -> Draft:
    """The reminder of somebody who has a seat: all facts, and the days for their calendar.

    Rendered once per training, language and day; a reader's own are the links and the calendar.
    """
    [(_entry, item)] = lines
    seat = about.seats[reader.pk]
    days = (item.day - local_day(now, about.training.zone)).days
    if (reader.language, days) not in about.letters:
        about.letters[reader.language, days] = _training_letter(about, days, reader.language)
    letter = about.letters[reader.language, days]
    own_page = links.address(seat, "trainings:seat") if seat.link_nonce else ""
    addresses = {
        WHY_HERE: why_link(key),
        LEAVE_HERE: unsubscribe_link(reader.email, Category.TRAINING, reader.language),
        SEAT_HERE: own_page or about.page,
    }
    text, html = letter.text, letter.html
    for place, address in addresses.items():
        text, html = text.replace(place, address), html.replace(place, address)
    return Draft(
        to=reader.email,
        subject=letter.subject,
        text=text,
        html=html,
        language=reader.language,
        category=Category.TRAINING,
        purpose_key=key,
        # Void with the seat, and with each change of the training: its acts withdraw by this key.
        subject_key=key_of(seat),
        not_after=item.moment,
        secret=bool(own_page),
        attachments=calendar_parts(about.calendar, reader, now, seat.calendar_shift),
    )


def _training_letter(about: Reminded, days: int, language: str) -> Letter:
    """With the words of trainings' own letters; the places of a reader's links are marked."""
    training = about.training
    words = {
        "when": in_days(days),
        "training": training.title,
        "day": date_format(training.first_day),
    }
    context = facts_of(training) | {
        "subject_line": capfirst(_("%(when)s: %(training)s, %(day)s") % words),
        "opening": _("The training takes place %(when)s. You have a seat.") % words,
        "state": Registration.State.CONFIRMED,
        "days": about.days,
        "why": _("You get this mail because you have a seat at this training."),
        "why_url": WHY_HERE,
        "unsubscribe_url": LEAVE_HERE,
        "url": SEAT_HERE,
    }
    return compose("trainings/letter", context, language=language)


def invitations_of(entries: Iterable[Entry]) -> dict[str, Invitation]:
    """By key, for the entries that remind invited people."""
    asked = [entry.item_key for entry in entries if (entry.kind, entry.rule.role) == INVITED]
    ids = ids_by_model(asked).get(Invitation._meta.label_lower, [])
    rows = Invitation.objects.filter(pk__in=ids).select_related(
        *("person", "organisation", "training__project", "training__organiser__organisation")
    )
    return {key_of(row): row for row in rows}


def invitation(row: Invitation, reader: Reader, lines: list, key: str, now: datetime) -> Draft:
    """The reminder of somebody who has not answered: the invitation once more, with its link."""
    letter = invitation_letter(
        row,
        row.training,
        "reminded",
        days=active_days(row.training),
        answer_by=row.answer_by,
        url=links.address(row, INVITATION_PAGE),
        why_url=why_link(key),
    )
    return Draft(
        to=reader.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=reader.language,
        category=Category.INVITATION,
        purpose_key=key,
        subject_key=key_of(row),  # void with its answer: the act withdraws by this key
        not_after=row.link_ends,
        secret=True,
    )


def _line(entry: Entry, item: DatedItem, today: date) -> dict:
    """One date as both templates print it."""
    is_late = not item.timed and item.last_day < today
    notes = [entry.rule.role_label]
    if entry.step >= CHANGED:
        notes = [_("New date. %(before)s") % {"before": entry.reason}, *notes]
    return {
        "project": item.project,
        "label": item.label,
        "url": settings.BASE_URL + item.url,
        "when": _when(item),
        "words": _how_soon(item, today),
        "state": item.state,
        "notes": notes,
        "late": is_late,
        "order": (item.project, not is_late, item.day, item.label),
    }


def _when(item: DatedItem) -> str:
    """Thu 30 Sep 2027, or with its hour: Wed 22 Sep 2027, 09:00 (Zagreb)."""
    if not item.timed:
        return date_format(item.day)
    zone = item.zone or "UTC"
    at = time_format(item.moment.astimezone(ZoneInfo(zone)))
    return f"{date_format(item.day)}, {at} ({city(zone)})"


def _how_soon(item: DatedItem, today: date) -> str:
    """due in 3 days, 2 days late; what happens in a place is not due but takes place."""
    return in_days((item.day - today).days) if item.timed else due(item.day, today)


def _digest_subject(shown: list[dict]) -> str:
    """The most urgent one by name, the others by number."""
    first, rest = shown[0], len(shown) - 1
    if not rest:
        return f"{first['label']}: {first['words']}"
    words = ngettext("%(first)s, and %(n)d more date", "%(first)s, and %(n)d more dates", rest)
    return words % {"first": f"{first['label']}: {first['words']}", "n": rest}


def _draft(
    template: str,
    reader: Reader,
    key: str,
    *,
    category: Category,
    not_after: datetime | None,
    subject_key: str = "",
    **context,
) -> Draft:
    context["why"] = _("You get this mail because you answer for what it names.")
    context["why_url"] = why_link(key)
    letter = compose(
        template, context, language=reader.language, to=reader.email, category=category
    )
    return Draft(
        to=reader.email,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        language=reader.language,
        category=category,
        purpose_key=key,
        subject_key=subject_key,
        not_after=not_after,
    )

"""What a letter about a training says: one text for all in the same position.

A letter names nobody, so a move of 2,000 registered people renders it once per language and state.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from outbox.letters import Letter, compose
from trainings.days import Slot
from trainings.emails.words import WORDS
from trainings.models import Training
from trainings.sentences import said


def letter(
    training: Training,
    name: str,
    *,
    state: str,
    language: str,
    days: Iterable = (),
    gone: Iterable = (),
    before: Iterable = (),
    before_zone: str = "",
    changes: Iterable[dict] = (),
    reason: str = "",
    end_reason: str = "",
    offer_ends: datetime | None = None,
    announcement: bool = False,
    own_page: str = "",
) -> Letter:
    """The letter `name` as people in `state` read it.

    `days`, `gone` and `before` are training days or slots, those before in `before_zone` where it
    is another one; `offer_ends` is as clocks show it at the
    place of the training, `end_reason` why the reader's own registration ended. An `announcement`
    is about the training and goes to everybody. `own_page` is the personal link of a reader without
    an account; others find all on the training's page.
    """
    with override(language):
        words = {
            "training": training.title,
            "day": date_format(training.first_day) if training.first_day else _("no date yet"),
        }
        subject, opening = (str(text) % words for text in WORDS[name])
        facts = Facts(
            subject_line=subject,
            opening=opening,
            why=_("You get this mail because you registered for this training."),
            **facts_of(training) | ({"url": own_page} if own_page else {}),
            state=str(state),
            days=_slots(days),
            gone=_slots(gone),
            before=_slots(before),
            before_zone=before_zone or training.zone,
            changes=tuple((str(c["label"]), c["old"], c["new"]) for c in changes),
            reason=reason,
            end_reason=said(end_reason),
            offer_ends=offer_ends,
            announcement=announcement,
        )
    return _written(facts, language)


def in_words(language: str) -> str:
    """The language of a training, which Django's catalogues know by its English name."""
    return _(language) if language else ""


def facts_of(training: Training) -> dict[str, str | bool]:
    """What the template of the letters says of a training itself."""
    path = reverse("trainings:training", args=[training.project.slug, training.slug])
    return {
        "url": settings.BASE_URL + path,
        "title": training.title,
        "acronym": training.project.acronym,
        "organiser": training.organiser.organisation.name,
        "cohosts": training.cohosts,
        "place": training.place,
        "zone": training.zone,
        "is_off": training.is_off,
        "map_url": training.map_url,
        "online_url": training.online_url,
        "spoken": in_words(training.language),
        "contact_name": training.contact_name,
        "contact_email": training.contact_email,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that a letter says, in plain values: letters of equal facts are the same letter."""

    subject_line: str
    opening: str
    why: str
    url: str
    title: str
    acronym: str
    organiser: str
    cohosts: str
    place: str
    zone: str
    is_off: bool
    map_url: str
    online_url: str
    spoken: str
    contact_name: str
    contact_email: str
    state: str
    days: tuple[Slot, ...]
    gone: tuple[Slot, ...]
    before: tuple[Slot, ...]
    before_zone: str
    changes: tuple[tuple[str, str, str], ...]
    reason: str
    end_reason: str
    offer_ends: datetime | None
    announcement: bool


@lru_cache(maxsize=128)
def _written(facts: Facts, language: str) -> Letter:
    """Kept: when registration opens, hundreds get the same letter one after the other."""
    context = {field.name: getattr(facts, field.name) for field in fields(facts)}
    return compose("trainings/letter", context, language=language)


def _slots(days: Iterable) -> tuple[Slot, ...]:
    return tuple(Slot(row.day, row.starts, row.ends) for row in days)

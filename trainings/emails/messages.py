"""What who runs a training writes to its people: their own words, with a few facts filled in.

The letter is made once per language, with its placeholders still in; filling them in for one person
is a replacement in the finished text, so that a message to 2,000 people renders no template 2,000
times.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import key_of
from core.text import full_stop
from outbox.letters import Letter, compose
from outbox.models import Category
from outbox.posting import Draft
from trainings import links
from trainings.models import Invitation, Message, Registration, Training

PLACEHOLDERS = ("name", "organisation", "training", "date", "place", "link")
KNOWN = re.compile(f"{{({'|'.join(PLACEHOLDERS)})}}")
AT_END = re.compile(rf"{KNOWN.pattern}(\.?)")  # perhaps the last of its sentence
PAGES = {Registration: "trainings:seat", Invitation: "trainings:invitation"}


def unfilled(words: str) -> str:
    """What is wrong with the placeholders of a text, in words; empty when nothing is."""
    rest = KNOWN.sub("", words)
    if unknown := re.search(r"\{([^{}]*)\}", rest):
        return _("%(unknown)s is not known here. Write one of %(known)s.") % {
            "unknown": unknown[0][:60],
            "known": ", ".join(f"{{{name}}}" for name in PLACEHOLDERS),
        }
    if lonely := re.search(r"[{}].{0,20}", rest):
        return _("A brace has no partner: “%(part)s”. Braces stand around placeholders only.") % {
            "part": lonely[0]
        }
    return ""


def message_letter(training: Training, *, subject: str, text: str, language: str, by) -> Letter:
    """The letter as people read it in this language, with its placeholders."""
    with override(language):
        context = {
            "subject_line": subject,
            "words": text,
            "title": training.title,
            "acronym": training.project.acronym,
            "sender": str(by),
            "organiser": training.organiser.organisation.name,
            "contact_name": training.contact_name,
            "contact_email": training.contact_email,
            "why": _("You get this mail because of this training."),
        }
    return compose("trainings/message", context, language=language)


def fill_ins(training: Training, row, *, shown: bool = False) -> dict[str, str]:
    """What stands in the places of the placeholders for the person of this row, a registration or
    an invitation. `shown` to somebody else, a personal link is left out: it would let them in."""
    with override(row.person.language):
        if training.first_day is None:
            date = _("no date yet")
        elif training.first_day == training.last_day:
            date = date_format(training.first_day)
        else:
            date = _("%(first)s to %(last)s") % {
                "first": date_format(training.first_day),
                "last": date_format(training.last_day),
            }
        return {
            "name": str(row.person),
            "organisation": row.organisation.name,
            "training": training.title,
            "date": date,
            "place": training.place or _("a place that we tell you later"),
            "link": _link(training, row, shown),
        }


def filled(letter: Letter, values: dict[str, str]) -> Letter:
    """The letter to one person."""
    safe = {name: escape(value) for name, value in values.items()}
    safe["link"] = format_html('<a href="{url}">{url}</a>', url=values["link"])
    return Letter(
        _fill(letter.subject, values), _fill(letter.text, values), _fill(letter.html, safe)
    )


def message_drafts(
    message: Message, training: Training, rows: Iterable, *, now: datetime
) -> Iterator[Draft]:
    """A mail for each of the rows. What is about the training changes nothing in them: they stay
    true when it moves."""
    letters = {}
    for row in rows:
        language = row.person.language
        if language not in letters:
            letters[language] = message_letter(
                training,
                subject=message.subject,
                text=message.text,
                language=language,
                by=message.sent_by,
            )
        written = filled(letters[language], fill_ins(training, row))
        yield Draft(
            to=row.person.email,
            subject=written.subject,
            text=written.text,
            html=written.html,
            language=language,
            category=Category.SERVICE,
            purpose_key=f"{key_of(message)}/{key_of(row)}",
            subject_key=key_of(message),
            secret=bool(row.link_nonce),
            reply_to=training.contact_email,
        )


def _link(training, row, shown) -> str:
    if not row.link_nonce:
        path = reverse("trainings:training", args=[training.project.slug, training.slug])
        return settings.BASE_URL + path
    page = PAGES[type(row)]
    if shown:
        return links.left_out(page)
    return links.address(row, page)


def _fill(words: str, values: dict[str, str]) -> str:
    """In one go: what is filled in is never read as a placeholder."""
    return AT_END.sub(
        lambda found: full_stop(values[found[1]]) if found[2] else values[found[1]], words
    )

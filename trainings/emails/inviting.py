"""Invitations to a training: a mail to each, with the personal link by which it is answered."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.dates import key_of
from outbox.letters import Letter, compose
from outbox.models import Category
from outbox.posting import Draft, write
from trainings import links
from trainings.emails.calendar import active_days
from trainings.emails.letters import facts_of
from trainings.emails.words import INVITATION_WORDS
from trainings.models import Invitation, Training, TrainingDay
from trainings.sentences import said

INVITATION_PAGE = "trainings:invitation"


def invite(invitations: Iterable[Invitation], training: Training, name: str, *, now: datetime):
    """The letter `name` of INVITATION_WORDS to each of them, once for each sending and nudge."""
    invitations = list(invitations)
    days = active_days(training) if invitations else []
    write((_draft(row, training, name, days) for row in invitations), now=now)


def invitation_letter(
    invitation: Invitation,
    training: Training,
    name: str,
    *,
    days: Iterable[TrainingDay],
    answer_by: date,
    url: str,
    **context,
) -> Letter:
    """In the language of the invited person; `url` is where they answer."""
    person = invitation.person
    with override(person.language):
        words = {
            "training": training.title,
            "day": date_format(training.first_day) if training.first_day else _("no date yet"),
            "organiser": training.organiser.organisation.name,
            "organisation": invitation.organisation.name,
            "by": date_format(answer_by),
        }
        subject, opening = (str(text) % words for text in INVITATION_WORDS[name])
        context = (
            facts_of(training)
            | {
                "subject_line": subject,
                "opening": opening,
                "may_come": said(invitation.why),
                "days": days,
                "answer_by": answer_by,
                "url": url,
                "why": _("You get this mail because your organisation may come to this training."),
            }
            | context
        )
    return compose(
        "trainings/invitation",
        context,
        language=person.language,
        to=person.email,
        category=Category.INVITATION,
    )


def _draft(invitation, training, name, days) -> Draft:
    written = invitation_letter(
        invitation,
        training,
        name,
        days=days,
        answer_by=invitation.answer_by,
        url=links.address(invitation, INVITATION_PAGE),
    )
    sending = f"{invitation.link_nonce[:12]}/{invitation.times_nudged}"
    return Draft(
        to=invitation.person.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        language=invitation.person.language,
        category=Category.INVITATION,
        purpose_key=f"{key_of(invitation)}/{sending}",
        subject_key=key_of(invitation),
        also_about=[key_of(training)],
        not_after=invitation.link_ends,
        secret=True,
    )

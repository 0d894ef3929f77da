"""What the invited who have not answered read when the training changes: one mail, no calendar."""

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
from trainings.emails.inviting import INVITATION_PAGE
from trainings.emails.letters import facts_of
from trainings.emails.words import ASKED_WORDS
from trainings.models import Invitation, Training


def tell_asked(
    invitations: Iterable[Invitation],
    training: Training,
    name: str,
    *,
    now: datetime,
    asks: bool = False,
    **context,
) -> None:
    """The letter `name` of ASKED_WORDS to each of them, once for each change of the training.

    With `asks` it asks for an answer, by the link that the invitation had.
    """
    invitations = list(invitations)
    if not invitations:
        return
    drafts = []
    for row in invitations:
        to_answer = {}
        if asks:
            url = links.address(row, INVITATION_PAGE)
            to_answer = {"answer_by": row.answer_by, "url": url}
        person = row.person
        written = asked_letter(
            training, name, language=person.language, to=person.email, **to_answer, **context
        )
        drafts.append(
            Draft(
                to=person.email,
                subject=written.subject,
                text=written.text,
                html=written.html,
                language=person.language,
                category=Category.INVITATION,
                purpose_key=f"{key_of(training)}/{training.sequence}/{key_of(row)}/{name}",
                subject_key=key_of(row),
                also_about=[key_of(training)],
                not_after=row.link_ends if asks else None,
                secret=asks,
            )
        )
    write(drafts, now=now)


def asked_letter(
    training: Training,
    name: str,
    *,
    language: str,
    days: Iterable = (),
    gone: Iterable = (),
    before: Iterable = (),
    changes: Iterable[dict] = (),
    into: Training | None = None,
    reason: str = "",
    answer_by: date | None = None,
    url: str = "",
    to: str = "",
) -> Letter:
    """The letter `name` as it is read in this language: it names neither person nor organisation.

    `url` is where one answers by the day `answer_by`, `into` the training into which this one is
    merged. Without `to` it lacks the address by which its reader unsubscribes.
    """
    with override(language):
        words = {
            "training": training.title,
            "day": date_format(training.first_day) if training.first_day else _("no date yet"),
            "into": into and into.title,
            "into_day": into and date_format(into.first_day),
        }
        subject, opening = (str(text) % words for text in ASKED_WORDS[name])
        context = facts_of(training) | {
            "subject_line": subject,
            "opening": opening,
            "days": days,
            "gone": gone,
            "before": before,
            "changes": [(str(each["label"]), each["old"], each["new"]) for each in changes],
            "reason": reason,
            "answer_by": answer_by,
            "url": url,
            "why": _("You get this mail because your organisation may come to this training."),
        }
    category = Category.INVITATION if to else ""
    return compose("trainings/invitation", context, language=language, to=to, category=category)

"""The one mail about two trainings that became one: what ended, and what there is instead."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.dates import key_of
from outbox.letters import Letter
from outbox.models import Category
from outbox.posting import Draft, write
from trainings import links
from trainings.emails.calendar import active_days, calendar_entries, calendar_parts
from trainings.emails.letters import letter
from trainings.emails.telling import SEAT_PAGE, on_the_wall
from trainings.models import Registration, Training, TrainingDay

State = Registration.State
MERGED_NAMES = {
    State.CONFIRMED: "merged",
    State.WAITING: "merged_waiting",
    State.APPLIED: "merged_applied",
}


def tell_merged(
    moves: Iterable, training: Training, into: Training, *, reason: str, now: datetime
) -> int:
    """One mail to each of those who came along (`merging.Move`); returns how many.

    Who had a seat gets the end of the old days for their calendar, who has one now the new days.
    """
    gone, days = active_days(training), active_days(into)
    ended, held = calendar_entries(training, (), gone), calendar_entries(into, days, ())
    letters, drafts = {}, []
    for move in moves:
        own, person = move.entered, move.entered.person
        own_page = links.address(own, SEAT_PAGE) if own.link_nonce else ""
        position = (person.language, move.name, own.state, own.offered_until, own_page)
        if position not in letters:
            letters[position] = merged_letter(
                training,
                into,
                move.name,
                state=own.state,
                language=person.language,
                gone=gone,
                days=days,
                reason=reason,
                offer_ends=on_the_wall(own.offered_until, into.zone),
                own_page=own_page,
            )
        written = letters[position]
        calendar = []
        if move.before == State.CONFIRMED:
            calendar += calendar_parts(ended, person, now, move.ended.calendar_shift)
        if own.state == State.CONFIRMED:
            calendar += calendar_parts(held, person, now, own.calendar_shift)
        drafts.append(
            Draft(
                to=person.email,
                subject=written.subject,
                text=written.text,
                html=written.html,
                language=person.language,
                category=Category.SERVICE,
                purpose_key=f"{key_of(move.ended)}/merged",
                subject_key=key_of(own),
                not_after=into.starts_at,
                secret=bool(own_page),
                attachments=calendar,
            )
        )
    write(drafts, now=now)
    return len(drafts)


def merged_letter(
    training: Training,
    into: Training,
    name: str,
    *,
    gone: Iterable[TrainingDay],
    **context,
) -> Letter:
    """The letter about `into`, with what the other training had: its name, its place, its days."""
    changes = [{"label": _("training"), "old": training.title, "new": into.title}]
    if training.place and training.place != into.place:
        changes.append({"label": _("place"), "old": training.place, "new": into.place})
    given = {"before": gone, "before_zone": training.zone, "changes": changes}
    return letter(into, name, **given, **context)

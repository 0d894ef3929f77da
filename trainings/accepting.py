"""Answering an invitation by its personal link: I come, a colleague comes, nobody can come.

The link works until it is answered, taken back, sent anew or its day is over; then, and for what
never was a link, the answer is the same DeadLink.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext_lazy as _  # lazy: rows keep them in English

from core.clock import local_day
from core.dates import key_of
from core.history import record
from outbox.posting import withdraw as withdraw_mail_about
from trainings import answering, eligibility, links, nominating, registration
from trainings.models import Invitation, Question, Registration, Training

State = Invitation.State
RELATED = (
    *("person", "organisation", "training__programme", "training__project"),
    "training__organiser__organisation",
)


def find(*, token: str, now: datetime) -> Invitation:
    """The invitation that this link answers now, and whether its training `asks` questions of
    whoever comes; raises links.DeadLink. Changes nothing."""
    asked = Question.objects.asked_there("training", "training__programme")
    rows = Invitation.objects.unanswered().select_related(*RELATED).annotate(asks=Exists(asked))
    return links.find(rows, token, now=now)


@transaction.atomic
def accept(*, token: str, now: datetime, told: answering.Told | None = None) -> Registration:
    """The invited person comes: registered for the organisation that was invited, with what they
    say of themselves.

    Raises links.DeadLink, and ValidationError when they are registered already, registration is
    not open, or an answer is missing that is needed.
    """
    invitation = _held(token, now)
    registered = _register(invitation, now, told)
    _answer(invitation, State.ACCEPTED, _("Comes"), now=now)
    return registered


@transaction.atomic
def send_colleagues(
    *,
    token: str,
    colleagues: Iterable[nominating.Colleague],
    comes_too: bool = False,
    told: answering.Told | None = None,
    now: datetime,
) -> list[nominating.Outcome]:
    """Others come in the place of the invited person, or with them; each gets an answer of their
    own. Who comes too is registered first, with what they say of themselves; the others are asked
    on their own pages.

    Raises ValidationError when none of them can: then nothing is written and the link still works.
    """
    invitation = _held(token, now)
    registered = [_register(invitation, now, told)] if comes_too else []
    outcomes = nominating.nominate(
        training=invitation.training,
        organisation=invitation.organisation,
        colleagues=colleagues,
        by=invitation.person,
        now=now,
    )
    nominating.refuse_if_all_refused(outcomes)
    words = _("Comes with colleagues") if comes_too else _("Sends colleagues")
    _answer(invitation, State.ACCEPTED, words, now=now)
    own = [nominating.Outcome(str(invitation.person), row) for row in registered]
    return own + outcomes


@transaction.atomic
def decline(*, token: str, words: str = "", now: datetime) -> Invitation:
    """Nobody can come; `words` are for the organiser."""
    invitation = _held(token, now)
    invitation.answer = words[:500]
    _answer(invitation, State.DECLINED, _("Nobody can come"), "answer", now=now)
    return invitation


def _held(token: str, now: datetime) -> Invitation:
    """Found again under the lock of its training: of two answers the first one counts."""
    Training.objects.locked(find(token=token, now=now).training_id)
    return find(token=token, now=now)


def _register(invitation, now, told) -> Registration:
    """Whoever is invited, for the organisation that was invited."""
    verdict = eligibility.check_organisation(
        programme=invitation.training.programme,
        organisation=invitation.organisation,
        today=local_day(now, invitation.training.zone),
    )
    return registration.register(
        training=invitation.training,
        person=invitation.person,
        by=invitation.person,
        now=now,
        verdict=verdict,
        told=told,
    )


def _answer(invitation, state, reason, *fields, now) -> None:
    invitation.state, invitation.answered_at = state, now
    columns = links.end(invitation)
    record(invitation, reason, "state", "answered_at", *fields, *columns, by=invitation.person)
    withdraw_mail_about(subject_key=key_of(invitation), reason=_("The invitation was answered."))

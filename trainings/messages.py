"""Writing to the people of a training: whom, what, and how it went."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import key_of
from outbox.models import Mail
from outbox.posting import write
from trainings import emails
from trainings.models import Invitation, Message, Registration, Training

State = Registration.State
SAME_WITHIN = timedelta(minutes=10)  # a press that was repeated, or went back and forth


class To(models.TextChoices):
    """Whom a message goes to; several may be chosen, and each person gets one mail."""

    CONFIRMED = "confirmed", gettext_lazy("with a seat")
    OFFERED = "offered", gettext_lazy("with an offer to answer")
    WAITING = "waiting", gettext_lazy("on the waiting list")
    APPLIED = "applied", gettext_lazy("applied, not answered yet")
    INVITED = "invited", gettext_lazy("invited, without an answer")
    ENDED = "ended", gettext_lazy("no longer registered")
    THERE = "there", gettext_lazy("who was there")
    NOT_THERE = "not_there", gettext_lazy("who was not there")


AS_THEY_STAND = (To.CONFIRMED, To.OFFERED, To.WAITING, To.APPLIED)
OF_ATTENDANCE = (To.THERE, To.NOT_THERE)


def recipients(training, states: Iterable[str]) -> list[Registration | Invitation]:
    """The row by which each person gets the message, in the order of their names: one for each
    person, their registration before an invitation."""
    states = set(states)
    rows = training.registrations.select_related("person", "organisation")
    seated = rows.filter(state=State.CONFIRMED)
    found = list(rows.filter(state__in=states.intersection(AS_THEY_STAND)))
    if To.THERE in states:
        found += seated.came()
    if To.NOT_THERE in states:
        found += seated.stayed_away()
    if states & {To.ENDED, To.INVITED}:
        active = set(training.registrations.active().values_list("person", flat=True))
        apart = []
        if To.ENDED in states:
            apart += rows.ended().order_by("-pk")
        if To.INVITED in states:
            apart += training.invitations.unanswered().select_related("person", "organisation")
        found += [row for row in apart if row.person_id not in active]
    by_person = {}
    for row in found:
        by_person.setdefault(row.person_id, row)
    return sorted(by_person.values(), key=lambda row: (row.person.name.casefold(), row.person_id))


def choices(training, *, begun: bool) -> list[tuple[str, str]]:
    """Whom one can write to, with how many they are; `begun`: somebody may have been there."""
    active = training.registrations.active()
    not_active = {"person__in": active.values("person")}
    counts = dict(active.order_by().values_list("state").annotate(count=Count("pk")))
    counts[To.INVITED] = training.invitations.unanswered().exclude(**not_active).count()
    ended = training.registrations.ended().exclude(**not_active)
    counts[To.ENDED] = ended.aggregate(count=Count("person", distinct=True))["count"]
    offered = [*AS_THEY_STAND, To.INVITED, To.ENDED]
    if begun:
        offered += OF_ATTENDANCE
        seated = training.registrations.filter(state=State.CONFIRMED)
        counts[To.THERE] = seated.came().count()
        counts[To.NOT_THERE] = seated.stayed_away().count()
    words = _("%(whom)s (%(count)d)")
    return [(to.value, words % {"whom": to.label, "count": counts.get(to, 0)}) for to in offered]


def in_words(states: Iterable[str]) -> str:
    """To whom, for a list."""
    return ", ".join(str(To(state).label) for state in states if state in To.values)


def refuse_unfilled(subject: str, text: str) -> None:
    """Raises ValidationError, at the field, for a placeholder that nobody can fill in."""
    errors = {"subject": emails.unfilled(subject), "text": emails.unfilled(text)}
    if "{link}" in subject:
        errors["subject"] = _("A link belongs into the text, not into the subject.")
    if errors := {field: said for field, said in errors.items() if said}:
        raise ValidationError(errors)


@transaction.atomic
def send(*, training, subject: str, text: str, states, by, now: datetime) -> Message:
    """A mail to each person in one of the states, and the message in the training's log.

    The same words to the same states within minutes are the same message: nobody gets it twice.
    Raises ValidationError, at `states` when nobody is in them.
    """
    training = Training.objects.locked(training.pk)
    refuse_unfilled(subject, text)
    states = [to.value for to in To if to in states]
    for before in training.messages.filter(sent_at__gt=now - SAME_WITHIN):
        if (before.subject, before.text, before.states) == (subject, text, states):
            return before
    rows = recipients(training, states)
    if not rows:
        raise ValidationError({"states": _("Nobody is in these states now.")})
    message = Message(
        training=training,
        subject=subject,
        text=text,
        states=states,
        told=len(rows),
        sent_at=now,
        sent_by=by,
    )
    message.full_clean()
    message.save()
    write(emails.message_drafts(message, training, rows, now=now), now=now)
    return message


def how_it_went(messages: Iterable[Message]) -> dict[int, dict[str, int]]:
    """{message: {state of a mail: how many}}, in one statement."""
    of_key = {key_of(message): message.pk for message in messages}
    found = {pk: {} for pk in of_key.values()}
    mails = Mail.objects.filter(subject_key__in=of_key).order_by()
    for key, state, count in mails.values_list("subject_key", "state").annotate(n=Count("pk")):
        found[of_key[key]][state] = count
    return found


def mails_of(message: Message):
    """Its mails, those that failed first."""
    failed_first = models.Case(models.When(state="failed", then=0), default=1)
    return Mail.objects.filter(subject_key=key_of(message)).order_by(failed_first, "to", "pk")

"""Inviting people to a training: prepared, looked at, sent, nudged, taken back.

Each act locks the training's row first, as registration does, so of two presses one finds the work
done. Mail goes out once for each sending; an invitation that has lost its sense meanwhile is taken
back with the reason instead.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.clock import local_day, wall_moment
from core.dates import key_of
from core.history import record
from core.languages import kept
from outbox.posting import withdraw as withdraw_mail_about
from partners.models import Organisation, Person
from trainings import eligibility, emails, gap, links
from trainings.models import Invitation, Training

State = Invitation.State
NUDGE_AFTER = timedelta(days=3)  # since it was sent or nudged last
ANSWER_IN = 14  # days, where nobody chose a day


@dataclass(slots=True)
class Outcome:
    """The invitations that an act changed, and the sentences on those that it left out."""

    done: list[Invitation] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


@transaction.atomic
def prepare(*, training, chosen: Iterable[tuple[int, int]], by, now: datetime) -> Outcome:
    """Invitations to look at before they are sent; `chosen` are (organisation, person) as ids.

    Who is no longer missing, already invited or already registered is left out with the reason.
    """
    training = _hold(training, now)
    today = local_day(now, training.zone)
    wanted = {}
    for organisation, person in chosen:
        wanted.setdefault(organisation, set()).add(person)
    rows = [row for row in gap.missing(training, today) if row.organisation.pk in wanted]
    gap.fill(rows, training, today)
    outcome = Outcome()
    filled = set(wanted) - {row.organisation.pk for row in rows}
    for name in Organisation.objects.filter(pk__in=filled).values_list("short_name", flat=True):
        words = _("%(organisation)s has somebody registered meanwhile, or may no longer come.")
        outcome.left_out.append(words % {"organisation": name})
    pairs = [
        (row, person)
        for row in rows
        for person in row.people
        if person.pk in wanted[row.organisation.pk]
    ]
    busy = _busy(training, [person for _row, person in pairs])
    for row, person in pairs:
        if person.pk in busy:
            outcome.left_out.append(busy[person.pk] % {"person": person})
            continue
        busy[person.pk] = _("%(person)s is already invited.")
        outcome.done.append(_prepare(training, row.organisation, person, row.why, by, now))
    return outcome


@transaction.atomic
def prepare_somebody(
    *, training, organisation: Organisation, name: str, email: str, by, now: datetime
) -> Invitation:
    """The same for one person by name and address, whom the organisation need not name.

    Raises ValidationError at `email` for who is invited or registered, at `organisation` for one
    that may not come.
    """
    training = _hold(training, now)
    person = person_at(name=name, email=email, zone=training.zone, language=by.language, by=by)
    if person.account == Person.Account.CLOSED:
        raise ValidationError({"email": _("This address cannot be invited.")})
    verdict = eligibility.check_organisation(
        programme=training.programme,
        organisation=organisation,
        today=local_day(now, training.zone),
    )
    if not verdict.eligible:
        raise ValidationError({"organisation": verdict.why})
    if reason := _busy(training, [person]).get(person.pk):
        raise ValidationError({"email": reason % {"person": person}})
    return _prepare(training, organisation, person, verdict.why, by, now)


@transaction.atomic
def ask(*, training, organisation, person, why: str, by, now: datetime) -> None:
    """Invite at once whom a colleague named.

    Who is invited or registered already is left alone, and so is who has closed their account.
    """
    training = _hold(training, now)
    closed = person.account == Person.Account.CLOSED
    if not closed and person.pk not in _busy(training, [person]):
        invitation = _prepare(training, organisation, person, why, by, now)
        _send([invitation], training, default_answer_by(training, now), by=by, now=now)


@transaction.atomic
def change(*, invitation, person: Person, by, now: datetime) -> Invitation:
    """Ask somebody else of the same organisation instead; for what was not sent."""
    training = _hold(invitation.training, now)
    invitation = _reread(invitation, State.PREPARED)
    if person.pk == invitation.person_id:
        return invitation
    if reason := _busy(training, [person]).get(person.pk):
        raise ValidationError({"person": reason % {"person": person}})
    invitation.person = person
    record(invitation, "", "person", by=by)
    return invitation


@transaction.atomic
def send(
    *, training, answer_by: date, by, now: datetime, invitations: Iterable[int] | None = None
) -> Outcome:
    """Mail the prepared invitations, or those of these ids: one mail each, with a personal link.

    Raises ValidationError at `answer_by` for a day on which nobody could answer any more, and when
    registration is not open.
    """
    training = _hold(training, now)
    _refuse_unless_open(training, now)
    check_answer_by(training, answer_by, now)
    rows = training.invitations.prepared().select_related("person", "organisation").order_by("pk")
    if invitations is not None:
        rows = rows.filter(pk__in=list(invitations))
    rows = list(rows)
    outcome = Outcome()
    registered = _registered(training, [row.person_id for row in rows])
    entitled = gap.entitled_ids(training.programme, local_day(now, training.zone))
    for row in rows:
        if row.person_id in registered:
            reason = _("%(person)s is already registered.") % {"person": row.person}
        elif row.organisation_id not in entitled:
            reason = _("%(organisation)s may no longer come.") % {"organisation": row.organisation}
        else:
            outcome.done.append(row)
            continue
        _take_back(row, reason, by=by)
        outcome.left_out.append(reason)
    _send(outcome.done, training, answer_by, by=by, now=now)
    return outcome


@transaction.atomic
def nudge(*, training, by, now: datetime, invitations: Iterable[int] | None = None) -> Outcome:
    """The same invitation with the same link once more, to who has not answered it.

    At most once in three days; who is registered meanwhile is not asked again.
    """
    training = _hold(training, now)
    _refuse_unless_open(training, now)
    rows = training.invitations.answerable(now)
    rows = rows.select_related("person", "organisation").order_by("pk")
    if invitations is not None:
        rows = rows.filter(pk__in=list(invitations))
    rows = list(rows)
    outcome = Outcome()
    registered = _registered(training, [row.person_id for row in rows])
    for row in rows:
        words = {"person": row.person}
        if row.person_id in registered:
            reason = _("%(person)s is already registered.") % words
            _take_back(row, reason, by=by)
            outcome.left_out.append(reason)
        elif not may_be_nudged(row, now):
            wait = _("%(person)s had a mail less than 3 days ago.") % words
            outcome.left_out.append(wait)
        else:
            row.nudged_at, row.times_nudged = now, row.times_nudged + 1
            record(row, _("Nudged"), "nudged_at", "times_nudged", by=by)
            outcome.done.append(row)
    emails.invite(outcome.done, training, "nudged", now=now)
    return outcome


@transaction.atomic
def nudge_one(*, invitation, by, now: datetime) -> Invitation:
    """The same for one; raises ValidationError when it may not be nudged."""
    given = {"training": invitation.training, "invitations": [invitation.pk]}
    outcome = nudge(**given, by=by, now=now)
    if not outcome.done:
        reasons = outcome.left_out or [_("This invitation does not wait for an answer.")]
        raise ValidationError(reasons)
    return outcome.done[0]


@transaction.atomic
def resend(*, invitation, answer_by: date, by, now: datetime) -> Invitation:
    """A new link and a new day for what was not answered; the link before ends."""
    training = _hold(invitation.training, now)
    _refuse_unless_open(training, now)
    check_answer_by(training, answer_by, now)
    invitation = _reread(invitation, State.SENT)
    if _registered(training, [invitation.person_id]):
        raise ValidationError(
            _("%(person)s is already registered.") % {"person": invitation.person}
        )
    withdraw_mail_about(subject_key=key_of(invitation), reason=_("A newer invitation was sent."))
    _send([invitation], training, answer_by, by=by, now=now, reason=_("Sent again, new link"))
    return invitation


@transaction.atomic
def revoke(*, invitation, by, now: datetime, reason: str = "") -> Invitation:
    """Take back what is prepared or not answered: its link ends at once."""
    Training.objects.locked(invitation.training_id)
    invitation = _reread(invitation, State.PREPARED, State.SENT)
    _take_back(invitation, reason, by=by)
    return invitation


def person_at(*, name: str, email: str, zone: str, language: str, by) -> Person:
    """Whoever has this address, in whatever spelling; else a new person without an account.

    The name of somebody known is theirs and stays.
    """
    known = Person.objects.filter(email=email).first()
    if known:
        return known
    person = Person(name=name, email=email, zone=zone, language=language)
    person.set_unusable_password()
    person.clean_fields()
    known = Person.objects.filter(email=person.email)
    if not known.exists():
        try:
            with transaction.atomic():
                record(person, _("Named for a training"), by=by)
        except IntegrityError:  # named for another training, whose row we do not hold
            pass
    return known.get()


def may_be_nudged(invitation: Invitation, now: datetime) -> bool:
    """Unanswered, its link still works, and its last mail is old enough."""
    if invitation.state != State.SENT or invitation.link_ends <= now:
        return False
    return (invitation.nudged_at or invitation.sent_at) <= now - NUDGE_AFTER


def default_answer_by(training: Training, now: datetime, given: date | None = None) -> date:
    """Two weeks from now, or the day `given` before where that is later; and a day before
    registration ends at the latest."""
    today = local_day(now, training.zone)
    day = max(today + timedelta(days=ANSWER_IN), given or today)
    if training.registration_ends:
        last = local_day(training.registration_ends, training.zone) - timedelta(days=1)
        day = max(min(day, last), today)
    return day


def link_end(training: Training, answer_by: date) -> datetime:
    """The end of that day, or the start of the training."""
    ends = wall_moment(answer_by + timedelta(days=1), zone=training.zone)
    return min(ends, training.starts_at) if training.starts_at else ends


def check_answer_by(training: Training, answer_by: date, now: datetime) -> None:
    """Raises ValidationError for a day that is over, or on which registration has ended."""
    if answer_by < local_day(now, training.zone):
        raise ValidationError({"answer_by": _("This day is over.")})
    ends = training.registration_ends
    if ends and answer_by > local_day(ends, training.zone):
        raise ValidationError({"answer_by": _("Registration has ended by then.")})


def _hold(training, now) -> Training:
    training = Training.objects.locked(training.pk)
    training.refuse_unless(*Training.AHEAD)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    return training


def _refuse_unless_open(training, now) -> None:
    if not training.takes_registrations(now):
        raise ValidationError(
            _("Open registration first: who is invited could not say yes."), code="closed"
        )


def _reread(invitation, *states) -> Invitation:
    rows = Invitation.objects.select_related("person", "organisation")
    invitation = rows.get(pk=invitation.pk)
    if invitation.state not in states:
        raise ValidationError(
            _("This invitation is %(state)s: this cannot be done now.")
            % {"state": invitation.get_state_display()},
            code="state",
        )
    return invitation


def _busy(training, people) -> dict[int, str]:
    """{person: why they cannot be invited}, each to be filled with `person`."""
    found = dict.fromkeys(
        _registered(training, [person.pk for person in people]),
        _("%(person)s is already registered."),
    )
    standing = training.invitations.standing().filter(person__in=people)
    for pk in standing.values_list("person", flat=True):
        found.setdefault(pk, _("%(person)s is already invited."))
    return found


def _registered(training, people) -> set[int]:
    active = training.registrations.active().filter(person__in=people)
    return set(active.values_list("person", flat=True))


def _prepare(training, organisation, person, why, by, now) -> Invitation:
    invitation = Invitation(
        training=training,
        organisation=organisation,
        person=person,
        why=kept(why)[:300],
        prepared_at=now,
        prepared_by=by,
    )
    record(invitation, "", by=by)
    return invitation


def _send(rows, training, answer_by, *, by, now, reason="") -> None:
    """A new link for each, which works until the end of that day, and the mail that carries it."""
    ends = link_end(training, answer_by)
    for row in rows:
        row.state, row.answer_by, row.sent_at = State.SENT, answer_by, now
        row.nudged_at, row.times_nudged = None, 0
        columns = links.give(row, ends=ends)
        record(
            row,
            reason,
            *("state", "answer_by", "sent_at", "nudged_at", "times_nudged"),
            *columns,
            by=by,
        )
    emails.invite(rows, training, "invited", now=now)


def _take_back(invitation, reason, *, by) -> None:
    invitation.state = State.REVOKED
    columns = links.end(invitation)
    record(invitation, reason, "state", *columns, by=by)
    withdraw_mail_about(subject_key=key_of(invitation), reason=_("The invitation was taken back."))

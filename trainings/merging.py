"""Merging a training into another: one room, with the people of both.

Both rows are held, the lower id first, so that two merges that cross cannot wait for each other.
Acts on one training lock that one alone. Who had a seat comes first, then the line, then who has
applied; a seat is given while there is one, and nobody passes who waits there already.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core.dates import key_of
from core.history import record
from outbox.posting import withdraw as withdraw_mail_about
from trainings import emails, links, seats
from trainings.models import Consent, Invitation, Registration, SpecialNeeds, Training

State = Registration.State
MERGED_INTO = gettext_noop("Merged into %(training)s")
ENDED_SO = MERGED_INTO.partition("%")[0]  # how the reason begins that such registrations keep
TOOK_IN = Exists(Training.objects.filter(merged_into=OuterRef("pk")))  # asked of a training
FIRST = [State.CONFIRMED, State.OFFERED, State.WAITING, State.APPLIED]


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one registration. `twice`: the person was registered for both trainings."""

    ended: Registration
    before: str  # the state in which it was
    entered: Registration
    twice: bool

    @property
    def name(self) -> str:
        """Which letter tells of it."""
        return "merged_twice" if self.twice else emails.MERGED_NAMES[self.entered.state]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What merging will do: how many get a seat, wait, have applied, are there already; and the
    invitations that wait for an answer."""

    seats: int
    line: int
    applied: int
    twice: int
    invitations: int
    # (letter, state, language) of each mail: how many get it
    letters: Counter = field(default_factory=Counter, compare=False)


@transaction.atomic
def merge(
    *, training, into, by, reason: str, now: datetime, sequence: int | None = None
) -> Training:
    """The training ends as merged, and everybody registered goes on to the other one.

    They get one mail with old and new facts. Invitations that wait for an answer become prepared
    ones there, to be looked at and sent again; who has one reads that it need not be answered.
    Raises ValidationError at `into` for a training that cannot take them, at `reason` when nobody
    says why.
    """
    training, into = _lock_both(training, into, sequence)
    if training.has_begun(now):
        raise ValidationError(_("This training has begun."), code="closed")
    _refuse_unless_it_takes(training, into, now)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: everybody registered reads it.")})
    rows = _in_order(training)
    before = {row.pk: row.state for row in rows}
    told = set(training.invitations.unanswered().to_tell().values_list("pk", flat=True))
    there = set(into.registrations.active().values_list("person", flat=True))

    training.state, training.merged_into = Training.State.MERGED, into
    training.registration_switch = False
    training.sequence += 1
    record(training, reason, "state", "merged_into", "registration_switch", "sequence", by=by)
    withdraw_mail_about(subject_key=key_of(training), reason=_("The training has changed since."))
    words = _(MERGED_INTO) % {"training": into}
    pairs = carry_over(rows, training, into, by=by, reason=words, now=now)
    moves = [
        Move(ended, before[ended.pk], entered, twice=ended.person_id in there)
        for ended, entered in pairs
    ]
    _carry_what_was_said(moves)
    invited = _carry_invitations(training, into, by=by, reason=words)
    told = [row for row in invited if row.pk in told]
    gone = emails.active_days(training) if told else ()
    emails.tell_asked(told, training, "merged", into=into, gone=gone, reason=reason, now=now)
    emails.tell_merged(moves, training, into, reason=reason, now=now)
    return training


def targets(training: Training, now: datetime):
    """The trainings into which it can be merged: of its programme, fixed and not begun."""
    others = Training.objects.fixed().filter(programme=training.programme_id, starts_at__gt=now)
    return others.exclude(pk=training.pk).order_by("first_day", "pk")


def merged_here(into: Training) -> list[Training]:
    """The trainings that were merged into this one; each says when (`merged_at`) and how many were
    registered for it then (`came`). One statement."""
    began = Training.history.filter(id=OuterRef("pk"), state=Training.State.MERGED)
    rows = Training.objects.filter(merged_into=into).select_related("project")
    rows = rows.annotate(
        came=Count("registrations", filter=Q(registrations__end_reason__startswith=ENDED_SO)),
        merged_at=Subquery(began.order_by("history_id").values("history_date")[:1]),
    )
    return list(rows.order_by("merged_at", "pk"))


def came_from(into: Training, people: Iterable[int]) -> dict[tuple[int, datetime], str]:
    """For who came along from a training merged into this one, its title, by person and moment of
    registration: that moment came along too. One statement."""
    ended = Registration.objects.filter(
        training__merged_into=into, person__in=people, end_reason__startswith=ENDED_SO
    )
    rows = ended.order_by("pk").values_list("person", "registered_at", "training__title")
    return {(person, moment): title for person, moment, title in rows}


def foresee(training: Training, into: Training) -> Outcome:
    """What `merge` would do now."""
    there = dict(into.registrations.active().values_list("person", "state"))
    found, letters, free = Counter(), Counter(), into.seats_free
    for row in _in_order(training):
        if row.person_id in there:
            found["twice"] += 1
            letters["merged_twice", there[row.person_id], row.person.language] += 1
            continue
        state = state_in(row, into, free)
        free -= state == State.CONFIRMED
        found[state] += 1
        letters[emails.MERGED_NAMES[state], state, row.person.language] += 1
    return Outcome(
        seats=found[State.CONFIRMED],
        line=found[State.WAITING],
        applied=found[State.APPLIED],
        twice=found["twice"],
        invitations=training.invitations.filter(state__in=Invitation.STANDING).count(),
        letters=letters,
    )


def carry_over(
    rows: Iterable[Registration], training: Training, into: Training, *, by, reason: str, now
) -> list[tuple[Registration, Registration]]:
    """End these registrations and enter their people, in this order, into another training.

    Both trainings are locked, of one programme: why somebody may come, whether they count, and
    since when they are registered come along. Who is there already keeps that registration, and
    nobody passes who waits there. Returns (ended, the one in `into`) of each; mails are the
    caller's.
    """
    seats.fill_seats(into, now=now)
    rows = list(rows)
    people = [row.person_id for row in rows]
    there, shifts = {}, {}
    known = into.registrations.filter(person__in=people).select_related("person", "organisation")
    for row in known.order_by("pk"):
        shifts[row.person_id] = max(shifts.get(row.person_id, 0), row.calendar_shift + 1)
        if row.is_active:
            there[row.person_id] = row
    pairs = []
    for row in rows:
        entered = there.get(row.person_id)
        if entered is None:
            entered = _carried(row, into)
            entered.calendar_shift = shifts.get(row.person_id, 0)
            if row.link_nonce:
                links.give(entered, ends=now + seats.LINK_HOLDS)
            record(entered, reason, by=by)
            if entered.state == State.CONFIRMED:
                seats.take_seat(into, entered)
        seats.close(row, training, State.WITHDRAWN, reason, by=by, now=now, keeps_needs=True)
        pairs.append((row, entered))
    seats.keep_count(into)
    seats.count(training)
    seats.keep_count(training)
    return pairs


def state_in(registration: Registration, training: Training, free: int) -> str:
    """What somebody registered elsewhere gets in this training while so many seats are free.

    Who was taken there is taken here too; who only applied is approved here where all are.
    """
    if registration.state == State.APPLIED and training.needs_approval:
        return State.APPLIED
    return State.CONFIRMED if free > 0 else State.WAITING


def _carried(registration, into) -> Registration:
    """Not saved."""
    kept = ("person", "organisation", "why", "counts", "registered_at", "registered_by_id")
    return Registration(
        training=into,
        state=state_in(registration, into, into.seats_free),
        **{name: getattr(registration, name) for name in kept},
    )


def _lock_both(training, into, sequence) -> tuple[Training, Training]:
    """Both re-read and held; refused when the first is over or has changed since it was seen."""
    held = {pk: Training.objects.locked(pk) for pk in sorted({training.pk, into.pk})}
    training, into = held[training.pk], held[into.pk]
    training.refuse_unless(*Training.AHEAD)
    if sequence is not None and sequence != training.sequence:
        raise ValidationError(
            _("Somebody has changed this training since you opened the page. Look at it again."),
            code="stale",
        )
    return training, into


def _refuse_unless_it_takes(training, into, now) -> None:
    refusal = ""
    if into.pk == training.pk:
        refusal = _("A training cannot be merged into itself.")
    elif into.programme_id != training.programme_id:
        refusal = _("This is another programme's training.")
    elif into.state not in Training.FIXED:
        refusal = _("%(training)s is %(state)s: choose one whose days are fixed.")
    elif into.has_begun(now):
        refusal = _("%(training)s has begun: choose one that is still ahead.")
    if refusal:
        words = {"training": into, "state": into.get_state_display()}
        raise ValidationError({"into": refusal % words})


def _in_order(training) -> list[Registration]:
    """Who comes along: seats first, then the line, then who has applied."""
    rows = training.registrations.active().select_related("person", "organisation")
    return sorted(rows, key=lambda row: (FIRST.index(row.state), row.pk))


def _carry_what_was_said(moves) -> None:
    """Food, access and standing consents follow their person, for the purpose is the same.

    Where the other registration has its own, that holds: food and access told for the merged
    training are deleted, a consent stays there as proof.
    """
    entered = {move.ended.pk: move.entered for move in moves}
    theirs = [row.pk for row in entered.values()]
    told = set(SpecialNeeds.objects.filter(registration__in=theirs).values_list("registration"))
    for needs in SpecialNeeds.objects.filter(registration__in=entered):
        other = entered[needs.registration_id]
        if (other.pk,) in told:
            needs.delete()
        else:
            needs.registration = other
            needs.save(update_fields=["registration"])
    given = set(
        Consent.objects.filter(registration__in=theirs, withdrawn_at=None).values_list(
            "registration", "purpose"
        )
    )
    for consent in Consent.objects.filter(registration__in=entered, withdrawn_at=None):
        other = entered[consent.registration_id]
        if (other.pk, consent.purpose) not in given:
            consent.registration = other
            consent.save(update_fields=["registration"])


def _carry_invitations(training, into, *, by, reason) -> list[Invitation]:
    """Who is asked is asked for the other training; who is asked or registered there already, once.

    What was sent said other days: so it becomes prepared again, its link ends, and who runs the
    other training looks at it and sends it. Returns all of them.
    """
    standing = {"state__in": Invitation.STANDING}
    spoken_for = {
        *into.invitations.filter(**standing).values_list("person", flat=True),
        *into.registrations.active().values_list("person", flat=True),
    }
    rows = training.invitations.standing().select_related("person").order_by("pk")
    rows = list(rows)
    for row in rows:
        withdraw_mail_about(subject_key=key_of(row), reason=_("The training has changed since."))
        if row.person_id in spoken_for:
            row.state = Invitation.State.REVOKED
            record(row, reason, "state", *links.end(row), by=by)
            continue
        row.training, row.state = into, Invitation.State.PREPARED
        row.sent_at = row.nudged_at = row.answer_by = None
        row.times_nudged = 0
        record(
            row,
            reason,
            *("training", "state", "sent_at", "nudged_at", "answer_by", "times_nudged"),
            *links.end(row),
            by=by,
        )
    return rows

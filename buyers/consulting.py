"""Open market consultations: entered and carried through, their questions, and the log that shows
that all suppliers were told the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import (
    BuyerGroup,
    Consultation,
    ConsultationQuestion,
    Need,
    SupplierContact,
)
from buyers.querysets.consultations import PUBLIC
from core.history import entered_before, record
from workpackages.meetings import check_days
from workpackages.planning import rewrite

State = Consultation.State
DAYS = ("opens_on", "closes_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What takes a consultation from one state to the next."""

    verb: str  # the end of its address
    label: str  # the words of its button
    done: str  # what is said afterwards
    told: str  # what will happen
    leads: dict[str, str]  # from which state to which
    needs_reason: bool = False
    ends: bool = False


STEPS = (
    Step(
        verb="open",
        label=gettext_lazy("Open"),
        done=gettext_lazy("The consultation is open. Its page is public."),
        told=gettext_lazy(
            "Its page becomes public at once: suppliers read it without logging in, with the "
            "questions that you publish."
        ),
        leads={State.PLANNED: State.OPEN},
    ),
    Step(
        verb="close",
        label=gettext_lazy("Close"),
        done=gettext_lazy("The consultation is closed. Its page stays public."),
        told=gettext_lazy("Its page stays public and says that it is closed."),
        leads={State.OPEN: State.CLOSED},
    ),
    Step(
        verb="reopen",
        label=gettext_lazy("Take up again"),
        done=gettext_lazy("The consultation is taken up again."),
        told=gettext_lazy("A closed consultation is open again; a cancelled one is planned again."),
        leads={State.CLOSED: State.OPEN, State.CANCELLED: State.PLANNED},
        needs_reason=True,
    ),
    Step(
        verb="cancel",
        label=gettext_lazy("Cancel the consultation"),
        done=gettext_lazy("The consultation is cancelled."),
        told=gettext_lazy(
            "Nobody outside the portal can read its page any more. Questions and log stay readable "
            "here, and it can be taken up again."
        ),
        leads={State.PLANNED: State.CANCELLED, State.OPEN: State.CANCELLED},
        needs_reason=True,
        ends=True,
    ),
)


# --- The consultation ----------------------------------------------------------------------------


@transaction.atomic
def enter(*, consultation: Consultation, needs: Iterable[Need] = (), by) -> Consultation:
    """Save a new consultation under the next number of its group; sent twice it is there once.
    Raises ValidationError."""
    group = BuyerGroup.objects.select_for_update(no_key=True).get(pk=consultation.group_id)
    check_days(group.project, {name: getattr(consultation, name) for name in DAYS})
    _check_needs(group.pk, needs)
    consultation.number = _next(group.consultations)
    consultation.full_clean()
    if before := entered_before(consultation, by=by):
        return before
    record(consultation, "", by=by)
    consultation.needs.set(needs)
    return consultation


@transaction.atomic
def change(*, consultation: Consultation, by, reason: str = "", needs=None, **values):
    """Write new values to the consultation as it is now. Raises ValidationError."""
    row = _locked(consultation)
    moved = {name for name in DAYS if name in values and values[name] != getattr(row, name)}
    check_days(row.group.project, {name: values[name] for name in moved})
    if needs is not None:
        _check_needs(row.group_id, needs)
    rewrite(row, by=by, reason=reason, **values)
    if needs is not None:
        row.needs.set(needs)
    return row


@transaction.atomic
def go(*, consultation: Consultation, step: Step, by, reason: str = "") -> Consultation:
    """Raises ValidationError in a state from which the step does not lead on."""
    row = _locked(consultation)
    if step.needs_reason and not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    row.go_to(step.leads.get(row.state, row.state), by=by, reason=reason)
    return row


# --- Questions -----------------------------------------------------------------------------------


@transaction.atomic
def ask(*, question: ConsultationQuestion, by) -> ConsultationQuestion:
    """A question as a supplier put it, under the next number; sent twice it is there once."""
    row = _locked(question.consultation)
    if row.state == State.CANCELLED:
        raise ValidationError(_("This consultation is cancelled: it takes no questions."))
    question.number = _next(row.questions)
    question.full_clean()
    if before := entered_before(question, by=by):
        return before
    record(question, "", by=by)
    return question


@transaction.atomic
def answer(*, question: ConsultationQuestion, by, **values) -> ConsultationQuestion:
    """Write the answer, or correct the question. Raises ValidationError once it is published."""
    _locked(question.consultation)
    row = ConsultationQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    if row.published_at:
        raise ValidationError(
            _("Question %d is published and stays as it is. Enter a new one that follows it.")
            % row.number,
            code="published",
        )
    rewrite(row, by=by, **values)
    return row


@transaction.atomic
def publish(*, question: ConsultationQuestion, by, now: datetime) -> ConsultationQuestion:
    """From now on everybody reads question and answer, and nobody changes them. Twice is once."""
    consultation = _locked(question.consultation)
    row = ConsultationQuestion.objects.select_for_update(no_key=True).get(pk=question.pk)
    if row.published_at:
        return row
    if consultation.state not in PUBLIC:
        raise ValidationError(
            _("The consultation is %(state)s. Answers are published while it is open or closed.")
            % {"state": consultation.get_state_display()}
        )
    if not row.answer.strip():
        raise ValidationError(_("There is no answer yet. Write it first."))
    row.published_at = now
    record(row, _("Published"), "published_at", by=by)
    return row


# --- The equal-treatment log ---------------------------------------------------------------------


@transaction.atomic
def log(*, contact: SupplierContact, by, now: datetime) -> SupplierContact:
    """A line of the log; sent twice it is there once."""
    _locked(contact.consultation)
    contact.entered_by, contact.entered_at = by, now
    contact.full_clean()
    if before := entered_before(contact, by=by, but=["entered_at"]):
        return before
    record(contact, "", by=by)
    return contact


@transaction.atomic
def share(*, contact: SupplierContact, how: str, by) -> SupplierContact:
    """How the others got the same: said once, then it stands like the rest of the line."""
    row = _standing(contact)
    if row.shared_how:
        raise ValidationError(
            _("This line says already how the others got the same: %s") % row.shared_how
        )
    if not how.strip():
        raise ValidationError({"how": _("Say how the others got the same.")})
    row.shared_how = how
    row.full_clean()
    record(row, _("The others got the same"), "shared_how", by=by)
    return row


@transaction.atomic
def strike(*, contact: SupplierContact, reason: str, by, on: date) -> SupplierContact:
    """A mistake: the line stays to be read, struck out, with the reason."""
    row = _standing(contact)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    row.struck_on, row.struck_reason = on, reason
    record(row, reason, "struck_on", "struck_reason", by=by)
    return row


def _standing(contact: SupplierContact) -> SupplierContact:
    _locked(contact.consultation)
    row = SupplierContact.objects.select_for_update(no_key=True).get(pk=contact.pk)
    if row.struck_on:
        raise ValidationError(_("This line is struck out."))
    return row


def _locked(consultation: Consultation) -> Consultation:
    """The consultation as it is now. Nobody else writes in it until the transaction ends."""
    rows = Consultation.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("group__project").get(pk=consultation.pk)


def _next(rows) -> int:
    return (rows.aggregate(highest=Max("number"))["highest"] or 0) + 1


def _check_needs(group: int, needs: Iterable[Need]) -> None:
    """Raises ValidationError for needs of another group, and for drafts: their owner alone sees
    them. Locked, so that none is taken back in between."""
    rows = Need.objects.select_for_update(no_key=True).filter(pk__in=[need.pk for need in needs])
    if any(
        need.group_id != group or need.state == Need.State.DRAFT for need in rows.order_by("pk")
    ):
        raise ValidationError({"needs": _("Choose needs that the group shares.")})

"""The gates of a plan: planned by day, and passed one after the other."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from buyers.models import FeasibilityPlan, Gate
from core.history import assign, record


@dataclass(frozen=True, slots=True)
class GateRow:
    kind: str
    label: str
    planned_on: date | None
    passed_on: date | None
    note: str
    stage: str  # done, next or ahead
    may_take_back: bool  # the last one that was passed


def read(plan: FeasibilityPlan) -> list[GateRow]:
    """In their order; one statement. There is one that comes next, until all are passed."""
    gates = list(plan.gates.order_by("position"))
    ahead = next((gate for gate in gates if not gate.passed_on), None)
    passed = [gate for gate in gates if gate.passed_on]
    return [
        GateRow(
            kind=gate.kind,
            label=gate.get_kind_display(),
            planned_on=gate.planned_on,
            passed_on=gate.passed_on,
            note=gate.note,
            stage="done" if gate.passed_on else "next" if gate is ahead else "ahead",
            may_take_back=bool(passed) and gate is passed[-1],
        )
        for gate in gates
    ]


@transaction.atomic
def schedule(*, plan: FeasibilityPlan, by, days: dict[str, date | None], notes: dict[str, str]):
    """Write planned days and notes by kind of gate; what is left out stays.

    Raises ValidationError at the kind whose day lies before that of a gate before it.
    """
    gates = _held(plan)
    errors, before = {}, None
    changed = {}
    for gate in gates:
        values = {}
        if gate.kind in days:
            values["planned_on"] = days[gate.kind]
        if gate.kind in notes:
            values["note"] = notes[gate.kind]
        changed[gate] = assign(gate, **values)
        if gate.planned_on and before and gate.planned_on < before.planned_on:
            errors[gate.kind] = _("This lies before “%(gate)s”, which is planned for %(day)s.") % {
                "gate": before.get_kind_display(),
                "day": date_format(before.planned_on),
            }
        elif gate.planned_on:
            before = gate
    if errors:
        raise ValidationError(errors)
    for gate, names in changed.items():
        gate.full_clean(validate_unique=False, validate_constraints=False)
        record(gate, "", *names, by=by)


@transaction.atomic
def pass_through(*, plan: FeasibilityPlan, kind: str, by, on: date, today: date) -> Gate:
    """The gate is passed. Pressed twice it is passed once.

    Raises ValidationError for a day that has not come or lies before the gate before it, while that
    one is not passed, and for another day than it was passed on.
    """
    gates = _held(plan)
    gate = next(gate for gate in gates if gate.kind == kind)
    if gate.passed_on == on:
        return gate
    if gate.passed_on:
        raise ValidationError(
            _("It was passed on %s already. Take that back first.") % date_format(gate.passed_on)
        )
    earlier = gates[: gates.index(gate)]
    for other in earlier:
        if not other.passed_on:
            raise ValidationError(
                _("“%s” comes first, and is not passed yet.") % other.get_kind_display()
            )
    if on > today:
        raise ValidationError({"on": _("This day has not come yet.")})
    if earlier and on < earlier[-1].passed_on:
        raise ValidationError(
            {
                "on": _("“%(gate)s” was passed on %(day)s: this cannot be earlier.")
                % {
                    "gate": earlier[-1].get_kind_display(),
                    "day": date_format(earlier[-1].passed_on),
                }
            }
        )
    gate.passed_on = on
    record(gate, _("Passed"), "passed_on", by=by)
    return gate


@transaction.atomic
def take_back(*, plan: FeasibilityPlan, kind: str, by, reason: str) -> Gate:
    """It was not passed after all. Pressed twice it is taken back once.

    Raises ValidationError while a later gate is passed.
    """
    gates = _held(plan)
    gate = next(gate for gate in gates if gate.kind == kind)
    if not gate.passed_on:
        return gate
    for other in gates[gates.index(gate) + 1 :]:
        if other.passed_on:
            raise ValidationError(
                _("“%s” is passed as well. Take that one back first.") % other.get_kind_display()
            )
    gate.passed_on = None
    record(gate, reason, "passed_on", by=by)
    return gate


def _held(plan: FeasibilityPlan) -> list[Gate]:
    """All of them in their order, for this transaction alone."""
    return list(plan.gates.select_for_update(no_key=True).order_by("position"))

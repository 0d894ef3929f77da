"""Freezing the plan under a name, and what differs from it today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workpackages import plan, planning
from workpackages.comparing import Move, Place, move
from workpackages.models import (
    Baseline,
    BaselineItem,
    Deliverable,
    Milestone,
    Task,
    WorkPackage,
)

MODELS = (WorkPackage, Task, Deliverable, Milestone)
AT_ONCE = 500
PLACE = {  # the columns of a place, and the first and the last of its days
    WorkPackage: ("first_month", "last_month", "starts_on", "ends_on"),
    Task: ("first_month", "last_month", "starts_on", "ends_on", "intervals"),
    Deliverable: ("due_month", "due_month", "due_on", "due_on"),
    Milestone: ("due_month", "due_month", "due_on", "due_on"),
}
CHANGES = {
    "moved": gettext_lazy("moved"),
    "lead": gettext_lazy("new lead"),
    "renamed": gettext_lazy("renamed"),
    "renumbered": gettext_lazy("new number"),
    "added": gettext_lazy("added since"),
    "cancelled": gettext_lazy("cancelled since"),
    "reopened": gettext_lazy("reopened since"),
}


@transaction.atomic
def freeze(*, project, name: str, reason: str, by, now: datetime) -> Baseline:
    """Copy every item of the plan as it is now, cancelled ones too.

    Raises ValidationError for a name that is taken and for a plan without items.
    """
    project = planning.hold(project.pk)
    baseline = Baseline(
        project=project,
        name=name,
        reason=reason,
        taken_at=now,
        taken_by=by,
        start=project.start,
        duration=project.duration,
    )
    baseline.full_clean()
    baseline.save()
    copies = [copy for model in MODELS for copy in _copies(baseline, model)]
    if not copies:
        raise ValidationError(_("The plan is empty: there is nothing to freeze."))
    BaselineItem.objects.bulk_create(copies, AT_ONCE)
    return baseline


def _copies(baseline: Baseline, model) -> Iterator[BaselineItem]:
    rows = model.objects.filter(project=baseline.project_id).order_by("sort_key")
    columns = ("pk", "number", "title", "lead", "state", *PLACE[model])
    for pk, number, title, lead, state, first, last, starts, ends, *spans in rows.values_list(
        *columns
    ):
        yield BaselineItem(
            baseline=baseline,
            kind=model._meta.model_name,
            item_id=pk,
            number=number,
            title=title,
            lead_id=lead,
            state=state,
            first_month=first,
            last_month=last,
            intervals=spans[0] if spans else (),
            starts_on=starts,
            ends_on=ends,
        )


# --- The tables: what has moved ------------------------------------------------------------------


def mark_moved(rows: list[plan.Row], baseline: Baseline, project) -> None:
    """Give each row its `moved` since the baseline; one statement."""
    days_count = baseline.start == project.start
    then = places_then(baseline, {row.model._meta.model_name for row in rows})
    for row in rows:
        if before := then.get((row.model._meta.model_name, row.pk)):
            row.moved = move(before, row.place, days_count=days_count)


def places_then(baseline: Baseline, kinds) -> dict[tuple[str, int], Place]:
    """Where the items of these kinds stood, by kind and id; one statement."""
    items = baseline.items.filter(kind__in=kinds).order_by()
    columns = ("kind", "item_id", "first_month", "last_month", "ends_on", "intervals")
    return {(kind, pk): Place(*place) for kind, pk, *place in items.values_list(*columns)}


def newest_move(item) -> tuple[Baseline, Move] | None:
    """How one item has moved since the newest baseline that has it; one statement."""
    items = BaselineItem.objects.filter(
        kind=item._meta.model_name, item_id=item.pk, baseline__project=item.project_id
    )
    then = items.select_related("baseline").order_by("-baseline__taken_at").first()
    if then is None:
        return None
    first, last, _starts, ends, *spans = (getattr(item, name) for name in PLACE[type(item)])
    moved = move(
        Place(then.first_month, then.last_month, then.ends_on, then.intervals),
        Place(first, last, ends, *spans),
        days_count=then.baseline.start == item.project.start,
    )
    return (then.baseline, moved) if moved else None


# --- The list of what differs --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which one item differs from the baseline."""

    row: plan.Row  # the item today
    led_by: frozenset[int]  # participations: then and today
    change: str  # of CHANGES
    old: str
    new: str
    moved: Move | None = None

    @property
    def label(self) -> str:
        return str(CHANGES[self.change])


def differences(baseline: Baseline, today, partners: dict[int, str]) -> list[Difference]:
    """What differs today, in the order of the plan; five statements.

    `partners` are the names of the project's participations by id.
    """
    project = baseline.project
    then = {(item.kind, item.item_id): item for item in baseline.items.all()}
    found = []
    for model in MODELS:
        rows = plan.rows_of(plan.every(model).filter(project=project), project, today, partners)
        for row in rows:
            found += _compared(then.get((model._meta.model_name, row.pk)), row, baseline)
    return found


def _compared(before: BaselineItem | None, row: plan.Row, baseline) -> Iterator[Difference]:
    if before is None:
        if row.state != "cancelled":
            yield Difference(row, frozenset({row.lead_id}), "added", "", row.when)
        return
    led_by = frozenset({before.lead_id, row.lead_id})
    names = row.sort.partners
    moved = move(
        Place(before.first_month, before.last_month, before.ends_on, before.intervals),
        row.place,
        days_count=baseline.start == baseline.project.start,
    )
    if moved:
        yield Difference(row, led_by, "moved", moved.old, moved.new, moved)
    if before.lead_id != row.lead_id:
        yield Difference(row, led_by, "lead", names[before.lead_id], row.lead)
    if before.title != row.title:
        yield Difference(row, led_by, "renamed", before.title, row.title)
    if before.number != row.number:
        code = f"{row.model.PREFIX}{before.number}"
        yield Difference(row, led_by, "renumbered", code, row.code)
    gone = row.state == "cancelled"
    if gone != (before.state == "cancelled"):
        change = "cancelled" if gone else "reopened"
        yield Difference(row, led_by, change, row.sort.states[before.state], row.state_label)

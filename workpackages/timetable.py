"""Another start or duration for a project: its months stay, the days they mean follow."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import months
from core.history import assign, record
from workpackages import planning
from workpackages.models import Deliverable, Milestone, Review, Task, WorkPackage


@dataclass(frozen=True, slots=True)
class Shift:
    """What a new timetable does to one item."""

    item: object
    old_day: date  # its due or last day
    new_day: date
    old_months: str
    new_months: str
    outside: bool  # it would lie outside the project


def shifts(project, *, start: date, duration: int) -> list[Shift]:
    """What would become of every plan item; only those that change or would lie outside.

    Months stay as they are. An exact day stays that day, so its month follows. Five statements.
    """
    found = []
    for model in (WorkPackage, Task):
        found += [_of_span(item, start, duration) for item in _items(model, project)]
    for model in (Deliverable, Milestone, Review):
        found += [_of_due(item, start, duration) for item in _items(model, project)]
    return [
        shift
        for shift in found
        if shift.outside
        or (shift.old_day, shift.old_months) != (shift.new_day, shift.new_months)
        or start != project.start
    ]


@transaction.atomic
def move_project(project, *, start: date, duration: int, by, reason: str):
    """Give the project another start or duration, and save its plan items anew where they follow.

    Raises ValidationError when an item that is not cancelled would lie outside.
    """
    project = planning.hold(project.pk)
    found = shifts(project, start=start, duration=duration)
    outside = [shift.item for shift in found if shift.outside]
    if outside:
        raise ValidationError(
            _("These would lie outside the project: %s. Move or cancel them first.")
            % ", ".join(item.code for item in outside)
        )
    record(project, reason, *assign(project, start=start, duration=duration), by=by)
    for shift in found:
        item = shift.item
        item.project = project  # its days are counted from the new start
        fields = [name for name in item.DERIVED if name != "sort_key"]
        if getattr(item, "due_day", None):
            item.due_month = project.month(item.due_day)
            fields.append("due_month")
        record(item, reason, *fields, by=by)
    return project


def _items(model, project):
    return model.objects.filter(project=project).order_by("sort_key")


def _of_span(item, start, duration):
    return Shift(
        item=item,
        old_day=item.ends_on,
        new_day=months.last_day(start, item.last_month),
        old_months=item.span,
        new_months=item.span,
        outside=item.last_month > duration and item.state != item.State.CANCELLED,
    )


def _of_due(item, start, duration):
    month = months.month_of(start, item.due_day) if item.due_day else item.due_month
    return Shift(
        item=item,
        old_day=item.due_on,
        new_day=item.due_day or months.last_day(start, month),
        old_months=months.label(item.due_month),
        new_months=months.label(month),
        outside=not 1 <= month <= duration and item.state != item.State.CANCELLED,
    )

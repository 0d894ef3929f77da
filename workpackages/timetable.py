"""Another start or duration for a project: its months stay, the days they mean follow."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core import months
from core.history import assign, record
from partners.models import Project
from workpackages import planning
from workpackages.models import (
    Deliverable,
    Milestone,
    ReportingPeriod,
    Review,
    Task,
    WorkPackage,
)


@dataclass(frozen=True, slots=True)
class Shift:
    """What a new timetable does to one item, or to what stands in months besides the items."""

    item: object
    code: str  # or its name, of what has none
    title: str
    old_day: date  # its due or last day
    new_day: date
    old_months: str
    new_months: str
    outside: bool  # it would lie outside the project


def shifts(project, *, start: date, duration: int) -> list[Shift]:
    """What would become of every plan item; only those that change or would lie outside.

    Months stay as they are. An exact day stays that day, so its month follows. So with reporting
    periods; what floors above have in months is told of where it would lie outside. A statement
    for each model.
    """
    found = []
    for model in (WorkPackage, Task):
        found += [_of_span(item, start, duration) for item in _items(model, project)]
    for model in (Deliverable, Milestone, Review):
        found += [_of_due(item, start, duration) for item in _items(model, project)]
    periods = [ReportingPeriod.objects.filter(project=project)]
    above = [model.objects.filter(project=project, last_month__gt=duration) for model in _above()]
    for rows in periods + above:
        found += [_of_months(row, project, start, duration) for row in rows]
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

    Raises ValidationError when something that is not cancelled would lie outside.
    """
    project = planning.hold(project.pk)
    found = shifts(project, start=start, duration=duration)
    outside = [shift.code for shift in found if shift.outside]
    if outside:
        raise ValidationError(
            _("These would lie outside the project: %s. Move or cancel them first.")
            % ", ".join(outside)
        )
    record(project, reason, *assign(project, start=start, duration=duration), by=by)
    for item in (shift.item for shift in found if hasattr(shift.item, "DERIVED")):
        item.project = project  # its days are counted from the new start
        fields = [name for name in item.DERIVED if name != "sort_key"]
        if getattr(item, "due_day", None):
            item.due_month = project.month(item.due_day)
            fields.append("due_month")
        record(item, reason, *fields, by=by)
    return project


def _above() -> list:
    """Whose rows stand in months of a project, such as training programmes. They are found by
    their columns, for this floor does not know them."""
    related = [relation.related_model for relation in Project._meta.related_objects]
    known = (WorkPackage, Task, ReportingPeriod)
    return [model for model in related if hasattr(model, "last_month") and model not in known]


def _items(model, project):
    return model.objects.filter(project=project).order_by("sort_key")


def _of_months(row, project, start, duration):
    return Shift(
        item=row,
        code=str(row),
        title=str(row._meta.verbose_name),
        old_day=months.last_day(project.start, row.last_month),
        new_day=months.last_day(start, row.last_month),
        old_months=months.span(row.first_month, row.last_month),
        new_months=months.span(row.first_month, row.last_month),
        outside=row.last_month > duration,
    )


def _of_span(item, start, duration):
    return Shift(
        item=item,
        code=item.code,
        title=item.title,
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
        code=item.code,
        title=item.title,
        old_day=item.due_on,
        new_day=item.due_day or months.last_day(start, month),
        old_months=months.label(item.due_month),
        new_months=months.label(month),
        outside=not 1 <= month <= duration and item.state != item.State.CANCELLED,
    )

"""What became of the steps of a countdown: their history as changes for people."""

from datetime import timedelta

from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.history import Change, FieldChange
from workpackages.models import CountdownStep

TOGETHER = timedelta(seconds=2)  # what one act writes is written within


def of_countdown(deliverable, limit: int = 50) -> list[Change]:
    """Who planned, moved and marked its steps, newest first; what one act wrote is one change.

    One statement.
    """
    rows = CountdownStep.history.filter(deliverable=deliverable).order_by("history_id")
    before, found = {}, []
    for row in rows.select_related("person", "history_user"):
        fields = differences(before.get(row.id), row)
        before[row.id] = row
        if not fields:
            continue
        reason, last = row.history_change_reason or "", found[-1] if found else None
        if (
            last
            and (last.who, last.reason) == (row.history_user, reason)
            and row.history_date - last.when < TOGETHER
        ):
            fields, when = (*found.pop().fields, *fields), last.when
        else:
            when = row.history_date
        found.append(Change(when, row.history_user, reason, False, fields))
    return found[::-1][:limit]


def differences(old, new) -> tuple[FieldChange, ...]:
    """The columns for people that differ between two rows of a step's history."""
    step = CountdownStep.Kind(new.kind).label
    found = []
    for name in ("due_on", "person", "done_on"):
        now, then = (row and getattr(row, name) for row in (new, old))
        if now != then:
            column = CountdownStep._meta.get_field(name).verbose_name
            label = _("Countdown, %(step)s, %(column)s") % {"step": step, "column": column}
            texts = ("" if value is None else str(localize(value)) for value in (then, now))
            found.append(FieldChange(label, *texts))
    return tuple(found)

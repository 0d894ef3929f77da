"""What became of the cells of a table of person-months: their history as changes for people."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.formats import localize

from core.history import Change, FieldChange, changes
from partners.models import Person
from workpackages.models import EffortReport, PlannedEffort, ReportedEffort


def of_plan(project, limit: int | None = 20) -> list[Change]:
    """Who changed which planned cell from what to what, newest first."""
    rows = PlannedEffort.history.filter(work_package__project=project)
    columns = ("work_package__number", "participation__organisation__short_name")
    return _changes(rows, columns, lambda number, partner: f"WP{number}, {partner}")[:limit]


def of_report(report: EffortReport) -> list[Change]:
    """Of its state, its explanation and its lines, newest first."""
    rows = ReportedEffort.history.filter(report=report)
    lines = _changes(rows, ("work_package__number",), lambda number: f"WP{number}")
    # That the row began says nothing: it is made when the report is owed.
    both = [*(change for change in changes(report) if not change.created), *lines]
    return sorted(both, key=lambda change: change.when, reverse=True)


def newest(found: Iterable[Change]) -> str:
    """The moment of the newest change, for a form to notice who saved in between."""
    return max((change.when.isoformat() for change in found), default="")


def since(found: Iterable[Change], seen: str) -> list[Change]:
    """Those after the moment that a form carried along; all of them where it carried nonsense."""
    try:
        moment = datetime.fromisoformat(seen)
        return [change for change in found if change.when > moment]
    except (ValueError, TypeError):  # no moment, or one without its zone
        return list(found)


def _changes(rows, columns: tuple[str, ...], label: Callable) -> list[Change]:
    """One change for all cells that were written together, newest first; two statements.

    `label` says what a cell is called, from the values of `columns`.
    """
    before = {}
    acts = defaultdict(list)
    cells = ("id", "person_months", "history_date", "history_user", "history_change_reason")
    for pk, value, *act, in_words in (
        (*row[:5], label(*row[5:]))
        for row in rows.order_by("history_id").values_list(*cells, *columns)
    ):
        old = before.get(pk)
        before[pk] = value
        if old != value:
            old = "" if old is None else localize(old)
            acts[tuple(act)].append(FieldChange(in_words, old, localize(value)))
    people = Person.objects.in_bulk({who for _when, who, _reason in acts if who})
    return [
        Change(when, people.get(who), reason or "", False, tuple(fields))
        for (when, who, reason), fields in reversed(acts.items())
    ]

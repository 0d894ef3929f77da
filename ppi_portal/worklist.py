"""Rows of the work plan from three tables as one list: one statement, the columns a page prints."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from workpackages.models import Deliverable, Milestone, Task

MODELS = {"deliverable": Deliverable, "task": Task, "milestone": Milestone}


@dataclass(frozen=True, slots=True)
class Row:
    """One plan item as the desk shows it. `due` is its day, `lead` the short name of its lead."""

    kind: str
    ask: str  # what the desk asks of the person: "owe", "approve", "submit", or "" for nothing
    code: str
    title: str
    state: str
    due: date
    lead: str
    acronym: str
    url: str

    @property
    def state_label(self) -> str:
        return MODELS[self.kind].State(self.state).label

    @property
    def next_act(self) -> str:
        """The words of the button; what it does stands on the item's own page."""
        match self.kind, self.ask, self.state:
            case _kind, "approve", _state:
                return _("Review")
            case _kind, "submit", _state:
                return _("Submit")
            case "deliverable", "owe", "pending":
                return _("Hand in a draft")
            case "task", "owe", _state:
                return _("Report")
            case "milestone", "owe", _state:
                return _("Report")
        return ""


def rows(*asked: tuple[str, str, QuerySet]) -> list[Row]:
    """The rows of (kind, ask, queryset) triples by due day, with one statement for all of them."""
    first, *others = [
        queryset.order_by()
        .annotate(
            kind=Value(kind, output_field=CharField()),
            ask=Value(ask, output_field=CharField()),
            item_code=Concat(Value(MODELS[kind].PREFIX), F("number"), output_field=CharField()),
        )
        .values_list(
            "kind",
            "ask",
            "item_code",
            "title",
            "state",
            queryset.DUE,
            "lead__organisation__short_name",
            "project__acronym",
            "project__slug",
        )
        for kind, ask, queryset in asked
    ]
    found = [
        Row(*columns, reverse(f"workpackages:{columns[0]}", args=[slug, columns[2].lower()]))
        for *columns, slug in first.union(*others, all=True)
    ]
    return sorted(found, key=lambda row: (row.due, row.code))

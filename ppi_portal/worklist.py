"""Rows of the work plan from three tables as one list: one statement, the columns a page prints."""

from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, QuerySet, Value
from django.urls import reverse

from workpackages.models import Deliverable, Milestone, Task
from workpackages.progress import ACTS, Act

# What is asked of the person -> the act that answers it. A draft waits for others.
VERBS = {
    ("deliverable", "owe"): "draft",
    ("deliverable", "approve"): "approve",
    ("deliverable", "submit"): "submit",
    ("task", "owe"): "report",
    ("milestone", "owe"): "achieve",
}
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
    def next_act(self) -> Act | None:
        """What the person can do about it now; the page at `act_url` does it."""
        if (self.ask, self.state) == ("owe", Deliverable.State.DRAFT):
            return None
        verb = VERBS.get((self.kind, self.ask))
        acts = ACTS[MODELS[self.kind]]
        return next((act for act in acts if act.verb == verb and self.state in act.states), None)

    @property
    def act_url(self) -> str:
        return f"{self.url}{self.next_act.verb}/"


def rows(*asked: tuple[str, str, QuerySet]) -> list[Row]:
    """The rows of (kind, ask, queryset) triples by due day, with one statement for all of them.

    What is asked for twice stands there once, with the later ask.
    """
    first, *others = [
        queryset.order_by()
        .annotate(
            kind=Value(kind, output_field=CharField()), ask=Value(ask, output_field=CharField())
        )
        .values_list(
            "kind",
            "ask",
            "number",
            "title",
            "state",
            queryset.DUE,
            "lead__organisation__short_name",
            "project__acronym",
            "project__slug",
        )
        for kind, ask, queryset in asked
    ]
    order = [ask for _kind, ask, _queryset in asked]
    found = {}
    for kind, ask, number, *columns, slug in sorted(
        first.union(*others, all=True), key=lambda columns: order.index(columns[1])
    ):
        code = f"{MODELS[kind].PREFIX}{number}"
        url = reverse(f"workpackages:{kind}", args=[slug, code.lower()])
        found[url] = Row(kind, ask, code, *columns, url)
    return sorted(found.values(), key=lambda row: (row.due, row.code))

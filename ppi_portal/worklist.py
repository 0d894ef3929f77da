"""Rows of the work plan from three tables as one list: one statement, the columns a page prints."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.db.models import QuerySet, Value
from django.urls import reverse

from partners.models import Participation
from partners.places import KnownProject
from workpackages.models import Deliverable, Milestone, Task
from workpackages.progress import ACTS, Act

# What is asked of the person -> the act that answers it. A draft waits for others.
VERBS = {
    (Deliverable, "owe"): "draft",
    (Deliverable, "approve"): "approve",
    (Deliverable, "submit"): "submit",
    (Task, "owe"): "report",
    (Milestone, "owe"): "achieve",
}


class Listed(list):
    """A list of which a page with several of them shows the beginning."""

    shown = 10

    @property
    def first(self) -> list:
        return self[: self.shown]

    @property
    def more(self) -> int:
        """How many are left out: other pages have them all."""
        return max(len(self) - self.shown, 0)

    @property
    def rest(self) -> list[tuple]:
        """The same by project."""
        return list(Counter(row.project for row in self[self.shown :]).items())


@dataclass(frozen=True, slots=True)
class Row:
    """One plan item as desk and project page show it."""

    ask: str  # what the desk asks of the person: "owe", "approve", "submit", or "" for nothing
    code: str
    label: str  # code and title
    state: str
    state_label: str
    due: date
    lead: int  # the participation that owes it
    lead_name: str  # "" where nobody asked for it
    project: KnownProject
    url: str
    next_act: Act | None  # what the person can do about it now; the page at `act_url` does it

    @property
    def act_url(self) -> str:
        return f"{self.url}{self.next_act.verb}/"


def rows(
    *asked: tuple[str, QuerySet], projects: Iterable[KnownProject], leads: dict[int, str]
) -> Listed:
    """The rows of (ask, queryset) pairs by due day; all of them lie in `projects`.

    What is asked for twice stands there once, with the later ask. `leads` are the names that the
    page shows, see `short_names`.
    """
    known = {project.pk: project for project in projects}
    labels = {queryset.model: labels_of(queryset.model) for _ask, queryset in asked}
    pages, found = {}, {}
    for place, project, number, title, state, due, lead in in_one_statement(asked):
        if project not in pages:
            pages[project] = reverse("project", args=[known[project].slug])
        ask, model = asked[place][0], asked[place][1].model
        code = f"{model.PREFIX}{number}"
        url = f"{pages[project]}{code.lower()}/"
        found[url] = Row(
            ask=ask,
            code=code,
            label=f"{code} {title}",
            state=state,
            state_label=labels[model][state],
            due=due,
            lead=lead,
            lead_name=leads.get(lead, ""),
            project=known[project],
            url=url,
            next_act=next_act(model, ask, state),
        )
    return Listed(sorted(found.values(), key=lambda row: (row.due, row.code)))


def in_one_statement(asked) -> list[tuple]:
    """The columns of what is asked for, led by its place among the pairs, in their order."""
    first, *others = [
        queryset.order_by()
        .annotate(place=Value(place))
        .values_list("place", "project", "number", "title", "state", queryset.DUE, "lead")
        for place, (_ask, queryset) in enumerate(asked)
    ]
    return sorted(first.union(*others, all=True))


def labels_of(model) -> dict[str, str]:
    """The words of its states, translated once and not for each row."""
    return {value: str(label) for value, label in model.State.choices}


@cache
def next_act(model, ask: str, state: str) -> Act | None:
    if (ask, state) == ("owe", Deliverable.State.DRAFT):
        return None
    verb = VERBS.get((model, ask))
    return next((act for act in ACTS[model] if act.verb == verb and state in act.states), None)


def short_names(projects: Iterable[int]) -> dict[int, str]:
    """What the partners of these projects are called, by participation."""
    partners = Participation.objects.filter(project__in=projects).order_by()
    return dict(partners.values_list("pk", "organisation__short_name"))

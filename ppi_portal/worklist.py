"""Rows of the work plan from several tables as one list: one statement, the columns a page prints.

Plan items, and what one person has to do: actions, steps of countdowns, risks to look at again;
and reports of a period, with statements of their own.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple

from django.db.models import QuerySet, Value
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from partners.models import Participation
from partners.places import KnownProject
from workpackages import actions
from workpackages.models import (
    Action,
    CountdownStep,
    Deliverable,
    EffortReport,
    Milestone,
    ReportingPeriod,
    Risk,
    Task,
)
from workpackages.progress import ACTS, Act

# What is asked of the person -> the act that answers it. A draft waits for others.
VERBS = {
    (Deliverable, "owe"): "draft",
    (Deliverable, "approve"): "approve",
    (Deliverable, "submit"): "submit",
    (Task, "owe"): "report",
    (Milestone, "owe"): "achieve",
}
FINISH = next(act for act in actions.ACTS if act.verb == "finish")
SCORE = Act(verb="score", label=_("Review"), done="", right="may_edit", states=Risk.OPEN)
# What is done about a report, on the page to which its button leads
REPORTING = {
    EffortReport.State.OPEN: _("Fill in"),
    EffortReport.State.SUBMITTED: _("Look at it"),
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

    ask: str  # of the person: "owe", "approve", "submit", "do", or "" for nothing
    code: str  # of an action and of a step ""
    label: str  # code and title
    state: str
    state_label: str
    due: date
    lead: int  # the participation that owes it
    lead_name: str  # "" where nobody asked for it
    project: KnownProject
    url: str
    next_act: Act | None  # what the person can do about it now
    act_url: str  # the page that does it


@lru_cache(maxsize=256)
def state_mark(state: str, label: str) -> str:
    return format_html('<span class="status status-{}">{}</span>', state, label)


class Asked(NamedTuple):
    """What stands in the tables of one row."""

    model: type
    ask: str  # as in `Row`
    project: int
    number: str
    title: str
    state: str
    due: date
    lead: int


def rows(
    asked: Iterable[Asked], *, projects: Iterable[KnownProject], leads: dict[int, str]
) -> Listed:
    """What is asked for, by due day; all of it lies in `projects`.

    What is asked for twice stands there once, with the later ask. `leads` are the names that the
    page shows, see `short_names`.
    """
    known = {project.pk: project for project in projects}
    labels, pages, found = {}, {}, {}
    for model, ask, project, number, title, state, due, lead in asked:
        if project not in pages:
            pages[project] = reverse("project", args=[known[project].slug])
        if model not in labels:
            labels[model] = labels_of(model)
        code, label, url, act, act_url = words_of(model, ask, pages[project], number, title, state)
        found[model, project, number, title] = Row(
            ask=ask,
            code=code,
            label=label,
            state=state,
            state_label=labels[model][state],
            due=due,
            lead=lead,
            lead_name=leads.get(lead, ""),
            project=known[project],
            url=url,
            next_act=act,
            act_url=act_url,
        )
    return Listed(sorted(found.values(), key=lambda row: (row.due, row.code)))


@cache
def every_report() -> QuerySet:
    """All effort reports as `effort_rows` reads them: to be filtered. Built once: docs/speed.md."""
    columns = ("project", "number", "last_month", "effort_due_on")
    rows = EffortReport.objects.order_by().select_related("period", "participation")
    return rows.only("state", "participation__number", *(f"period__{each}" for each in columns))


def effort_rows(
    reports, *, until: date, projects: Iterable[KnownProject], leads: dict[int, str]
) -> list[Row]:
    """Effort reports due by `until`, to be filled in or approved on their page; one statement.

    `reports` are some of `every_report`. Apart from `rows`: the calendar of the project says when
    they are due, not a column.
    """
    known = {project.pk: project for project in projects}
    states = labels_of(EffortReport)
    found = []
    for report in reports:
        period, partner = report.period, report.participation
        project, name = known[period.project_id], leads[partner.pk]
        words = {"period": period, "partner": name}
        url = reverse(
            "workpackages:effort_report", args=[project.slug, period.number, partner.number]
        )
        row = _report(
            project,
            due=period.effort_day(project.start),
            label=_("Effort report %(period)s of %(partner)s") % words,
            state=report.state,
            state_label=states[report.state],
            lead=partner.pk,
            lead_name=name,
            url=url,
            act=REPORTING.get(report.state, ""),
            act_url=url,
        )
        found.append(row)
    return [row for row in found if row.due <= until]


@cache
def every_unreported_period() -> QuerySet:
    """All periods without their report, for `period_rows`: to be filtered."""
    columns = ("project", "number", "last_month", "report_due_on")
    return ReportingPeriod.objects.unreported().order_by().only(*columns)


def period_rows(periods, *, until: date, projects: Iterable[KnownProject]) -> list[Row]:
    """Periodic reports due by `until`, to be handed in on the page of the effort; one statement."""
    known = {project.pk: project for project in projects}
    found = []
    for period in periods:
        project = known[period.project_id]
        row = _report(
            project,
            due=period.due_day(project.start),
            label=_("Periodic report %(period)s") % {"period": period},
            state="open",
            state_label=_("open"),
            url=reverse("workpackages:effort", args=[project.slug]),
            act=_("Mark as handed in"),
            act_url=reverse("workpackages:report_period", args=[project.slug, period.number]),
        )
        found.append(row)
    return [row for row in found if row.due <= until]


def _report(project: KnownProject, *, act: str, lead: int = 0, lead_name: str = "", **words) -> Row:
    """A report as a row; `act` are the words of its button."""
    offered = Act(verb="", label=act, done="", right="", states=()) if act else None
    return Row(
        ask="do",
        code="",
        project=project,
        lead=lead,
        lead_name=lead_name,
        next_act=offered,
        **words,
    )


def words_of(model, ask: str, page: str, number: str, title: str, state: str) -> tuple:
    """Code, label, address, next act and its address of one row; `page` is the project's."""
    if model is Action:
        return "", title, f"{page}actions/", FINISH, f"{page}actions/{number}/finish/"
    if model is CountdownStep:
        code = f"{Deliverable.PREFIX}{number}"
        label = f"{code}: {CountdownStep.Kind(title).label}"
        return "", label, f"{page}{code.lower()}/", None, ""
    code = f"{model.PREFIX}{number}"
    url = f"{page}{code.lower()}/"
    act = SCORE if model is Risk else next_act(model, ask, state)
    return code, f"{code} {title}", url, act, f"{url}{act.verb}/" if act else ""


@cache
def every_open(model) -> QuerySet:
    """What is still to be done of tasks, deliverables or milestones, for `in_one_statement`: to be
    filtered. Built once: docs/speed.md."""
    queryset = model.objects.order_by().open()
    return queryset.values_list("project", "number", "title", "state", queryset.DUE, "lead")


def in_one_statement(*querysets: QuerySet) -> list[Asked]:
    """What these find, out of `every_open`; nothing is asked of anybody."""
    first, *others = [
        queryset.annotate(place=Value(place)) for place, queryset in enumerate(querysets)
    ]
    return [
        Asked(querysets[place].model, "", *columns)
        for *columns, place in first.union(*others, all=True)
    ]


def labels_of(model) -> dict[str, str]:
    """The words of its states, translated once and not for each row."""
    return _labels(Deliverable if model is CountdownStep else model, get_language())


@cache
def _labels(model, language: str) -> dict[str, str]:
    return {value: str(label) for value, label in model.State.choices}


@cache
def next_act(model, ask: str, state: str) -> Act | None:
    if (ask, state) == ("owe", Deliverable.State.DRAFT):
        return None
    verb = VERBS.get((model, ask))
    return next((act for act in ACTS[model] if act.verb == verb and state in act.states), None)


def short_names(projects: Iterable[int]) -> dict[int, str]:
    """What the partners of these projects are called, by participation."""
    return dict(_names().filter(project__in=projects))


@cache
def _names() -> QuerySet:
    return Participation.objects.order_by().values_list("pk", "organisation__short_name")

"""The plan of a project as rows: what the plan page shows and its export writes.

What many rows of a page share is made once, with its markup where it has some: in a template each
variable of a row costs as much as making the row.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from operator import attrgetter

from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from core import months
from core.templatetags import portal
from workpackages.comparing import Move, Place
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

LABELS = (_("Work package"), _("Lead"), _("Due"), _("State"))
ALL_OPEN = 60  # rows up to which nothing is folded unless asked for
OWN_COLUMNS = {
    WorkPackage: (),
    Task: ("work_package", "progress", "intervals"),
    Deliverable: ("work_package", "type", "level", "delay"),
    Milestone: ("means_of_verification",),
}
SORTS = ("title", "lead", "first_month", "due_on", "state_label")


@dataclass(frozen=True, slots=True)
class Sort:
    """What all rows of one model on a page share."""

    model: type
    name: str  # what the model is called
    address: str  # of the project, as a path
    start: date  # of the project
    partners: dict[int, str]  # names by the id of the participation
    states: dict[str, str]
    today: date
    labels: tuple[str, ...]  # LABELS in the reader's language, escaped
    words: dict = field(default_factory=dict)  # of days: many things are due on one
    marks: dict = field(default_factory=dict)  # of states

    def words_of(self, day: date) -> tuple[str, str, str]:
        """The day in words, the mark that says how far off it is, and both together."""
        if day not in self.words:
            words, mark = portal.day(day), format_html(" {}", portal.due_mark(day, self.today))
            self.words[day] = words, mark, format_html("{}{}", words, mark)
        return self.words[day]

    def mark_of(self, state: str, share: str) -> str:
        """The state as a mark, and how far the work has come."""
        if (state, share) not in self.marks:
            self.marks[state, share] = format_html(
                '<span class="status status-{}">{}</span>{}', state, self.states[state], share
            )
        return self.marks[state, share]


@dataclass(slots=True)
class Row:
    """One plan item as columns; what a page shows of it is worked out when it is shown."""

    sort: Sort
    pk: int
    number: str
    sort_key: str
    title: str
    lead_id: int
    state: str
    first_month: int
    last_month: int
    due_on: date  # its due or last day
    holders: list[int]  # the work packages it belongs to, first one first
    details: list  # what only its kind has: see OWN_COLUMNS, after the work package
    packages: str = ""  # their codes, where the page names them
    heading: bool = False  # a work package that does not match itself, shown for what is in it
    inner: list["Row"] = field(default_factory=list)  # of a work package
    folded: bool = False
    toggle: str = ""  # the `open` parameter that folds or unfolds it
    moved: Move | None = None  # since the baseline that the page was asked to show

    @property
    def model(self) -> type:
        return self.sort.model

    @property
    def kind(self) -> str:
        return self.sort.name

    @property
    def key(self) -> str:
        """How a ticked box names it: task-12."""
        return f"{self.sort.model._meta.model_name}-{self.pk}"

    @property
    def code(self) -> str:
        return f"{self.sort.model.PREFIX}{self.number}"

    @property
    def url(self) -> str:
        return f"{self.sort.address}{self.code.lower()}/"

    @property
    def lead(self) -> str:
        return self.sort.partners[self.lead_id]

    @property
    def state_label(self) -> str:
        return self.sort.states[self.state]

    @property
    def open(self) -> bool:
        return self.state in self.sort.model.OPEN

    @property
    def late(self) -> bool:
        return self.due_on < self.sort.today and self.open

    @property
    def when(self) -> str:
        """M21–M23"""
        return months.spans_text(self.spans)

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """Its intervals; one of them where it never pauses."""
        return self.intervals or ((self.first_month, self.last_month),)

    @property
    def intervals(self) -> tuple[tuple[int, int], ...]:
        """Of a task that pauses; else none."""
        return self.details[1] if self.sort.model is Task else ()

    @property
    def place(self) -> Place:
        return Place(self.first_month, self.last_month, self.due_on, self.intervals)

    @property
    def starts_on(self) -> date:
        return months.first_day(self.sort.start, self.first_month)

    @property
    def day(self) -> str:
        """The day it is due or ends, in words."""
        return self.sort.words_of(self.due_on)[0]

    @property
    def due_mark(self) -> str:
        """ "2 days late"; nothing for what is no longer open."""
        return self.sort.words_of(self.due_on)[1] if self.open else ""

    @property
    def moved_mark(self) -> str:
        """ "was M18"; nothing for what has not moved."""
        if self.moved is None:
            return ""
        return format_html(
            ' <span class="moved moved-{}">{}</span>', self.moved.way, self.moved.was
        )

    @property
    def placed(self) -> str:
        """M21–M23, and where it was."""
        return format_html("{}{}", self.when, self.moved_mark) if self.moved else self.when

    # Cells are written by hand: as a template, fifty rows took a fifth of the page's time.

    @property
    def cells(self) -> str:
        """Code, title, lead, months, due day and state, for `plan_rows`."""
        return mark_safe(  # noqa: S308 - marks, and what is escaped
            f'{self._named}<td>{escape(self.lead)}</td><td class="nowrap">{self.placed}</td>'
            f'<td class="nowrap">{self.due_words}</td><td class="nowrap">{self.state_mark}</td>'
        )

    @property
    def tick(self) -> str:
        """The box before these cells, for who may change several items at once."""
        return mark_safe(  # noqa: S308 - what is escaped
            '<td class="tick"><input type="checkbox" form="bulk" name="item"'
            f' value="{self.key}" aria-label="{escape(self.code)}"></td>'
        )

    @property
    def listed(self) -> str:
        """Code, title, work packages, lead, due day and state, for the lists of one kind; they
        tell a phone what each cell is."""
        packages, lead, due, state = self.sort.labels
        return mark_safe(  # noqa: S308 - marks, and what is escaped
            f'{self._named}<td class="code" data-label="{packages}">{escape(self.packages)}</td>'
            f'<td data-label="{lead}">{escape(self.lead)}</td>'
            f'<td class="nowrap" data-label="{due}">{self.due_in_full}</td>'
            f'<td data-label="{state}">{self.state_mark}</td>'
        )

    @property
    def _named(self) -> str:
        title = f'<a href="{escape(self.url)}">{escape(self.title)}</a>'
        return f'<td class="code">{escape(self.code)}</td><th scope="row">{title}</th>'

    @property
    def own_words(self) -> str:
        """Of a deliverable its type and level, once `name_codes` has named them; of a milestone
        its means of verification."""
        own = self.details[:2] if self.sort.model is Deliverable else self.details[:1]
        return mark_safe("<br>".join(map(escape, own)))  # noqa: S308 - what is escaped

    @property
    def how_far(self) -> str:
        """due in 3 days, 2 days late"""
        return portal.due(self.due_on, self.sort.today)

    @property
    def due_words(self) -> str:
        """The day in words and, of what is open, how far off it is."""
        return self.sort.words_of(self.due_on)[2 if self.open else 0]

    @property
    def due_in_full(self) -> str:
        """The day with its month and where it was, and how far off it is."""
        day, mark, _both = self.sort.words_of(self.due_on)
        due = mark if self.open else ""
        return f"{day} ({self.when}){self.moved_mark}{due}"

    @property
    def state_mark(self) -> str:
        return self.sort.mark_of(self.state, f" {self.share}" if self.share else "")

    @property
    def progress(self) -> int | None:
        """Of a task, in per cent."""
        return self.details[0] if self.sort.model is Task else None

    @property
    def share(self) -> str:
        """ "45 %" of a task that is worked on."""
        return f"{self.progress} %" if self.open and self.progress else ""

    @property
    def inner_late(self) -> int:
        return sum(row.late for row in self.inner)


def matching_rows(project, models, filters, person, today: date, partners: dict) -> list[Row]:
    """Every item of these models that matches, in their order; at most four statements.

    `partners` are the names of the project's participations by id.
    """
    found = []
    for model in models:
        if filters.value("kind") in (None, "", model._meta.model_name):
            matching = filters.narrow(every(model).filter(project=project), person, today)
            found += rows_of(matching, project, today, partners)
    return found


def rows_in(package, model, today: date, partners: dict) -> list[Row]:
    """What belongs to a work package, of one model; one statement."""
    matching = every(model).filter(project=package.project).in_work_package(package.pk)
    return list(rows_of(matching, package.project, today, partners))


def tree(rows: list[Row], project, today: date, partners: dict, opened: str) -> list[Row]:
    """The work packages in order, each with what matches in it; at most one statement more.

    `opened` says what is unfolded: "" (everything, unless that is long), "all", "none" or numbers
    such as "4,5". A milestone of several work packages stands in its first one.
    """
    packages = {row.pk: row for row in rows if row.model is WorkPackage}
    inner = [row for row in rows if row.model is not WorkPackage]
    missing = {row.holders[0] for row in inner if row.holders} - packages.keys()
    if missing:
        for row in rows_of(every(WorkPackage).filter(pk__in=missing), project, today, partners):
            row.heading = True
            packages[row.pk] = row
    alone = [row for row in inner if not row.holders]
    for row in inner:
        if row.holders:
            packages[row.holders[0]].inner.append(row)
    ordered = sorted(packages.values(), key=lambda row: row.sort_key)
    opened = opened or ("all" if len(rows) <= ALL_OPEN else "none")
    holding = [row for row in ordered if row.inner]
    fold(holding, [row.number for row in holding], opened)
    return ordered + alone


def flat(packages: list[Row]) -> list[Row]:
    """The rows of a tree one after the other, with what is folded and without mere headings."""
    rows = []
    for package in packages:
        rows += ([] if package.heading else [package]) + package.inner
    return rows


def name_packages(rows: list[Row], work_packages) -> None:
    codes = {each.pk: each.code for each in work_packages}
    for row in rows:
        row.packages = ", ".join(codes[pk] for pk in row.holders)


def name_codes(rows: list[Row], texts: dict) -> None:
    """Type and level of deliverables in words; see `Code.objects.texts`."""
    for row in rows:
        kind, level, *rest = row.details
        row.details = [texts.get(("type", kind), kind), texts.get(("level", level), level), *rest]


def in_order(rows: list[Row], sort: str) -> list[Row]:
    """The rows by one of `SORTS`, backwards after a "-"; equal ones by their day."""
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    by_day = sorted(rows, key=attrgetter("due_on", "sort_key"))
    return sorted(by_day, key=attrgetter(name), reverse=backwards)


def fold(groups: list, keys: list[str], opened: str) -> None:
    """Give each group `folded`, and as `toggle` the `opened` that folds or unfolds just it.

    `opened` is "all", "none" or some of the `keys`, which name the groups.
    """
    shown = {"all": set(keys), "none": set()}.get(opened, set(opened.split(",")))
    for group, own in zip(groups, keys, strict=True):
        group.folded = own not in shown
        group.toggle = ",".join(k for k in keys if (k in shown) != (k == own)) or "none"


@cache
def every(model):
    """All items of a model, as columns for `rows_of`: to be filtered. Built once: docs/speed.md."""
    items = model.objects.order_by("sort_key")
    columns = ["pk", "number", "sort_key", "title", "lead", "state"]
    columns += [items.FIRST_MONTH, items.LAST_MONTH, items.DUE, *OWN_COLUMNS[model]]
    if model is Milestone:
        columns.append("work_packages")
        items = model.objects.order_by("sort_key", "work_packages__sort_key")
    return items.values_list(*columns)


def rows_of(matching, project, today: date, partners: dict):
    """The rows of a QuerySet out of `every`, in their order; one statement.

    A milestone comes from the database once for each of its work packages.
    """
    model = matching.model
    sort = Sort(
        model=model,
        name=str(model._meta.verbose_name),
        address=project.get_absolute_url(),
        start=project.start,
        partners=partners,
        states={value: str(label) for value, label in model.State.choices},
        today=today,
        labels=tuple(escape(str(label)) for label in LABELS),
    )
    row = None
    for values in matching:
        own = values[9:]
        if model is not Milestone:
            row = Row(sort, *values[:9], holders=own[:1], details=own[1:])
        elif row is not None and row.pk == values[0]:
            row.holders.append(own[-1])
            continue
        else:
            holders = [holder for holder in own[1:] if holder]
            row = Row(sort, *values[:9], holders=holders, details=own[:1])
        yield row

"""The plan as a chart: its rows with their drawings and the words that say the same."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.dates import MONTHS_3
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import months
from core.rights import holds
from workpackages import gantt
from workpackages.baselines import places_then
from workpackages.comparing import move
from workpackages.gantt import Drawn, Head, Scale, Shape
from workpackages.models import Milestone, Task, WorkPackage
from workpackages.plan import Row
from workpackages.proposals import Key, Link

A_DAY = timedelta(days=1)


@dataclass(slots=True)
class Bar:
    """One row of the chart."""

    row: Row
    drawn: Drawn
    css: str
    words: str  # M10–M26, 45 %
    child: bool = False
    move: str = ""  # where to move it, for whom may
    ghost: Shape | None = None
    lines: list[Shape] = field(default_factory=list)  # from what it waits for
    waits_for: str = ""  # the codes of these
    said: str = ""  # what the page prints of it: see `set_out`
    drawing: str = ""

    @property
    def url(self) -> str:
        """Seen from the chart's page, which says it twice in each row."""
        return f"../{self.row.code.lower()}/"

    @property
    def late(self) -> bool:
        """A work package is never late itself: what is in it says so."""
        return self.row.late and self.row.model is not WorkPackage

    @property
    def shapes(self) -> list[Shape]:
        return self.drawn.shapes + ([gantt.late(self.drawn)] if self.late else [])

    @property
    def behind(self) -> str:
        return paths([self.ghost]) if self.ghost else ""

    @property
    def inside(self) -> str:
        return paths(self.shapes)

    @property
    def across(self) -> str:
        return paths(self.lines)


@dataclass(slots=True)
class Chart:
    scale: Scale
    head: Head
    bars: list[Bar]
    today: int | None  # where it stands; None outside the project

    @property
    def width(self) -> int:
        return self.scale.width + gantt.MARGIN


def paths(shapes: Iterable[Shape]) -> str:
    """As SVG; classes and path data are ours, and numbers."""
    return mark_safe("".join(f'<path class="{css}" d="{path}"/>' for css, path in shapes))  # noqa: S308


def make(project, packages: list[Row], zoom: str, month: int, today: date) -> Chart:
    """The rows of `plan.tree` that are not folded, drawn; a month is so wide."""
    scale = Scale(project.start, project.duration, month)
    names = [str(name) for name in MONTHS_3.values()]
    bars = []
    for row in packages:
        top = row.model is WorkPackage
        bars.append(bar(row, scale, child=not top))
        if top and not row.folded:
            bars += [bar(inner, scale, child=True) for inner in row.inner]
    at = scale.at(today) if project.start <= today <= project.end else None
    return Chart(scale, gantt.head(scale, zoom, [n.capitalize() for n in names]), bars, at)


def bar(row: Row, scale: Scale, *, child: bool) -> Bar:
    model = row.model
    if model is WorkPackage:
        drawn = gantt.package(scale, row.first_month, row.last_month)
        said = "" if row.open else row.state_label
    elif model is Task:
        drawn = gantt.task(scale, row.spans, row.progress)
        said = f"{row.progress} %" if row.open and row.progress else row.state_label
    else:
        draw = gantt.milestone if model is Milestone else gantt.deliverable
        drawn, said = draw(scale.at(row.due_on)), row.state_label
    if row.folded and row.inner:
        said = f"{said}, {folded_words(row)}" if said else folded_words(row)
    words = f"{row.when}, {said}" if said else row.when
    made = Bar(row, drawn, row.state, words, child)
    if made.late:
        made.css = "late"
    if child:
        made.css += " child"
    return made


def key_of(row: Row) -> Key:
    return row.model._meta.model_name, row.pk


def join(chart: Chart, links: list[Link]) -> None:
    """Draw what waits for what, as far as both are shown; and say it."""
    places = {key_of(bar.row): n for n, bar in enumerate(chart.bars)}
    codes = defaultdict(list)
    for link in links:
        one, other = places.get(link.earlier), places.get(link.later)
        if one is None or other is None:
            continue
        earlier, later = chart.bars[one], chart.bars[other]
        path = gantt.line(earlier.drawn, one - other, later.drawn)
        later.lines.append(("dep" if _fits(earlier.row, later.row, link.lag) else "dep bad", path))
        codes[other].append(earlier.row.code)
    for n, found in codes.items():
        chart.bars[n].waits_for = ", ".join(found)


def _fits(earlier: Row, later: Row, lag: int) -> bool:
    if not (earlier.open and later.open):
        return True
    ready = later.starts_on - A_DAY if later.model is Task else later.due_on
    return (ready - earlier.due_on).days >= lag


def haunt(chart: Chart, baseline) -> None:
    """Ghosts of where everything was in the baseline; what moved says so. One statement."""
    then = places_then(baseline, {key_of(each.row)[0] for each in chart.bars})
    # The months of that time may have been other days.
    shift = months.month_of(chart.scale.start, baseline.start) - 1
    for each in chart.bars:
        if before := then.get(key_of(each.row)):
            if each.row.model in (WorkPackage, Task):
                spans = [(first + shift, last + shift) for first, last in before.spans]
                each.ghost = gantt.ghost(chart.scale, spans)
            else:
                each.ghost = gantt.ghost_mark(chart.scale.at(before.due))
            days_count = baseline.start == chart.scale.start
            if moved := move(before, each.row.place, days_count=days_count):
                each.words = f"{each.words}, {moved.was}"


def let_move(chart: Chart, project, person, leads: dict[int, int]) -> None:
    """Say of each bar where to move it, for whom may; at most one statement.

    `leads` are the leads of the work packages by their ids.
    """
    told = {}
    for each in chart.bars:
        row = each.row
        if not row.open:
            continue
        if row.model not in told:
            told[row.model] = _mover(row.model, project, person, leads)
        if told[row.model](row):
            if row.model in (WorkPackage, Task):
                query = f"first_month={row.first_month}&last_month={row.last_month}"
            else:
                query = f"due_month={row.last_month}"
            each.move = f"{each.url}move/?{query}"


def _mover(model, project, person, leads) -> Callable[[Row], bool]:
    may_edit = model.objects.rights_of(person)["may_edit"]
    known = {}

    def may(row: Row) -> bool:
        holder = leads.get(row.holders[0]) if row.holders else None
        asked = row.pk if model is Milestone else (row.lead_id, holder)
        if asked not in known:
            columns = {
                "pk": row.pk,
                "lead": row.lead_id,
                "work_package__lead": holder,
                "project": project.pk,
            }
            known[asked] = holds(may_edit, columns)
        return known[asked]

    return may


def set_out(chart: Chart) -> None:
    """Write what the page prints of each bar: few and ready strings, for it prints hundreds."""
    opening = f'<svg viewBox="0 0 {chart.width} {gantt.ROW}"><use href="#grid"/>'
    waits, move = escape(_("waits for")), escape(_("Move"))
    for each in chart.bars:
        inside = each.inside
        if each.move:
            inside = (
                f'<a href="{escape(each.move)}" aria-label="{move} {each.row.code}">{inside}</a>'
            )
        each.drawing = mark_safe(f"{opening}{each.behind}{inside}{each.across}</svg>")  # noqa: S308
        said = escape(each.words)
        if each.late:
            said += format_html(" <b>{}</b>", each.row.how_far)
        if each.waits_for:
            said += format_html(
                '<span class="visually-hidden">, {} {}</span>', waits, each.waits_for
            )
        each.said = said


@dataclass(frozen=True, slots=True)
class Sign:
    """An entry of the legend."""

    css: str  # of the row it would stand in
    width: int
    drawn: str
    words: str


def legend(baseline) -> list[Sign]:
    scale = Scale(date(2000, 1, 1), 2, 18)
    task, point = gantt.task(scale, [(1, 2)], 50), gantt.deliverable(10)
    line = "M0 7h12V20H26m-4-3l4 3-4 3"
    signs = [
        ("open", 36, gantt.package(scale, 1, 2).shapes, _("work package")),
        ("running", 36, task.shapes, _("task, filled by its progress")),
        ("pending", 20, point.shapes, _("deliverable")),
        ("open", 20, gantt.milestone(5).shapes, _("milestone")),
        ("accepted", 20, point.shapes, _("done: filled")),
        ("late", 34, [*point.shapes, gantt.late(point)], _("late")),
        ("open", 28, [("dep", line)], _("waits for")),
        ("open", 28, [("dep bad", line)], _("does not fit")),
        ("open", 6, [("gantt-today", "M3 0v28")], _("today")),
    ]
    if baseline:
        signs.append(("open", 36, [gantt.ghost(scale, [(1, 2)])], baseline.name))
    return [Sign(css, width, paths(shapes), words) for css, width, shapes, words in signs]


def folded_words(row: Row) -> str:
    """12 items, 2 late: what a folded work package hides."""
    count = len(row.inner)
    said = ngettext("%(count)d item", "%(count)d items", count) % {"count": count}
    if late := row.inner_late:
        said += ", " + ngettext("%(count)d late", "%(count)d late", late) % {"count": late}
    return said

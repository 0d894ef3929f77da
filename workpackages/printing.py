"""The Gantt as PDF on A3, from the same geometry as the page; set by core.pdf."""

from itertools import islice

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import months
from core.pdf import render
from core.templatetags.portal import day, day_month
from workpackages import gantt
from workpackages.chart import Bar, Chart, Sign

ROW_HEIGHT = 5.4  # mm
A_PAGE = 44  # rows
CHART = 195  # mm that the drawing may take
LONGEST_TITLE = 60  # letters


def zoom_of(project) -> tuple[str, int]:
    """How months are named, and how wide they are, so that the project fills the sheet."""
    units = CHART / ROW_HEIGHT * gantt.ROW - gantt.MARGIN
    month = max(int(units) // project.duration, 1)
    zooms = [zoom for zoom, least in gantt.WIDTHS.items() if least <= month]
    return (zooms or ["year"])[0], month


def gantt_pdf(project, chart: Chart, legend: list[Sign], today) -> bytes:
    """The rows of the chart on as many pages as they need, each with the head and its number."""
    data = {
        "language": (get_language() or "en").partition("-")[0],
        "title": _("Plan of %s") % project.acronym,
        "subtitle": _("%(first)s to %(last)s; printed on %(today)s")
        % {
            "first": day(project.start),
            "last": day(project.end),
            "today": day_month(today, project),
        },
        "page": _("Page {n} of {m}"),
        "columns": [_("Code"), _("Title"), _("Lead"), _("When"), _("Waits for")],
        "chart": _("%(first)s to %(last)s")
        % {"first": months.label(1), "last": months.label(project.duration)},
        "head": head_drawing(chart),
        "row_height": ROW_HEIGHT,
        "width": chart.width * ROW_HEIGHT / gantt.ROW,
        "pages": list(pages(chart)),
        "legend": [
            {
                "drawing": picture(
                    sign.width, gantt.ROW, [f'<g class="{sign.css}">{sign.drawn}</g>']
                ),
                "words": sign.words,
            }
            for sign in legend
        ],
    }
    return render("workpackages/gantt.typ", data)


def pages(chart: Chart):
    bars = iter(chart.bars)
    while page := list(islice(bars, A_PAGE)):
        yield {"rows": [words(bar) for bar in page], "drawing": page_drawing(chart, page)}


def words(bar: Bar) -> dict:
    row = bar.row
    title = row.title
    if len(title) > LONGEST_TITLE:
        title = f"{title[:LONGEST_TITLE].rstrip()}…"
    return {
        "code": row.code,
        "title": title,
        "lead": row.lead,
        "when": bar.words,
        "late": row.how_far if bar.late else "",
        "waits": bar.waits_for,
        "top": not bar.child,
    }


def head_drawing(chart: Chart) -> dict:
    head, parts = chart.head, []
    for y, css, labels in ((13, "year", head.years), (29, "", head.parts), (45, "", head.months)):
        parts += [
            f'<text class="{css}" x="{label.x + 2}" y="{y}">{label.text}</text>' for label in labels
        ]
    if chart.today is not None:
        parts.append(f'<path class="now" d="M{chart.today} 52l-5-7h10z"/>')
    return picture(chart.width, 52, parts)


def page_drawing(chart: Chart, bars: list[Bar]) -> dict:
    """The drawings of one page's rows; lines to rows on other pages lead off its edge."""
    height = len(bars) * gantt.ROW
    grid = [
        f'<path class="gantt-months" d="{chart.head.lines}"/><path class="gantt-years" '
        f'd="{chart.head.year_lines}"/>'.replace(f"v{gantt.ROW}", f"v{height}")
    ]
    if chart.today is not None:
        grid.append(f'<path class="gantt-today" d="M{chart.today} 0v{height}"/>')
    drawn, lines = [], []
    for n, bar in enumerate(bars):
        place = f'transform="translate(0 {n * gantt.ROW})"'
        drawn.append(f'<g class="{bar.css}" {place}>{bar.behind}{bar.inside}</g>')
        lines.append(f"<g {place}>{bar.across}</g>")
    return picture(chart.width, height, [*grid, *drawn, *lines])


def picture(width: int, height: int, parts: list[str]) -> dict:
    """The inside of an SVG; Typst puts it into one with its style sheet."""
    return {"width": width, "height": height, "inside": "".join(parts)}

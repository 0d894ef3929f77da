"""The totals as their page prints them: bars and cells of a table, ready."""

from html import escape

from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from buyers.totals import Cell, Line, NeedTotals

# A bar of one hundred, with its share of the longest.
BAR = (
    '<svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true">'
    '<rect class="planned" x="0" y="3.5" width="100" height="9"'
    ' vector-effect="non-scaling-stroke"/>'
    '<rect class="actual" x="0" y="3.5" width="{width}" height="9"/></svg>'
    '<span class="value num">{words}</span>'
)


def set_out(totals: NeedTotals) -> list[tuple[str, str, str, str]]:
    """(key, heading, its bars as list items, its rows of the table) of each dimension of which
    something may be told."""
    return [
        (
            key,
            label,
            mark_safe("".join(map(bar, lines))),  # noqa: S308 - escaped in bar
            mark_safe("".join(map(row, lines))),  # noqa: S308 - escaped in row
        )
        for key, label, lines in totals.by
        if lines
    ]


def row_of_all(totals: NeedTotals) -> str:
    return mark_safe(row(totals.total))  # noqa: S308 - escaped in row


def bar(line: Line) -> str:
    """Words in its place where it is hidden."""
    label, cell = escape(capfirst(line.label)), line.quantity
    words = escape(cell.words)
    if cell.is_hidden:
        drawn = f'<span class="untold">{words}</span>'
    else:
        drawn = BAR.format(width=cell.width, words=words)
    return f'<li><span class="label" title="{label}">{label}</span>{drawn}</li>'


def row(line: Line) -> str:
    """The figures say the same as the bars, in each measure."""
    members = "–" if line.members is None else line.members
    cells = "".join(map(figure, line.cells))
    label = escape(capfirst(line.label))
    return f'<tr><th scope="row">{label}</th>{cells}<td class="num">{members}</td></tr>'


def figure(cell: Cell) -> str:
    css = "num untold" if cell.is_hidden else "num"
    return f'<td class="{css}">{escape(cell.words)}</td>'

"""Rows of the plan (`workpackages.plan.Row`) as rows of a table.

In Python, for a plan has hundreds of them and a work package sixty: see docs/speed.md.
"""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe

from workpackages.plan import Row

register = template.Library()


@register.simple_tag
def plan_rows(rows: Iterable[Row], child: bool = False, ticks: bool = False) -> str:
    """For a table of class `plan`, all of them at once; a phone shows them without labels.

    `child` indents them; with `ticks` each has a box, for who may change several at once.
    """
    plain, off = (' class="child"', ' class="off child"') if child else ("", ' class="off"')
    lines = []
    for row in rows:
        tick = row.tick if ticks else ""
        css = off if row.state == "cancelled" else plain
        lines.append(f"<tr{css}>{tick}{row.cells}</tr>\n")
    return mark_safe("".join(lines))  # noqa: S308 - cells, which escape what was typed


@register.simple_tag
def listed_rows(rows: Iterable[Row], label: str, css: str = "", ticks: bool = False) -> str:
    """For a list of deliverables or of milestones; the last cell, which is called `label` on a
    phone and has the class `css`, holds what only they have."""
    css = f' class="{css}"' if css else ""
    last = f'<td{css} data-label="{escape(label)}">'
    lines = []
    for row in rows:
        tick = row.tick if ticks else ""
        off = ' class="off"' if row.state == "cancelled" else ""
        lines.append(f"<tr{off}>{tick}{row.listed}{last}{row.own_words}</td></tr>\n")
    return mark_safe("".join(lines))  # noqa: S308 - cells, which escape what was typed

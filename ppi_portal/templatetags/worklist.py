"""Rows of the work plan (`ppi_portal.worklist.Row`) and what changed, as items of a list.

In Python, for a coordinator's desk has fifty of them: as templates each took twice as long.
"""

from collections.abc import Iterable
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.templatetags.portal import day, due_mark
from ppi_portal.news import News
from ppi_portal.worklist import Row, state_mark
from trainings.models import Training

register = template.Library()

TOLD = (
    '<li>{}<span class="what"><a href="{}">{}</a> <span class="meta">{}</span></span>'
    '<span class="acts">{}</span></li>'
)
OWED = (
    '<li>{}<span class="what"><a href="{}">{}</a> <span class="meta whole">{} · '
    '<span class="nowrap">{}</span> · {}</span></span>'
    '<span class="acts">{}</span></li>'
)
ACT = '<a class="btn btn-sm" href="{}">{}<span class="visually-hidden"> {}</span></a>'
BOOKABLE = (
    '<li><span class="due">{}</span><span class="what"><a href="{}">{}</a>'
    ' <span class="meta whole">{} · {}</span></span><span class="acts">'
    '<a class="btn btn-sm btn-primary" href="{}">{}<span class="visually-hidden"> {}</span></a>'
    "</span></li>"
)
CHANGED = (
    '<li><a href="{}">{}</a> {} <span class="meta">{}<time datetime="{}">{}</time>{}</span></li>'
)


@register.simple_tag
def told(rows: Iterable[Row], today: date, by_project: bool = False) -> str:
    """They only tell: beside each its lead, or with `by_project` its project."""
    shown = (
        (
            due_mark(row.due, today),
            row.url,
            row.label,
            row.project.acronym if by_project else row.lead_name,
            state_mark(row.state, row.state_label),
        )
        for row in rows
    )
    return format_html_join("", TOLD, shown)


@register.simple_tag
def owed(rows: Iterable[Row], today: date) -> str:
    """Each with the button that does what is owed."""
    shown = (
        (
            due_mark(row.due, today),
            row.url,
            row.label,
            row.project.acronym,
            day(row.due),
            row.state_label,
            format_html(ACT, row.act_url, row.next_act.label, row.code or row.label)
            if row.next_act
            else "",
        )
        for row in rows
    )
    return format_html_join("", OWED, shown)


@register.simple_tag
def bookable(trainings: Iterable[Training]) -> str:
    """Each with the seats that are free and the button that leads to registration."""
    full, register_words = _("waiting list"), _("Register")
    shown = (
        (
            day(training.first_day),
            (url := training.get_absolute_url()),
            training.title,
            training.project.acronym,
            _seats(training.seats_free) if training.seats_free > 0 else full,
            url,
            register_words,
            training.title,
        )
        for training in trainings
    )
    return format_html_join("", BOOKABLE, shown)


def _seats(free: int) -> str:
    return ngettext("%(n)d seat free", "%(n)d seats free", free) % {"n": free}


@register.simple_tag
def changed(news: Iterable[News]) -> str:
    """What it is and is now, by whom, when and why."""
    shown = (
        (
            each.url,
            each.label,
            state_mark(each.state, each.state_label),
            format_html("{} · ", each.who) if each.who else "",
            each.when.isoformat(),
            day(each.when),
            format_html(" · “{}”", each.reason) if each.reason else "",
        )
        for each in news
    )
    return format_html_join("", CHANGED, shown)

"""How pages write days, times, lateness, seats and notes; the guide is docs/interface.md.

What days, lateness and seats look like is cached by value and language: lists repeat them. So is
a part of a page that knows only a few values: see `kept`.
"""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.db.models import Model
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from core import months
from core.exports import FORMATS
from core.markdown import html
from core.text import full_stop

register = template.Library()
register.filter(full_stop)


@lru_cache(maxsize=4096)
def _day_text(value: date, language: str) -> str:
    return date_format(value, "DATE_FORMAT")


@register.filter
def markdown(text: str) -> str:
    """What people wrote in Markdown, as clean HTML."""
    return html(text)


@register.filter
def day(value: date | None) -> str:
    """Mon 12 Sep 2016. A moment is taken in the active time zone."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = (localtime(value) if is_aware(value) else value).date()
    return _day_text(value, get_language())


@lru_cache(maxsize=4096)
def _minute_text(value: datetime, language: str) -> str:
    return date_format(value, "DATETIME_FORMAT")


@register.filter
def minute(value: datetime | None) -> str:
    """Mon 12 Sep 2016, 09:00, in the active time zone."""
    if value is None:
        return ""
    # Bare, for moments that are equal are not so on the clocks of all zones.
    return _minute_text(
        localtime(value).replace(second=0, microsecond=0, tzinfo=None), get_language()
    )


@register.filter
def day_month(value: date | None, project) -> str:
    """Mon 12 Sep 2016 (M21); outside the project's months only the day."""
    if value is None:
        return ""
    month = months.month_of(project.start, value)
    if not 1 <= month <= project.duration:
        return day(value)
    return f"{day(value)} ({months.label(month)})"


@register.filter
def project_month(value: date, project) -> str:
    """M21; nothing outside the project's months."""
    month = months.month_of(project.start, value)
    return months.label(month) if 1 <= month <= project.duration else ""


@register.filter
def month_label(value: int | None) -> str:
    """M21"""
    return "" if value is None else months.label(value)


@register.filter
def city(zone: str) -> str:
    """Zagreb, for Europe/Zagreb."""
    return str(zone).rpartition("/")[2].replace("_", " ")


def _clock(value: time | datetime, zone: str) -> str:
    if isinstance(value, datetime) and is_aware(value):
        value = value.astimezone(ZoneInfo(str(zone)))
    return time_format(value, "TIME_FORMAT")


@register.simple_tag
def hours(start: time | datetime, end: time | datetime | None, zone: str) -> str:
    """09:00–17:00 (Zagreb). Aware moments are shown in `zone`; bare times are its wall clock."""
    span = _clock(start, zone)
    if end is not None:
        span = f"{span}–{_clock(end, zone)}"
    return f"{span} ({city(zone)})"


@lru_cache(maxsize=4096)
def _due_text(days: int, language: str) -> str:
    if days == 0:
        return _("due today")
    if days == 1:
        return _("due tomorrow")
    if days > 1:
        return ngettext("due in %(days)d day", "due in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


@register.filter
def due(value: date | None, today: date) -> str:
    """due today, due tomorrow, due in 3 days, 2 days late"""
    return "" if value is None else _due_text((value - today).days, get_language())


@register.filter
def lateness(value: date | None, today: date) -> str:
    """late, today, soon (within a week) or later: the class `due-…` beside the words of `due`."""
    if value is None:
        return "later"
    days = (value - today).days
    if days < 0:
        return "late"
    if days == 0:
        return "today"
    return "soon" if days <= 7 else "later"


@register.filter
def due_mark(value: date, today: date) -> str:
    """The words of `due` in the colour of `lateness`."""
    return _due_mark(value, today, get_language())


@lru_cache(maxsize=4096)
def _due_mark(value: date, today: date, language: str) -> str:
    return format_html(
        '<span class="due due-{}">{}</span>', lateness(value, today), due(value, today)
    )


@register.simple_tag
def meter(count: int, minimum: int, capacity: int | None = None) -> str:
    """A bar from 0 over the minimum to the capacity, and the same in words beside it.

    Without a capacity the bar ends at one and a half times the minimum, or at the count.
    """
    return _meter_html(count, minimum, capacity, get_language())


@lru_cache(maxsize=4096)
def _meter_html(count: int, minimum: int, capacity: int | None, language: str) -> str:
    top = max(capacity or 0, count, minimum if capacity else round(minimum * 1.5), 1)
    width = 120
    words = _("%(count)d of at least %(minimum)d") % {"count": count, "minimum": minimum}
    if capacity:
        seats = ngettext("%(seats)d seat", "%(seats)d seats", capacity) % {"seats": capacity}
        words = f"{words}, {seats}"
    return format_html(
        '<span class="meter"><svg viewBox="0 0 {width} 12" aria-hidden="true">'
        '<rect class="track" x=".5" y="2.5" width="{track}" height="7" rx="3.5"/>'
        '<rect class="{fill}" x="0" y="2" width="{filled}" height="8" rx="4"/>'
        '<path class="least" d="M{least} 0v12"/></svg> <span>{words}</span></span>',
        width=width,
        track=width - 1,
        fill="bar-enough" if count >= minimum else "bar-short",
        filled=round(width * count / top),
        least=min(max(round(width * minimum / top), 1), width - 1),
        words=words,
    )


@register.simple_tag(takes_context=True)
def exports(context, view_name: str, *args) -> str:
    """The list of this page as a download in each format: the same filter, all of its pages.

    The address of the view ends in `<format:format>`.
    """
    asked = context["request"].GET.copy()
    for only_here in ("page", "open"):
        asked.pop(only_here, None)
    query = f"?{asked.urlencode()}" if asked else ""
    first = next(iter(FORMATS))
    address = reverse(view_name, args=[*args, first]).removesuffix(first)
    links = ((f"{address}{format}{query}", label) for format, label in FORMATS.items())
    return format_html(
        '<span class="exports" role="group" aria-label="{label}"><span aria-hidden="true">{label}'
        "</span>{links}</span>",
        label=_("Export"),
        links=format_html_join("", ' <a href="{}">{}</a>', links),
    )


# By hand, for most lists have ten of them: as a template each took a hundred calls.
PAGE_LINK = '<li><a href="{start}{number}" aria-label="{words}">{number}</a></li>'
NO_LINK = '<li><span class="{css}"{more}>{number}</span></li>'


@register.simple_tag(takes_context=True)
def page_links(context, page) -> dict:
    """What components/pages.html shows: the addresses of the next and the previous page of a long
    list, and as `numbers` the links to all, with dots in place of a number where many are left out.
    """
    asked = context["request"].GET.copy()
    asked.pop("page", None)
    start = f"?{asked.urlencode()}&page=" if asked else "?page="
    address, words = escape(start), escape(_("Page %(number)s"))
    numbers = []
    for number in page.paginator.get_elided_page_range(page.number):
        if number == page.number:
            link = NO_LINK.format(css="here", more=' aria-current="page"', number=number)
        elif number == page.paginator.ELLIPSIS:
            link = NO_LINK.format(css="here-not", more="", number=number)
        else:
            words_of_it = words % {"number": number}
            link = PAGE_LINK.format(start=address, number=number, words=words_of_it)
        numbers.append(link)
    return {
        "previous": f"{start}{page.number - 1}" if page.has_previous() else "",
        "next": f"{start}{page.number + 1}" if page.has_next() else "",
        "numbers": mark_safe("".join(numbers)),  # noqa: S308 - numbers, and what was escaped
    }


@register.simple_tag
def kept(template_name: str, **facts) -> str:
    """A part of a page, rendered once for equal facts: it knows nothing else, not even the request.

    Nothing else can therefore be on it, nor a right be kept: whoever asks for it says the answer as
    a fact. A row of the database is none, for it stays equal to itself when it changes.
    """
    if any(isinstance(fact, Model) for fact in facts.values()):
        raise TypeError(f"{template_name} is kept: give it columns, no rows")
    return _kept_html(template_name, get_language(), tuple(facts.items()))


@lru_cache(maxsize=1024)
def _kept_html(template_name: str, language: str, facts: tuple) -> str:
    return render_to_string(template_name, dict(facts))


@register.filter
def undo_address(message) -> str:
    """Where the undo button of a note posts to: its extra tag `undo:/address/`, else nothing."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:/") and not tag.startswith("undo://"):
            return tag.removeprefix("undo:")
    return ""

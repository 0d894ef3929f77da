"""How inputs are written, for templates/django/forms: the text is the one of Django's templates.

A page with a filter has some forty attributes and options, and Django's templates render each of
them by itself: a third of what such a page took.
"""

from collections.abc import Iterable, Iterator

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def attributes(attrs: dict) -> SafeString:
    """` name="value"` for each; of a True one the name alone, of a False one nothing."""
    return _together(
        format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)
        for name, value in attrs.items()
        if value is not False
    )


@register.filter
def options(groups: Iterable[tuple]) -> SafeString:
    """The choices of a list, by group; those without one are a nameless group each."""
    return _together(_options(groups))


def _options(groups: Iterable[tuple]) -> Iterator[str]:
    for name, found, _index in groups:
        if name:
            yield format_html('<optgroup label="{}">', name)
        for option in found:
            value, label = map(conditional_escape, (option["value"], option["label"]))
            marks = attributes(option["attrs"]) if option["attrs"] else ""
            yield f'<option value="{value}"{marks}>{label}</option>'
        if name:
            yield "</optgroup>"


def _together(written: Iterable[str]) -> SafeString:
    return mark_safe("".join(written))  # noqa: S308 - what was typed in each is escaped

"""One mail from its templates: templates/<app>/mail/<name>.txt and .html.

`<name>.txt` extends mail/base.txt and fills the blocks `subject` (one line) and `text`;
`<name>.html` extends mail/base.html and fills `content`, with the classes of mail/base.html.
Both get the caller's context and `base_url`. `why` and `why_url` in the context become the last
lines: why the reader gets this mail, and where that can be seen. Links are absolute:
`{{ base_url }}{% url ... %}`.
"""

import re
from dataclasses import dataclass

from css_inline import CSSInliner
from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import override

from outbox.models import Category
from outbox.unsubscribing import link

# Rules with a condition (dark mode, phones) cannot be inlined and stay in the head.
inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


def compose(name: str, context: dict, *, language: str, to: str = "", category: str = "") -> Letter:
    """The letter `name` ("trainings/moved") in `language`.

    Optional mail needs `to` and `category`, for its unsubscribe link. Dates in the context are
    shown in the active time zone: activate the reader's.
    """
    app, _slash, name = name.partition("/")
    context = {"base_url": settings.BASE_URL, **context}
    if category and Category(category).optional:
        context["unsubscribe_url"] = link(to, category, language)
    with override(language):
        text = _render(f"{app}/mail/{name}.txt", context, autoescape=False)
        subject, _newline, text = text.strip().partition("\n")
        html = _render(f"{app}/mail/{name}.html", {**context, "subject": subject}, autoescape=True)
    return Letter(subject.strip(), _tidy(text), inliner.inline(html))


def _render(path: str, context: dict, *, autoescape: bool) -> str:
    return get_template(path).template.render(Context(context, autoescape=autoescape))


def _tidy(text: str) -> str:
    """Without the empty lines that template tags leave behind: at most one in a row."""
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines) + "\n"

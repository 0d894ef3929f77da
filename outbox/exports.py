"""The outbox as a table: that a mail went out, never what it said."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from outbox.models import Category, State

HEADER = (
    _("Subject"),
    _("To"),
    _("State"),
    _("Category"),
    _("Written (UTC)"),
    _("Sent (UTC)"),
    _("Attempts"),
    _("Last answer"),
    _("Reason"),
)
COLUMNS = (
    "subject",
    "to",
    "state",
    "category",
    "created_at",
    "sent_at",
    "attempts",
    "last_error",
    "reason",
)


def rows(mails) -> Iterator[list]:
    """One statement; moments as ISO writes them, to the minute."""
    states = {value: str(label) for value, label in State.choices}
    categories = {value: str(label) for value, label in Category.choices}
    for row in mails.values_list(*COLUMNS).iterator(chunk_size=1000):
        subject, to, state, category, written, sent, *rest = row
        yield [
            *[subject, to, states[state], categories[category], f"{written:%Y-%m-%d %H:%M}"],
            f"{sent:%Y-%m-%d %H:%M}" if sent else "",
            *rest,
        ]

"""The ledger as a table."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from reminders.models import step_words

HEADER = [
    _("Person"),
    _("Address"),
    _("What"),
    _("Date"),
    _("Reminder"),
    _("When to tell"),
    _("State"),
    _("Sent"),
    _("Reason"),
]


def rows(entries) -> Iterator[list]:
    """One statement; `entries` is a QuerySet of `Entry`."""
    for entry in entries.for_list().iterator(chunk_size=500):
        yield [
            entry.person.name,
            entry.person.email,
            entry.label,
            entry.item_day,
            step_words(entry.step),
            entry.due.isoformat(),
            entry.shown_state_label,
            entry.mail.sent_at.isoformat() if entry.mail and entry.mail.sent_at else "",
            entry.reason,
        ]

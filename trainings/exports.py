"""The registrations of a training as rows of a spreadsheet."""

from collections.abc import Iterator

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trainings.models import Registration

REGISTRATIONS = (
    _("Name"),
    _("E-mail address"),
    _("Organisation"),
    _("Country"),
    _("State"),
    _("Counts towards the minimum"),
    _("May come because"),
    _("Registered"),
    _("Why it ended"),
)
COLUMNS = (
    "person__name",
    "person__email",
    "organisation__short_name",
    "organisation__country",
    "state",
    "counts",
    "why",
    "registered_at",
    "end_reason",
)


def registration_rows(registrations) -> Iterator[list]:
    """One statement; moments are UTC, as ISO writes them, to the minute."""
    labels = {value: str(label) for value, label in Registration.State.choices}
    yes, no = gettext("yes"), gettext("no")
    for row in registrations.values_list(*COLUMNS).iterator(chunk_size=1000):
        name, email, organisation, country, state, counts, why, moment, ended = row
        yield [
            name,
            email,
            organisation,
            country,
            labels[state],
            yes if counts else no,
            why,
            f"{moment:%Y-%m-%d %H:%M}",
            ended,
        ]

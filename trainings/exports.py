"""The trainings of a project, and the registrations of one, as rows of a spreadsheet."""

from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.portal import project_month
from trainings.models import Registration

TRAININGS = (
    _("Programme"),
    _("Task"),
    _("Training"),
    _("State"),
    _("First day"),
    _("Last day"),
    _("Month"),
    _("Window: first day"),
    _("Window: last day"),
    _("Organiser"),
    _("Co-hosts"),
    _("Venue"),
    _("City"),
    _("Region"),
    _("NUTS code"),
    _("Country"),
    _("Language"),
)
# Of these the pages tell only who sees the whole project.
SEATS = (
    _("Go/no-go day"),
    _("Capacity"),
    _("Seats taken"),
    _("Count towards the minimum"),
    _("Minimum"),
)
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


def training_rows(trainings, project) -> Iterator[list]:
    """By programme and day, in one statement; with `SEATS` where `project` is seen from inside."""
    related = trainings.select_related("programme__task", "organiser__organisation").order_by(
        *("programme__first_month", "programme_id", F("first_day").asc(nulls_last=True), "pk")
    )
    for row in related.iterator(chunk_size=500):
        row.programme.project = project  # from whose start its window is counted
        cells = [
            *[row.programme.title, row.programme.task.code, row.title, row.get_state_display()],
            *[row.first_day, row.last_day],
            project_month(row.first_day, project) if row.first_day else "",
            *[row.opens, row.closes, row.organiser.organisation.short_name, row.cohosts],
            *[row.venue, row.city, row.region, row.nuts, row.country.name, row.language],
        ]
        if project.inside:
            cells += [row.decision_day, row.capacity, row.seats_taken, row.counting]
            cells.append(row.programme.minimum)
        yield cells


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

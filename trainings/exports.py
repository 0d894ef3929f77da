"""The trainings of a project, and the registrations of one, as rows of a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.portal import project_month
from trainings import answering
from trainings.models import Consent, QuestionAnswer, Registration

TRAININGS = (
    _("Programme"),
    _("Task"),
    _("Training"),
    _("State"),
    _("First day"),
    _("Last day"),
    _("Month"),
    _("Organiser"),
    _("Venue"),
    _("City"),
    _("Region"),
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
    _("Agrees to"),
)
# What the kitchen gets: no names.
NEEDS = (_("What"), _("Told"), _("How often"))
NEEDS_BY_PERSON = (_("Name"), _("Organisation"), _("State"), _("Food"), _("Access"))
COLUMNS = (
    "pk",
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
        cells = [
            *[row.programme.title, row.programme.task.code, row.title, row.get_state_display()],
            *[row.first_day, row.last_day],
            project_month(row.first_day, project) if row.first_day else "",
            *[row.organiser.organisation.short_name, row.venue, row.city, row.region],
            *[row.country.name, row.language],
        ]
        if project.inside:
            cells += [row.decision_day, row.capacity, row.seats_taken, row.counting]
            cells.append(row.programme.minimum)
        yield cells


def registration_rows(registrations, questions=()) -> Iterator[list]:
    """Three statements; moments are UTC, as ISO writes them, to the minute. A column for each of
    the questions. Food and access are in no export but the kitchen's."""
    labels = {value: str(label) for value, label in Registration.State.choices}
    purposes = {value: str(label) for value, label in Consent.Purpose.choices}
    yes, no = gettext("yes"), gettext("no")
    consents = defaultdict(list)
    standing = Consent.objects.standing().filter(registration__in=registrations).order_by("pk")
    for pk, purpose in standing.values_list("registration", "purpose"):
        consents[pk].append(purposes[purpose])
    answers = answers_of(registrations) if questions else {}
    for row in registrations.values_list(*COLUMNS).iterator(chunk_size=1000):
        pk, name, email, organisation, country, state, counts, why, moment, ended = row
        told = (answers.get((pk, question.pk), "") for question in questions)
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
            ", ".join(consents[pk]),
            *told,
        ]


def answers_of(registrations) -> dict[tuple[int, int], str]:
    """{(registration, question): what was answered}"""
    rows = QuestionAnswer.objects.filter(registration__in=registrations)
    columns = rows.values_list("registration", "question", "question__kind", "text")
    return {
        (registration, question): answering.in_words(kind, text).replace("\n", "; ")
        for registration, question, kind, text in columns
    }


def needs_by_person(needs) -> Iterator[list]:
    """Food and access with the names of those who told them."""
    for row in needs:
        registration = row.registration
        yield [
            registration.person.name,
            registration.organisation.short_name,
            registration.get_state_display(),
            row.diet,
            row.access,
        ]

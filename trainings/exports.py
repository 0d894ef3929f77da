"""The trainings of a project, and the registrations of one, as rows of a spreadsheet."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.portal import project_month
from partners.models import Organisation
from trainings import answering, gap
from trainings.models import Attendance, Consent, Invitation, QuestionAnswer, Registration

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
AGREES = _("Agrees to")
PEOPLE = (
    _("Name"),
    _("E-mail address"),
    _("Organisation"),
    _("Kind of organisation"),
    _("Country"),
    _("Training"),
    _("First day"),
    _("State"),
    _("Counts towards the minimum"),
    _("Days there"),
    _("Days recorded"),
    _("Registered"),
)
INVITATIONS = (
    _("Organisation"),
    _("Country"),
    _("May come because"),
    _("Name"),
    _("E-mail address"),
    _("State"),
    _("Answer by"),
    _("Sent"),
    _("Last nudged"),
    _("Answered"),
    _("What they wrote"),
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


def day_columns(days) -> list[str]:
    """The heads of the columns that say who was there."""
    return [gettext("There on %(day)s") % {"day": day.day.isoformat()} for day in days]


def registration_rows(registrations, days=(), questions=()) -> Iterator[list]:
    """Two statements, one more for who was there on the days and one for answers to the questions;
    moments are UTC, as ISO writes them, to the minute.

    A column for each day, empty where nobody has said anything of a person; then the consents and a
    column for each question. Food and access are in no export but the kitchen's."""
    labels = {value: str(label) for value, label in Registration.State.choices}
    purposes = {value: str(label) for value, label in Consent.Purpose.choices}
    yes, no = gettext("yes"), gettext("no")
    there = {True: yes, False: no, None: ""}
    said = {}
    if days:
        of_days = Attendance.objects.filter(registration__in=registrations.values("pk"))
        for pk, day, was in of_days.values_list("registration", "day", "was_there"):
            said[pk, day] = was
    consents = defaultdict(list)
    standing = Consent.objects.standing().filter(registration__in=registrations).order_by("pk")
    for pk, purpose in standing.values_list("registration", "purpose"):
        consents[pk].append(purposes[purpose])
    answers = answers_of(registrations) if questions else {}
    for row in registrations.values_list(*COLUMNS).iterator(chunk_size=1000):
        pk, name, email, organisation, country, state, counts, why, moment, ended = row
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
            *[there[said.get((pk, day.pk))] for day in days],
            ", ".join(consents[pk]),
            *(answers.get((pk, question.pk), "") for question in questions),
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


def people_rows(registrations) -> Iterator[list]:
    """Two statements, whatever the length; moments are UTC, as ISO writes them, to the minute."""
    states = {value: str(label) for value, label in Registration.State.choices}
    kinds = {value: str(label) for value, label in Organisation.Type.choices}
    yes, no = gettext("yes"), gettext("no")
    said = Attendance.objects.filter(
        registration__in=registrations.order_by().values("pk"), day__is_withdrawn=False
    )
    days = {
        pk: (there, recorded)
        for pk, there, recorded in said.order_by()
        .values_list("registration")
        .annotate(there=Count("pk", filter=Q(was_there=True)), recorded=Count("pk"))
    }
    rows = registrations.values_list(
        "pk",
        "person__name",
        "person__email",
        "organisation__short_name",
        "organisation__type",
        "organisation__country",
        "training__title",
        "training__first_day",
        "state",
        "counts",
        "registered_at",
    )
    for row in rows.iterator(chunk_size=1000):
        pk, name, email, organisation, kind, country, title, day, state, counts, moment = row
        yield [
            *[name, email, organisation, kinds.get(kind, kind), country, title, day, states[state]],
            yes if counts else no,
            *days.get(pk, ("", "")),
            f"{moment:%Y-%m-%d %H:%M}",
        ]


def invitation_rows(training, today: date) -> Iterator[list]:
    """Who was asked, then who is missing and was not; at most three statements, moments are UTC."""
    asked = training.invitations.not_taken_back().select_related("person", "organisation")
    labels = {value: str(label) for value, label in Invitation.State.choices}
    known = set()
    for row in asked.order_by("organisation__short_name", "pk"):
        known.add(row.organisation_id)
        yield [
            *[row.organisation.name, row.organisation.country.name, row.why],
            *[row.person.name, row.person.email, labels[row.state], row.answer_by],
            *map(_minute, (row.sent_at, row.nudged_at, row.answered_at)),
            row.answer,
        ]
    for row in gap.missing(training, today):
        if row.organisation.pk not in known:
            cells = [row.organisation.name, row.organisation.country.name, row.why]
            yield [*cells, "", "", gettext("not invited"), "", "", "", "", ""]


def _minute(moment) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else ""

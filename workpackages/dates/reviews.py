"""Project reviews as dated things; told to nobody but their lead and the coordinator."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.models import Review

KINDS = (
    Kind(
        "project_review",
        _("Project review"),
        {"lead": _("Lead partner"), "coordinator": _("Coordinator")},
    ),
)
LABEL = Review._meta.label_lower
# From a place on a team to the reviews that the person is answerable for in a role.
PATHS = {"lead": "participation__led_reviews", "coordinator": "participation__project__reviews"}
COLUMNS = (
    *("pk", "number", "title", "state", "due_on", "project"),
    *("project__slug", "project__acronym", "project__closed_on"),
)


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """On the day by which a review is expected."""
    rows = Review.objects.due_between(first, last)
    if person is not None:
        rows = rows.visible_to(person)
    if project is not None:
        rows = rows.filter(project=project)
    states = dict(Review.State.choices)
    columns = rows.order_by("due_on", "pk").values_list(*COLUMNS)
    for pk, number, title, state, due, project_id, slug, acronym, closed_on in columns:
        code = f"{Review.PREFIX}{number}"
        yield DatedItem(
            key=f"{LABEL}:{pk}",
            kind="project_review",
            label=f"{code} {title}",
            moment=due,
            url=f"{reverse('project', args=[slug])}{code.lower()}/",
            project_id=project_id,
            project=acronym,
            open=state in Review.OPEN and closed_on is None,
            state=str(states[state]),
            cancelled=state == Review.State.CANCELLED,
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for the people who act for the lead, or for the coordinator."""
    pks = ids_by_model(keys).get(LABEL)
    if not pks or role not in PATHS:
        return
    path = PATHS[role]
    places = TeamMember.objects.valid_on(day_or_today(today)).editors()
    if role == "coordinator":
        places = places.filter(participation__role="coordinator")
    pairs = places.filter(**{f"{path}__in": pks}).values_list(path, "person").distinct()
    for pk, person in pairs:
        yield f"{LABEL}:{pk}", person

"""What of the plan is due on one day, out of ten tables by one statement.

By hand, as in partners.places: a month of the calendar asks for all of it, and Django takes longer
to write ten statements than the database to answer. Each noun has its `SELECTS` and makes its
own items of what they find. Rights are the ids of the projects that are asked in.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import NamedTuple

from django.db import connection
from django.urls import reverse

from core.dates import DatedItem
from partners.models import Project
from partners.places import places_of


class OfProject(NamedTuple):
    """What dated things say of their project."""

    slug: str
    acronym: str
    page: str  # its address, as a path
    start: date
    is_open: bool


class Due(NamedTuple):
    """One row. What `number` and `detail` hold is up to its kind."""

    kind: str
    pk: int
    project: int
    day: date
    number: str
    title: str
    state: str
    detail: str
    last: date | None
    starts: time | None
    ends: time | None
    zone: str
    place: str


# The last columns: of a meeting, and of what has neither an hour nor a place.
HOURS = """
           meeting.last_day, meeting.starts, meeting.ends, meeting.zone,
           meeting.venue || CASE WHEN meeting.venue = '' OR meeting.city = '' THEN '' ELSE ', ' END
               || meeting.city
"""
NO_HOURS = "CAST(NULL AS date), CAST(NULL AS time), CAST(NULL AS time), '', ''"
FROM_TEXT = {
    "day": date.fromisoformat,
    "last": date.fromisoformat,
    "starts": time.fromisoformat,
    "ends": time.fromisoformat,
}


def projects_of(person=None, project=None) -> dict[int, OfProject]:
    """Those that the person sees, or all; of them one where one is named. A statement or none."""
    if project is not None:
        seen = person is None or project.pk in places_of(person).seen
        known = [(project, project.closed_on is None)] if seen else []
    elif person is not None:
        known = [(each, each.is_open) for each in places_of(person).projects]
    else:
        rows = Project.objects.order_by().only("slug", "acronym", "start", "closed_on")
        known = [(each, each.closed_on is None) for each in rows]
    return {
        each.pk: OfProject(
            each.slug, each.acronym, reverse("project", args=[each.slug]), each.start, is_open
        )
        for each, is_open in known
    }


def rows(selects: Iterable[str], first: date, last: date, projects: Iterable[int]) -> list[Due]:
    """What is due on one of these days, both included, in one of these projects."""
    ids = ", ".join(map(str, projects))
    statement = " UNION ALL ".join(selects).format(projects=ids, hours=HOURS, no_hours=NO_HOURS)
    return read(Due, statement, {"first": first, "last": last})


def read(shape, statement: str, values: dict) -> list:
    """The rows of a statement in this shape, a NamedTuple."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = list(map(shape._make, cursor.fetchall()))
    if connection.vendor != "sqlite":
        return found
    return [_from_text(row) for row in found]


def _from_text(row):
    """SQLite hands days and hours over as text where it does not know of which column they are."""
    columns = ((name, parse, getattr(row, name)) for name, parse in FROM_TEXT.items())
    return row._replace(**{name: parse(it) for name, parse, it in columns if isinstance(it, str)})


def item(
    row: Due,
    project: OfProject,
    model,
    *,
    open: bool,
    moment: date | datetime | None = None,
    **words,
) -> DatedItem:
    """What every kind has alike; `words` are its label, address, state, and what it has besides."""
    return DatedItem(
        key=f"{model._meta.label_lower}:{row.pk}",
        kind=row.kind,
        moment=moment or row.day,
        project_id=row.project,
        project=project.acronym,
        open=open and project.is_open,
        **words,
    )

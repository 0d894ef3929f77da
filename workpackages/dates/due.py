"""What of the plan is due on one day, out of seven tables by one statement.

By hand, as in partners.places: a month of the calendar asks for all of it, and Django takes longer
to write seven statements than the database to answer. Each noun has its `SELECTS` and makes its
own items of what they find. Rights are the ids of the projects that are asked in.
"""

from collections.abc import Iterable
from datetime import date
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
    statement = " UNION ALL ".join(select.format(projects=ids) for select in selects)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"first": first, "last": last})
        found = cursor.fetchall()
    if found and isinstance(found[0][3], str):  # SQLite hands a day over as text
        return [Due(*row[:3], date.fromisoformat(row[3]), *row[4:]) for row in found]
    return list(map(Due._make, found))


def item(row: Due, project: OfProject, model, *, open: bool, **words) -> DatedItem:
    """What every kind has alike; `words` are its label, address, state, and what it has besides."""
    return DatedItem(
        key=f"{model._meta.label_lower}:{row.pk}",
        kind=row.kind,
        moment=row.day,
        project_id=row.project,
        project=project.acronym,
        open=open and project.is_open,
        **words,
    )

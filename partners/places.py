"""What a person's places let them see and do, asked once and then compared with as ids.

Every right of every app begins here. As subqueries these facts were most of what a page cost: each
right nested them anew, for Django to build and for the database to plan.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

# By hand, for every page asks it and Django takes longer to write it than the database to answer.
# The same days as TeamMember.objects.valid_on and ProjectReader.objects.valid_on. The two columns
# without a value are those of buyers.places, which pages ask in the same statement.
HELD_ON = """
    SELECT place.access, partner.id, partner.role, 0, 0, project.id, project.slug, project.acronym,
           project.start, project.duration, project.closed_on IS NULL
      FROM partners_teammember place
      JOIN partners_participation partner ON partner.id = place.participation_id
      JOIN partners_project project ON project.id = partner.project_id
     WHERE place.person_id = %(person)s AND place.since <= %(day)s
       AND (place.until IS NULL OR place.until >= %(day)s)
       AND (partner.exit IS NULL OR partner.exit >= %(day)s)
     UNION ALL
    SELECT 'reader', 0, '', 0, 0, project.id, project.slug, project.acronym,
           project.start, project.duration, project.closed_on IS NULL
      FROM partners_projectreader reading
      JOIN partners_project project ON project.id = reading.project_id
     WHERE reading.person_id = %(person)s AND reading.since <= %(day)s
       AND (reading.until IS NULL OR reading.until >= %(day)s)
"""


@dataclass(frozen=True, slots=True)
class KnownProject:
    """What menus and headings say of a project."""

    pk: int
    slug: str
    acronym: str
    start: date
    duration: int
    is_open: bool

    @classmethod
    def read(cls, pk, slug, acronym, start, duration, is_open):
        """From the columns of a statement written by hand; SQLite hands a date over as text."""
        start = date.fromisoformat(start) if isinstance(start, str) else start
        return cls(pk, slug, acronym, start, duration, bool(is_open))


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of projects and participations."""

    seen: frozenset[int]  # projects: of their organisation, or as a reader
    acted_for: frozenset[int]  # participations: an editor's place
    at_work: frozenset[int]  # those of `acted_for` whose project is open
    coordinated: frozenset[int]  # open projects whose coordinator they act for
    worked_in: frozenset[int]  # open projects: an editor's place, for any partner
    leading: frozenset[int]  # projects, open or closed, whose coordinator they act for
    projects: frozenset[KnownProject]  # those of `seen`


NOWHERE = Places(*[frozenset()] * 7)


def remembered(person, what: tuple, ask: Callable):
    """What `ask()` answers; asked once for whom buyers.places remembers, else each time."""
    known = getattr(person, "remembered", None)
    if known is None:
        return ask()
    try:
        return known[what]
    except KeyError:
        known[what] = ask()
        return known[what]


def places_of(person, today: date | None = None) -> Places:
    """Today's by default, in the active time zone. One statement, or none when remembered."""
    if person.pk is None or person.account == "closed":  # a visitor, or somebody who has left
        return NOWHERE
    day = today or timezone.localdate()
    return remembered(person, ("places", day), lambda: _held_on(day, person))


def _held_on(day: date, person) -> Places:
    with connection.cursor() as cursor:
        cursor.execute(HELD_ON, {"person": person.pk, "day": day})
        return read_places(cursor.fetchall())


def read_places(rows: Iterable[tuple]) -> Places:
    """From the rows of HELD_ON."""
    projects, acted_for, at_work, worked_in, leading = set(), set(), set(), set(), set()
    for access, participation, role, _group, _organisation, *columns in rows:
        project = KnownProject.read(*columns)
        projects.add(project)
        if access == "editor":
            acted_for.add(participation)
            if project.is_open:
                at_work.add(participation)
                worked_in.add(project.pk)
            if role == "coordinator":
                leading.add(project.pk)
    return Places(
        seen=frozenset(project.pk for project in projects),
        acted_for=frozenset(acted_for),
        at_work=frozenset(at_work),
        coordinated=frozenset(leading & worked_in),
        worked_in=frozenset(worked_in),
        leading=frozenset(leading),
        projects=frozenset(projects),
    )

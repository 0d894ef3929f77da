"""What a person's places let them see and do, asked once and then compared with as ids.

Every right of every app begins here. As subqueries these facts were most of what a page cost: each
right nested them anew, for Django to build and for the database to plan.
"""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db.models import DateField, Value
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Places:
    """Ids of projects and participations."""

    seen: frozenset[int]  # projects: of their organisation, or as a reader
    acted_for: frozenset[int]  # participations: an editor's place
    coordinated: frozenset[int]  # open projects whose coordinator they act for


NOWHERE = Places(frozenset(), frozenset(), frozenset())


def remember_places(person) -> None:
    """Ask once as long as this object lives: for the person of one request, never for longer."""
    person.known_places = None


def places_of(person, today: date | None = None) -> Places:
    """Today's by default, in the active time zone. One statement, or none when remembered."""
    if person.pk is None or person.account == "closed":  # a visitor, or somebody who has left
        return NOWHERE
    if not hasattr(person, "known_places"):
        return _on(today or timezone.localdate(), _ask(person))
    if person.known_places is None:
        person.known_places = _ask(person)
    return _on(today or timezone.localdate(), person.known_places)


def _ask(person) -> list[tuple]:
    """All places of a person on teams and as a reader, whenever they hold."""
    team = apps.get_model("partners", "TeamMember").objects.filter(person=person).order_by()
    read = apps.get_model("partners", "ProjectReader").objects.filter(person=person).order_by()
    return list(
        team.values_list(
            "since",
            "until",
            "participation__exit",
            "access",
            "participation",
            "participation__role",
            "participation__project",
            "participation__project__closed_on",
        ).union(
            read.values_list(
                "since",
                "until",
                Value(None, DateField()),
                Value("reader"),
                Value(0),
                Value(""),
                "project",
                "project__closed_on",
            ),
            all=True,
        )
    )


def _on(day: date, rows: list[tuple]) -> Places:
    """The same days as TeamMember.objects.valid_on and ProjectReader.objects.valid_on."""
    seen, acted_for, coordinated = set(), set(), set()
    for since, until, left, access, participation, role, project, closed_on in rows:
        if since > day or (until and until < day) or (left and left < day):
            continue
        seen.add(project)
        if access == "editor":
            acted_for.add(participation)
            if role == "coordinator" and closed_on is None:
                coordinated.add(project)
    return Places(frozenset(seen), frozenset(acted_for), frozenset(coordinated))

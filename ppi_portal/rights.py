"""Rights over several floors."""

from datetime import date

from buyers.places import buyer_places_of
from partners.models import Project
from partners.places import KnownProject, places_of


def known_projects(person, today: date | None = None) -> list[KnownProject]:
    """Projects of which the person sees at least the public summary, by acronym.

    The consortium's people and readers see all of it (`places_of(person).seen`); people named in a
    buyer group see the summary, their groups and their trainings. No statement once the places are
    remembered.
    """
    known = places_of(person, today).projects | buyer_places_of(person, today).projects
    return sorted(known, key=lambda project: project.acronym)


def projects_open_to(person, today: date | None = None):
    """The same as rows."""
    return Project.objects.filter(pk__in=[project.pk for project in known_projects(person, today)])

"""What a search finds of the consortium. See core.search."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from core.search import Found, holding, stand_in
from partners.models import Participation, Project, ProjectReader, TeamMember
from partners.places import places_of


def find(words: list[str], person, limit: int) -> Iterator[Found]:
    """Projects, organisations and people. Four statements."""
    seen = places_of(person).seen
    for project in Project.objects.visible_to(person):
        if stand_in(words, project.acronym, project.title, project.grant_number):
            yield Found(
                kind=_("Project"),
                label=f"{project.acronym} {project.title}",
                url=project.get_absolute_url(),
                project=project.acronym,
                hint=project.grant_number,
            )
    partners = Participation.objects.filter(project__in=seen).order_by("project", "number")
    partners = holding(partners, words, "organisation__search_text")
    for slug, acronym, number, short, name in partners.values_list(
        *OF_PROJECT, "number", "organisation__short_name", "organisation__name"
    )[:limit]:
        yield Found(
            kind=_("Organisation"),
            label=f"{short} {name}" if short != name else name,
            url=reverse("partners:partner", args=[slug, number]),
            project=acronym,
            hint=_("partner %(number)d") % {"number": number},
        )
    yield from _people(words, seen, limit)


OF_PROJECT = ("project__slug", "project__acronym")


def _people(words, seen, limit) -> Iterator[Found]:
    """Each once in a project, with the organisation or function by which they are in it."""
    places = TeamMember.objects.filter(participation__project__in=seen)
    places = holding(places, words, "person__search_text").order_by("person__name", "pk")
    teams = places.values_list(
        *(f"participation__{column}" for column in OF_PROJECT),
        "person",
        "person__name",
        "participation__organisation__short_name",
    )
    readings = ProjectReader.objects.filter(project__in=seen)
    readings = holding(readings, words, "person__search_text").order_by("person__name", "pk")
    readers = readings.values_list(*OF_PROJECT, "person", "person__name", "function")
    found = {}
    for slug, acronym, pk, name, hint in [*teams[:limit], *readers[:limit]]:
        found.setdefault((slug, pk), (acronym, name, hint))
    for (slug, pk), (acronym, name, hint) in list(found.items())[:limit]:
        url = reverse("partners:person", args=[slug, pk])
        yield Found(kind=_("Person"), label=name, url=url, project=acronym, hint=hint)

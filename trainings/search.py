"""What a search finds of the trainings. See core.search."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.search import Found, holding, stand_in
from trainings.models import Programme, Training


def find(words: list[str], person, limit: int) -> Iterator[Found]:
    """Trainings by title and place, programmes by title. Two statements."""
    trainings = holding(Training.objects.visible_to(person), words)
    for title, slug, day, project, acronym in trainings.order_by("-first_day", "pk").values_list(
        "title", "slug", "first_day", "project__slug", "project__acronym"
    )[:limit]:
        yield Found(
            kind=_("Training"),
            label=title,
            url=reverse("trainings:training", args=[project, slug]),
            project=acronym,
            hint=date_format(day) if day else _("no date yet"),
        )
    programmes = Programme.objects.visible_to(person).select_related("project")
    for programme in programmes:
        if stand_in(words, programme.title):
            yield Found(
                kind=_("Training programme"),
                label=programme.title,
                url=programme.get_absolute_url(),
                project=programme.project.acronym,
            )

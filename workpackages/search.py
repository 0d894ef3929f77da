"""What a search finds of the work plan. See core.search."""

from collections.abc import Iterator

from django.urls import reverse

from core.search import Found, holding
from workpackages.models import Deliverable, Meeting, Milestone, Review, Risk, Task, WorkPackage

CODED = (WorkPackage, Task, Deliverable, Milestone, Review, Risk)


def find(words: list[str], person, limit: int) -> Iterator[Found]:
    """By code or words: plan items and risks; by words: meetings. A statement a kind."""
    for model in CODED:
        rows = holding(model.objects.visible_to(person), words).order_by("project", "sort_key")
        states = dict(model.State.choices)
        for number, title, state, slug, acronym in rows.values_list(
            "number", "title", "state", "project__slug", "project__acronym"
        )[:limit]:
            code = f"{model.PREFIX}{number}"
            yield Found(
                kind=str(model._meta.verbose_name).capitalize(),
                label=f"{code} {title}",
                url=f"{reverse('project', args=[slug])}{code.lower()}/",
                project=acronym,
                hint=str(states[state]),
            )
    meetings = holding(Meeting.objects.visible_to(person), words).select_related("project")
    for meeting in meetings.order_by("-first_day")[:limit]:
        yield Found(
            kind=str(Meeting._meta.verbose_name).capitalize(),
            label=meeting.title,
            url=meeting.get_absolute_url(),
            project=meeting.project.acronym,
            hint=", ".join(filter(None, [str(meeting.first_day.year), meeting.city])),
        )

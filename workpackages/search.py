"""What a search finds of the work plan. See core.search."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from core.search import Found, holding
from partners.places import places_of
from records.models import Comment, File
from workpackages.models import (
    Action,
    Decision,
    Deliverable,
    Meeting,
    Milestone,
    Review,
    Risk,
    Task,
    WorkPackage,
)

CODED = (WorkPackage, Task, Deliverable, Milestone, Review, Risk)


def find(words: list[str], person, limit: int) -> Iterator[Found]:
    yield from find_items(words, person, limit)
    yield from find_records(words, person, limit)


def find_items(words: list[str], person, limit: int) -> Iterator[Found]:
    """By code or words: plan items and risks; by words: meetings, their decisions, and actions. A
    statement a kind."""
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
    yield from find_decisions(words, person, limit)
    yield from find_actions(words, person, limit)


def find_decisions(words: list[str], person, limit: int) -> Iterator[Found]:
    """By words, with the meeting that took them; those that are struck out say so."""
    rows = Decision.objects.filter(meeting__project__in=places_of(person).seen)
    rows = holding(rows, words).order_by("-meeting__first_day", "number")
    for text, withdrawn, title, slug, project, acronym in rows.values_list(
        *("text", "withdrawn_on", "meeting__title", "meeting__slug"),
        *("meeting__project__slug", "meeting__project__acronym"),
    )[:limit]:
        yield Found(
            kind=str(Decision._meta.verbose_name).capitalize(),
            label=quoted(text),
            url=f"{reverse('project', args=[project])}meetings/{slug}/",
            project=acronym,
            hint=_("%(meeting)s, struck out") % {"meeting": title} if withdrawn else title,
        )


def find_actions(words: list[str], person, limit: int) -> Iterator[Found]:
    """By words, open ones first."""
    rows = holding(Action.objects.visible_to(person), words)
    rows = rows.select_related("project", "meeting__project", "risk__project", "owner")
    for action in rows.order_by("-state", "due_on")[:limit]:
        yield Found(
            kind=str(Action._meta.verbose_name).capitalize(),
            label=quoted(action.text),
            url=action.get_absolute_url(),
            project=action.project.acronym,
            hint=f"{action.owner}, {action.get_state_display()}",
        )


def short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(80)


def quoted(text: str) -> str:
    """What begins with the code of a deliverable is not what that code leads to."""
    return f"“{short(text)}”"


def find_records(words: list[str], person, limit: int) -> Iterator[Found]:
    """By words: comments, and files by their names. Two statements; where something is found, one
    more for each kind of thing that may hold it. Whoever sees the project sees all of it; what the
    things of upper floors hold may be somebody's alone, and is left out."""
    seen = places_of(person).seen
    held_here = Q()
    for model in (*CODED, Meeting):
        held = model.objects.filter(dossier__isnull=False, project__in=seen).order_by()
        held_here |= Q(dossier__in=held.values("dossier"))
    comments = Comment.objects.standing().filter(held_here)
    comments = holding(comments, words).order_by("-written_at", "-pk")
    comments = list(comments.values_list("dossier", "pk", "author__name", "text")[:limit])
    files = holding(File.objects.in_use().filter(held_here), words)
    files = list(files.order_by("name", "pk").values_list("dossier", "name")[:limit])
    held_by = holders({dossier for dossier, *_rest in (*comments, *files)})
    for dossier, pk, author, text in comments:
        name, url, project = held_by[dossier]
        yield Found(_("Comment"), f"{author}: {short(text)}", f"{url}#comment-{pk}", project, name)
    for dossier, name_of_file in files:
        name, url, project = held_by[dossier]
        yield Found(_("File"), quoted(name_of_file), f"{url}#files", project, name)


def holders(dossiers: set[int]) -> dict[int, tuple[str, str, str]]:
    """{dossier: (what holds it, its address, the acronym of its project)}"""
    found = {}
    for model in (*CODED, Meeting) if dossiers else ():
        own = ("slug", "title") if model is Meeting else ("number", "title")
        rows = model.objects.filter(dossier__in=dossiers).values_list(
            "dossier", *own, "project__slug", "project__acronym"
        )
        for dossier, key, title, slug, acronym in rows:
            project = reverse("project", args=[slug])
            if model is Meeting:
                found[dossier] = (title, f"{project}meetings/{key}/", acronym)
            else:
                code = f"{model.PREFIX}{key}"
                found[dossier] = (f"{code} {title}", f"{project}{code.lower()}/", acronym)
    return found

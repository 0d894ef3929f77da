"""The steps of countdowns as dated things, and the one person in charge of each. See core.dates."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import groupby

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject, item
from workpackages.models import CountdownStep, Deliverable

KINDS = (
    Kind(
        "countdown_step",
        gettext_lazy("Step towards a deliverable due"),
        {"person": gettext_lazy("Person in charge")},
    ),
)
LABEL = CountdownStep._meta.label_lower


SELECT = """
    SELECT 'countdown_step', step.id, item.project_id, step.due_on, item.number, item.title,
           item.state, step.kind || CASE WHEN step.done_on IS NULL THEN '' ELSE '/done' END,
           {no_hours}
      FROM workpackages_countdownstep step
      JOIN workpackages_deliverable item ON item.id = step.deliverable_id
     WHERE step.due_on BETWEEN %(first)s AND %(last)s AND item.project_id IN ({projects})
"""
SELECTS = (SELECT,)


def made(rows: Iterable[Due], projects: dict[int, OfProject]) -> Iterator[DatedItem]:
    """A step is open until done, while the deliverable is."""
    kinds = {value: str(label) for value, label in CountdownStep.Kind.choices}
    done_label, open_label = _("done"), _("to do")
    for row in rows:
        project = projects[row.project]
        kind, _slash, done = row.detail.partition("/")
        code = f"{Deliverable.PREFIX}{row.number}"
        yield item(
            row,
            project,
            CountdownStep,
            label=f"{code} {row.title}: {kinds[kind]}",
            url=f"{project.page}{code.lower()}/",
            open=not done and row.state in Deliverable.OPEN,
            state=done_label if done else open_label,
            cancelled=row.state == Deliverable.State.CANCELLED,
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """The person named, while they have a place in the project; else the people of the lead, and
    of the coordinator for check and submission. Two statements.

    Nobody is told that a step is late that waits for the one before it: whoever holds that one is.
    """
    asked = set(ids_by_model(keys).get(LABEL, ()))
    if not asked or role != "person":
        return
    today = day_or_today(today)
    steps = list(_steps(asked))
    teams = _teams({step["project"] for step in steps}, today)
    for _deliverable, group in groupby(steps, key=lambda step: step["deliverable"]):
        waiting = False
        for step in sorted(group, key=lambda step: CountdownStep.ORDER.index(step["kind"])):
            told = not waiting or step["due_on"] >= today
            waiting = waiting or step["done_on"] is None
            if told and step["pk"] in asked:
                for person in _in_charge(step, teams):
                    yield f"{LABEL}:{step['pk']}", person


def _steps(pks: set[int]):
    """These steps and the others of their deliverables."""
    of_these = CountdownStep.objects.filter(pk__in=pks).values("deliverable")
    return (
        CountdownStep.objects.filter(deliverable__in=of_these)
        .order_by("deliverable")
        .values(
            *("pk", "kind", "due_on", "done_on", "person", "deliverable"),
            reviewer=F("deliverable__reviewer"),
            lead=F("deliverable__lead"),
            project=F("deliverable__project"),
        )
    )


def _teams(projects: set[int], today: date) -> dict:
    """Who holds a place: by project all, by participation and (project, "coordinator") editors."""
    found = defaultdict(set)
    places = TeamMember.objects.valid_on(today).filter(participation__project__in=projects)
    columns = ("person", "access", "participation", "participation__role", "participation__project")
    for person, access, participation, role, project in places.values_list(*columns):
        found["project", project].add(person)
        if access == TeamMember.Access.EDITOR:
            found["partner", participation].add(person)
            found[role, project].add(person)
    return found


def _in_charge(step: dict, teams: dict) -> set[int]:
    named = step["reviewer"] if step["kind"] == CountdownStep.Kind.REVIEW else step["person"]
    if named in teams["project", step["project"]]:
        return {named}
    if step["kind"] in CountdownStep.OF_COORDINATOR:
        return teams["coordinator", step["project"]]
    return teams["partner", step["lead"]]

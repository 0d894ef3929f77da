"""The dated things of the work plan, by noun. See core.dates for what the three names hold."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from core.dates import DatedItem
from workpackages.dates import countdown, due, effort, meetings, plan, risks
from workpackages.models import Action, CountdownStep, Deliverable, Milestone, Risk, Task

SOURCES = (plan, countdown, risks, meetings, effort)
KINDS = tuple(kind for source in SOURCES for kind in source.KINDS)
OF_KIND = {kind.slug: source for source in SOURCES for kind in source.KINDS}
SELECTS = [*meetings.SELECTS, *plan.SELECTS, *countdown.SELECTS, *risks.SELECTS]


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Two statements at most: see `due`."""
    projects = due.projects_of(person, project)
    if not projects:
        return
    found = defaultdict(list)
    selects = [*SELECTS, *effort.selects(first, last, projects, person)]
    for row in due.rows(selects, first, last, projects):
        found[OF_KIND[row.kind]].append(row)
    for source, rows in found.items():
        yield from source.made(rows, projects)


def keys_in(package) -> set[str]:
    """The keys of what belongs to a work package; a statement a kind."""
    parts = [
        Task.objects.filter(work_package=package),
        Deliverable.objects.filter(work_package=package),
        CountdownStep.objects.filter(deliverable__work_package=package),
        Milestone.objects.filter(work_packages=package),
        Risk.objects.filter(work_packages=package),
        Action.objects.filter(risk__work_packages=package),
    ]
    return {
        f"{rows.model._meta.label_lower}:{pk}"
        for rows in parts
        for pk in rows.order_by().values_list("pk", flat=True)
    }


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    keys = list(keys)
    for source in SOURCES:
        if any(role in kind.roles for kind in source.KINDS):
            yield from source.answerable(role, keys, today)

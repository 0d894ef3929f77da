"""Tasks, deliverables and milestones due, and reviews expected. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject, item
from workpackages.models import Deliverable, Milestone, Review, Task

ROLES = {
    "lead": _("Lead partner"),
    "wp_lead": _("Work package lead"),
    "coordinator": _("Coordinator"),
}
KINDS = (
    Kind("task_due", _("Task due"), ROLES),
    Kind(
        "deliverable_due",
        _("Deliverable due"),
        ROLES | {"reviewer": _("Reviewer of a draft that waits for approval")},
    ),
    Kind("milestone_due", _("Milestone due"), ROLES),
    # A review by the Commission is told to nobody but who prepares it.
    Kind(
        "project_review",
        _("Project review"),
        {"lead": ROLES["lead"], "coordinator": ROLES["coordinator"]},
    ),
)
MODELS = {
    "task_due": Task,
    "deliverable_due": Deliverable,
    "milestone_due": Milestone,
    "project_review": Review,
}
SELECT = """
    SELECT '{kind}', item.id, item.project_id, item.{day}, item.number, item.title, item.state,
           '', {{no_hours}}
      FROM {table} item
     WHERE item.{day} BETWEEN %(first)s AND %(last)s AND item.project_id IN ({{projects}})
"""
SELECTS = tuple(
    SELECT.format(kind=kind, day=model.objects.all().DUE, table=model._meta.db_table)
    for kind, model in MODELS.items()
)

# From a place on a team to the items that the person is answerable for in a role.
PATHS = {
    "lead": "participation__led_{}s",
    "wp_lead": "participation__led_workpackages__{}s",
    "coordinator": "participation__project__{}s",
}


def made(rows: Iterable[Due], projects: dict[int, OfProject]) -> Iterator[DatedItem]:
    """What is done or cancelled is not `open`."""
    states = {}
    for row in rows:
        model, project = MODELS[row.kind], projects[row.project]
        if (row.kind, row.state) not in states:
            states[row.kind, row.state] = str(model.State(row.state).label)
        code = f"{model.PREFIX}{row.number}"
        yield item(
            row,
            project,
            model,
            label=f"{code} {row.title}",
            url=f"{project.page}{code.lower()}/",
            open=row.state in model.OPEN,
            state=states[row.kind, row.state],
            cancelled=row.state == model.State.CANCELLED,
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for the people who answer for these items in a role of `KINDS`.

    `today` is the day on which places must hold (default: today in the active time zone). Keys of
    other apps are passed over.
    """
    ids = ids_by_model(keys)
    for model in MODELS.values():
        label = model._meta.label_lower
        pks = ids.get(label)
        if not pks:
            continue
        for pk, person in _pairs(role, model, pks, day_or_today(today)):
            yield f"{label}:{pk}", person


def _pairs(role: str, model, pks: list[int], today: date):
    if role == "reviewer":
        if model is not Deliverable:
            return ()
        # In a countdown the review is a step with a day of its own, and told of as that.
        waiting = Deliverable.objects.waiting_for_approval().filter(pk__in=pks, steps=None)
        return waiting.values_list("pk", "reviewer")
    if role not in PATHS or (model is Review and role == "wp_lead"):
        return ()
    path = PATHS[role].format(model._meta.model_name)
    places = TeamMember.objects.valid_on(today).editors()
    if role == "coordinator":
        places = places.filter(participation__role="coordinator")
    return places.filter(**{f"{path}__in": pks}).values_list(path, "person").distinct()

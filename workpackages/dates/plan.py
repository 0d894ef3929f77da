"""Tasks, deliverables and milestones due, and reviews expected. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import CharField, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.places import places_of
from partners.querysets import day_or_today
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
OF_PROJECT = ("project__slug", "project__acronym", "project__closed_on")

# From a place on a team to the items that the person is answerable for in a role.
PATHS = {
    "lead": "participation__led_{}s",
    "wp_lead": "participation__led_workpackages__{}s",
    "coordinator": "participation__project__{}s",
}


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """What is due on one of these days, both included; what is done or cancelled is not `open`.

    Columns and not objects: the planner goes through thousands of rows every minute.
    """
    if person is not None and not places_of(person).seen:
        return
    pages, states = {}, {}
    for kind, pk, number, title, state, due, project_id, slug, acronym, closed_on in _columns(
        first, last, person, project
    ):
        model = MODELS[kind]
        if slug not in pages:
            pages[slug] = reverse("project", args=[slug])
        if (kind, state) not in states:
            states[kind, state] = str(model.State(state).label)
        code = f"{model.PREFIX}{number}"
        yield DatedItem(
            key=f"{model._meta.label_lower}:{pk}",
            kind=kind,
            label=f"{code} {title}",
            moment=due,
            url=f"{pages[slug]}{code.lower()}/",
            project_id=project_id,
            project=acronym,
            open=state in model.OPEN and closed_on is None,
            state=states[kind, state],
            cancelled=state == model.State.CANCELLED,
        )


def _columns(first, last, person, project) -> list[tuple]:
    """Of all models by one statement, each row led by its kind; by day."""
    asked = []
    for kind, model in MODELS.items():
        rows = model.objects.due_between(first, last).order_by()
        if person is not None:
            rows = rows.visible_to(person)
        if project is not None:
            rows = rows.filter(project=project)
        columns = ("pk", "number", "title", "state", rows.DUE, "project", *OF_PROJECT)
        kind_of = Value(kind, output_field=CharField())
        asked.append(rows.annotate(kind_of=kind_of).values_list("kind_of", *columns))
    return sorted(asked[0].union(*asked[1:], all=True), key=lambda row: (row[5], row[1]))


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

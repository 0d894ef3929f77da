"""What changed: the newest history rows of the plan and the trainings that a person may see."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection
from django.urls import reverse

from partners.places import places_of
from ppi_portal.worklist import labels_of
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

PLAN = (WorkPackage, Task, Deliverable, Milestone)
MODELS = (*PLAN, Training)
TABLES = {model: model.history.model._meta.db_table for model in MODELS}

# By hand, as in partners.places: five tables with the names of who and where, once for each desk.
# The ids come from `places_of` and from a right, the rest from the lines above.
CHANGES = """
    SELECT {place}, project.slug, changed.{handle}, changed.title, changed.state,
           changed.history_change_reason, changed.history_date AS moment, author.name
      FROM {table} changed
      JOIN partners_project project ON project.id = changed.project_id
      LEFT JOIN partners_person author ON author.id = changed.history_user_id
     WHERE changed.{key} IN ({ids}) AND changed.history_date > %(moment)s
       AND (changed.history_user_id IS NULL OR changed.history_user_id <> %(person)s)
"""


@dataclass(frozen=True, slots=True)
class News:
    """One save of one row, by somebody else."""

    model: type
    label: str  # the code and title of a plan item, the title of a training
    url: str
    state: str
    state_label: str
    reason: str
    when: datetime
    who: str


def since(moment: datetime, *, person, limit: int) -> list[News]:
    """The last change of each thing by others after `moment`, newest first; two statements."""
    last_change = {}
    for place, slug, handle, *change in newest(moment, person, limit * 3):
        last_change.setdefault((place, slug, handle), change)
    newest_of_each = list(last_change.items())[:limit]
    slugs = {slug for (_place, slug, _handle), _change in newest_of_each}
    pages = {slug: reverse("project", args=[slug]) for slug in slugs}
    return [
        news(MODELS[place], pages[slug], handle, *change)
        for (place, slug, handle), change in newest_of_each
    ]


def newest(moment: datetime, person, limit: int) -> list[tuple]:
    """Columns of saves by others, led by the place in `MODELS`, the project's slug and a handle."""
    trainings = Training.objects.visible_to(person).order_by().values_list("pk", flat=True)
    asked = [(model, "number", "project_id", places_of(person).seen) for model in PLAN]
    asked.append((Training, "slug", "id", list(trainings)))
    queries = [
        CHANGES.format(
            place=MODELS.index(model),
            table=TABLES[model],
            handle=handle,
            key=key,
            ids=", ".join(map(str, ids)),
        )
        for model, handle, key, ids in asked
        if ids
    ]
    if not queries:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"{' UNION ALL '.join(queries)} ORDER BY moment DESC LIMIT {limit}",
            {
                "moment": connection.ops.adapt_datetimefield_value(moment),
                "person": person.pk,
            },
        )
        return cursor.fetchall()


def news(model, page: str, handle: str, title, state, reason, when, who) -> News:
    """`page` is the project's."""
    if model is Training:
        label, url = title, f"{page}trainings/{handle}/"
    else:
        code = f"{model.PREFIX}{handle}"
        label, url = f"{code} {title}", f"{page}{code.lower()}/"
    if isinstance(when, str):  # SQLite hands a moment over as text
        when = datetime.fromisoformat(when).replace(tzinfo=UTC)
    words = labels_of(model)[state]
    return News(model, label, url, state, words, reason or "", when, who or "")

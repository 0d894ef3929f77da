"""When risks are looked at again. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject
from workpackages.models import Risk

ROLES = {"lead": gettext_lazy("Owner"), "coordinator": gettext_lazy("Coordinator")}
KINDS = (Kind("risk_review", gettext_lazy("Review of a risk"), ROLES, recurs=True),)
LABEL = Risk._meta.label_lower

# From a place on a team to the risks that the person is answerable for in a role.
PATHS = {"lead": "participation__owned_risks", "coordinator": "participation__project__risks"}


SELECT = """
    SELECT 'risk_review', item.id, item.project_id, item.review_on, item.number, item.title,
           item.state, ''
      FROM workpackages_risk item
     WHERE item.review_on BETWEEN %(first)s AND %(last)s AND item.project_id IN ({projects})
"""
SELECTS = (SELECT,)


def made(rows: Iterable[Due], projects: dict[int, OfProject]) -> Iterator[DatedItem]:
    """The next review of each risk; closed ones are not `open`."""
    label = _("%(risk)s: review")
    states = {value: str(words) for value, words in Risk.State.choices}
    for row in rows:
        project, code = projects[row.project], f"{Risk.PREFIX}{row.number}"
        yield DatedItem(
            key=f"{LABEL}:{row.pk}",
            kind=row.kind,
            label=label % {"risk": f"{code} {row.title}"},
            moment=row.day,
            url=f"{project.page}{code.lower()}/",
            project_id=row.project,
            project=project.acronym,
            open=row.state in Risk.OPEN and project.is_open,
            state=states[row.state],
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """The people who act for the risk's owner, or for the coordinator."""
    pks = ids_by_model(keys).get(LABEL)
    if not pks or role not in PATHS:
        return
    path = PATHS[role]
    places = TeamMember.objects.valid_on(day_or_today(today)).editors()
    if role == "coordinator":
        places = places.filter(participation__role="coordinator")
    pairs = places.filter(**{f"{path}__in": pks}).values_list(path, "person").distinct()
    for pk, person in pairs:
        yield f"{LABEL}:{pk}", person

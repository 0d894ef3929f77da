"""When risks are looked at again. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject, item
from workpackages.models import Risk

ROLES = {"lead": gettext_lazy("Owner"), "coordinator": gettext_lazy("Coordinator")}
KINDS = (Kind("risk_review", gettext_lazy("Review of a risk"), ROLES, recurs=True),)
LABEL = Risk._meta.label_lower

# From a place on a team to the risks that the person is answerable for in a role.
PATHS = {"lead": "participation__owned_risks", "coordinator": "participation__project__risks"}


SELECT = """
    SELECT 'risk_review', item.id, item.project_id, item.review_on, item.number, item.title,
           item.state, '', {no_hours}
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
        yield item(
            row,
            project,
            Risk,
            label=label % {"risk": f"{code} {row.title}"},
            url=f"{project.page}{code.lower()}/",
            open=row.state in Risk.OPEN,
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

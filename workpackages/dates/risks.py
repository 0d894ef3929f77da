"""When risks are looked at again. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.models import Risk

ROLES = {"lead": gettext_lazy("Owner"), "coordinator": gettext_lazy("Coordinator")}
KINDS = (Kind("risk_review", gettext_lazy("Review of a risk"), ROLES, recurs=True),)
LABEL = Risk._meta.label_lower

# From a place on a team to the risks that the person is answerable for in a role.
PATHS = {"lead": "participation__owned_risks", "coordinator": "participation__project__risks"}


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """The next review of each risk; closed ones are not `open`. One statement."""
    rows = Risk.objects.review_between(first, last)
    if person is not None:
        rows = rows.visible_to(person)
    if project is not None:
        rows = rows.filter(project=project)
    label, states = _("%(risk)s: review"), dict(Risk.State.choices)
    for pk, number, title, state, day, project_id, slug, acronym, closed_on in rows.order_by(
        "review_on", "pk"
    ).values_list(
        *("pk", "number", "title", "state", "review_on", "project"),
        *("project__slug", "project__acronym", "project__closed_on"),
    ):
        code = f"{Risk.PREFIX}{number}"
        yield DatedItem(
            key=f"{LABEL}:{pk}",
            kind="risk_review",
            label=label % {"risk": f"{code} {title}"},
            moment=day,
            url=f"{reverse('project', args=[slug])}{code.lower()}/",
            project_id=project_id,
            project=acronym,
            open=state in Risk.OPEN and closed_on is None,
            state=str(states[state]),
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

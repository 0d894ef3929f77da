"""The dated things of the consortium: invitations that nobody has answered. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.clock import local_day, wall_moment
from core.dates import DatedItem, Kind, ids_by_model, key_of
from partners.models import Invitation, Participation, Person, TeamMember
from partners.places import places_of
from partners.querysets import day_or_today

KINDS = (
    Kind(
        "invitation_unanswered",
        gettext_lazy("Invitation unanswered"),
        {"inviter": gettext_lazy("Who invited"), "coordinator": gettext_lazy("Coordinator")},
    ),
)
ONE_DAY = timedelta(days=1)


@cache
def _to_projects():
    """Built once: docs/speed.md."""
    columns = (
        *("expires_at", "accepted_at", "revoked_at", "person__name", "person__email"),
        *(f"project__{column}" for column in ("acronym", "slug", "zone", "closed_on")),
    )
    rows = Invitation.objects.filter(project__isnull=False).order_by("expires_at", "pk")
    return rows.select_related("person", "project").only(*columns)


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Invitations whose link ends on one of these days in the project's zone; open: unanswered."""
    if person is not None and not places_of(person).coordinated:
        return  # only coordinators invite
    rows = _to_projects().filter(
        # A day wider on both sides: the days of the zones of the world.
        expires_at__gte=wall_moment(first - ONE_DAY),
        expires_at__lt=wall_moment(last + 2 * ONE_DAY),
    )
    if person is not None:
        rows = rows.editable_by(person)
    if project is not None:
        rows = rows.filter(project=project)
    for row in rows:
        day = local_day(row.expires_at, row.project.zone)
        if not first <= day <= last:
            continue
        state = row.state(row.expires_at)  # at its end: accepted, revoked, or expired
        yield DatedItem(
            key=key_of(row),
            kind="invitation_unanswered",
            label=_("Invitation of %(person)s") % {"person": row.person},
            moment=day,
            url=reverse("partners:invitations", args=[row.project.slug]),
            project_id=row.project_id,
            project=row.project.acronym,
            open=state == Invitation.State.EXPIRED and row.project.closed_on is None,
            state=_("not answered") if state == Invitation.State.EXPIRED else str(state.label),
            cancelled=state == Invitation.State.REVOKED,
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for the people who should see to these invitations in a role of `KINDS`."""
    label = Invitation._meta.label_lower
    ids = ids_by_model(keys).get(label, [])
    if role == "coordinator":
        of = "participation__project__invitations"
        places = TeamMember.objects.valid_on(day_or_today(today)).editors()
        places = places.filter(participation__role=Participation.Role.COORDINATOR)
        pairs = places.filter(**{f"{of}__in": ids}).values_list(of, "person").distinct()
    else:
        invited = Invitation.objects.filter(pk__in=ids, invited_by__account=Person.Account.ACTIVE)
        pairs = invited.values_list("pk", "invited_by")
    for pk, person in pairs:
        yield f"{label}:{pk}", person

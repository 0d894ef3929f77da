"""Which meetings and risks of the project's work plan the members of a group read about."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from buyers.models import BuyerGroup
from core.history import record
from partners.models import Person
from workpackages.models import Meeting, Risk


def link_meetings(*, group: BuyerGroup, meetings: Iterable[Meeting], by: Person) -> BuyerGroup:
    """These and no others; who was linked before and still is keeps its place in calendars."""
    return _link(group, "meetings", meetings, _("Meetings linked: %(names)s"), by)


def link_risks(*, group: BuyerGroup, risks: Iterable[Risk], by: Person) -> BuyerGroup:
    """These and no others."""
    return _link(group, "risks", risks, _("Risks linked: %(names)s"), by)


@transaction.atomic
def _link(group: BuyerGroup, field: str, rows: Iterable, reason: str, by: Person) -> BuyerGroup:
    group = (
        BuyerGroup.objects.select_for_update(of=("self",))
        .select_related("project")
        .get(pk=group.pk)
    )
    rows = list(rows)
    if any(row.project_id != group.project_id for row in rows):
        raise ValidationError({field: _("This belongs to another project.")})
    links = getattr(group, field)
    before = set(links.values_list("pk", flat=True))
    if before == {row.pk for row in rows}:
        return group
    links.set(rows)
    names = "; ".join(map(str, rows)) or _("none")
    # The links have no history of their own: the reason says what is linked now.
    record(group, reason % {"names": names}, "name", by=by)
    return group

"""Who answers for several sorts of dated things."""

from collections.abc import Iterator
from datetime import date

from django.db.models import F

from buyers.models import BuyerPerson
from partners.models import TeamMember


def who_manage(label: str, pks: list[int], path: str, today: date) -> Iterator[tuple[str, int]]:
    """The coordinator's people, those of the lead of the group's task and of its lead procurer.

    `path` leads from a group to the rows with these ids. Three statements.
    """
    editors = TeamMember.objects.valid_on(today).editors()
    coordinates = f"participation__project__buyer_groups__{path}"
    leads = f"participation__led_tasks__buyer_groups__{path}"
    found = set(
        editors.filter(**{f"{coordinates}__in": pks, "participation__role": "coordinator"})
        .values_list(coordinates, "person")
        .distinct()
    )
    found.update(editors.filter(**{f"{leads}__in": pks}).values_list(leads, "person").distinct())
    of_member = f"membership__group__{path}"
    procurer = {f"{of_member}__in": pks, "membership__group__lead_procurer": F("membership")}
    people = BuyerPerson.objects.valid_on(today).order_by()
    found.update(people.filter(**procurer).values_list(of_member, "person").distinct())
    for pk, person in sorted(found):
        yield f"{label}:{pk}", person

"""Where member organisations name a person, asked once and then compared with as ids."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils import timezone

from partners.models import Person
from partners.places import NOWHERE as NO_TEAM
from partners.places import KnownProject, remembered

# By hand, as in partners.places. The same days as BuyerPerson.objects.valid_on.
NAMED_ON = """
    SELECT member.id, member.group_id, member.organisation_id, member.tier,
           project.id, project.slug, project.acronym, project.start, project.duration,
           project.closed_on IS NULL
      FROM buyers_buyerperson place
      JOIN buyers_buyermembership member ON member.id = place.membership_id
      JOIN buyers_buyergroup buyer_group ON buyer_group.id = member.group_id
      JOIN partners_project project ON project.id = buyer_group.project_id
     WHERE place.person_id = %(person)s AND place.since <= %(day)s AND member.since <= %(day)s
       AND (place.until IS NULL OR place.until >= %(day)s)
       AND (member.until IS NULL OR member.until >= %(day)s)
"""


@dataclass(frozen=True, slots=True)
class BuyerPlaces:
    """Ids of the memberships that name a person, and of what they belong to."""

    memberships: frozenset[int]
    groups: frozenset[int]
    organisations: frozenset[int]
    seats: frozenset[tuple[int, int]]  # (group, organisation): for whom they speak where
    active: frozenset[tuple[int, int]]  # those of `seats` that answer and commit: no observers
    buying: frozenset[tuple[int, int]]  # those of `seats` that mean to buy
    projects: frozenset[KnownProject]


NOWHERE = BuyerPlaces(*[frozenset()] * 7)
OBSERVER = "observer"  # of `Tier`, as the next
BUYING = ("core", "authority")  # followers and observers bind themselves to nothing


def buyer_places_of(person, today: date | None = None) -> BuyerPlaces:
    """Today's by default, in the active time zone. One statement, or none when remembered."""
    if person.pk is None or person.account == "closed":
        return NOWHERE
    day = today or timezone.localdate()
    return remembered(person, ("buyers", day), lambda: _named_on(day, person))


def _named_on(day: date, person) -> BuyerPlaces:
    with connection.cursor() as cursor:
        cursor.execute(NAMED_ON, {"person": person.pk, "day": day})
        rows = cursor.fetchall()
    return BuyerPlaces(
        memberships=frozenset(row[0] for row in rows),
        groups=frozenset(row[1] for row in rows),
        organisations=frozenset(row[2] for row in rows),
        seats=frozenset((row[1], row[2]) for row in rows),
        active=frozenset((row[1], row[2]) for row in rows if row[3] != OBSERVER),
        buying=frozenset((row[1], row[2]) for row in rows if row[3] in BUYING),
        projects=frozenset(KnownProject.read(*row[4:]) for row in rows),
    )


def onlooker(group: int, day: date) -> Person:
    """Somebody who sees this group and nothing else, and speaks for nobody: what they may read, all
    who see the group may read. For documents that are handed on."""
    nobody = Person(pk=0, account="active")
    seen = replace(NOWHERE, groups=frozenset({group}))
    nobody.remembered = {("places", day): NO_TEAM, ("buyers", day): seen}
    return nobody

"""Where member organisations name a person, asked once and then compared with as ids."""

from dataclasses import dataclass, replace
from datetime import date

from django.db import connection
from django.utils import timezone

from partners.models import Person
from partners.places import HELD_ON, KnownProject, read_places, remembered
from partners.places import NOWHERE as NO_TEAM

# By hand and with the columns of HELD_ON, so that both are one statement. The same days as
# BuyerPerson.objects.valid_on.
NAMED_ON = """
    SELECT member.tier, member.id, 'buyer', member.group_id, member.organisation_id, project.id,
           project.slug, project.acronym, project.start, project.duration, project.closed_on IS NULL
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
BUYER = "buyer"  # where HELD_ON has the role of a partner
OBSERVER = "observer"  # of `Tier`, as the next
BUYING = ("core", "authority")  # followers and observers bind themselves to nothing


def buyer_places_of(person, today: date | None = None) -> BuyerPlaces:
    """Today's by default, in the active time zone. One statement, or none when remembered."""
    if person.pk is None or person.account == "closed":
        return NOWHERE
    day = today or timezone.localdate()
    return remembered(person, ("buyers", day), lambda: _read(_ask(NAMED_ON, day, person)))


def remember_places(person) -> None:
    """Ask once as long as this object lives: for the person of one request, never for longer. With
    partners and with buyers by one statement."""
    person.remembered = _Remembered(person)


class _Remembered(dict):
    """Whoever asks for places with partners or with buyers is told of the others too: every page
    needs both."""

    def __init__(self, person):
        super().__init__()
        self.person = person

    def __missing__(self, what: tuple):
        sort, day = what[0], what[-1]
        if sort not in ("places", "buyers"):
            raise KeyError(what)
        rows = _ask(f"{HELD_ON} UNION ALL {NAMED_ON}", day, self.person)
        self["places", day] = read_places(row for row in rows if row[2] != BUYER)
        self["buyers", day] = _read([row for row in rows if row[2] == BUYER])
        return self[what]


def _ask(statement: str, day: date, person) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"person": person.pk, "day": day})
        return cursor.fetchall()


def _read(rows: list[tuple]) -> BuyerPlaces:
    seats = [(tier, (group, organisation)) for tier, _pk, _role, group, organisation, *_ in rows]
    return BuyerPlaces(
        memberships=frozenset(row[1] for row in rows),
        groups=frozenset(group for _tier, (group, _organisation) in seats),
        organisations=frozenset(organisation for _tier, (_group, organisation) in seats),
        seats=frozenset(seat for _tier, seat in seats),
        active=frozenset(seat for tier, seat in seats if tier != OBSERVER),
        buying=frozenset(seat for tier, seat in seats if tier in BUYING),
        projects=frozenset(KnownProject.read(*row[5:]) for row in rows),
    )


def onlooker(group: int, day: date) -> Person:
    """Somebody who sees this group and nothing else, and speaks for nobody: what they may read, all
    who see the group may read. For documents that are handed on."""
    nobody = Person(pk=0, account="active")
    seen = replace(NOWHERE, groups=frozenset({group}))
    nobody.remembered = {("places", day): NO_TEAM, ("buyers", day): seen}
    return nobody

"""What the dated things of a group have in common: one row of the statement that reads them all."""

from collections.abc import Iterable
from datetime import date, time
from typing import NamedTuple

from django.urls import reverse

from buyers.places import BUYING
from partners.querysets import day_or_today
from workpackages.dates.due import HOURS, NO_HOURS, read

# By hand, as in workpackages.dates.due: many tables by one statement. `seen`, `own` and `linked`
# say what the reader may see, by ids that rights have answered; `of` is the table with the group.
SEEN_GROUPS = """
    WITH buyer_group AS (
        SELECT one.id, one.slug, one.project_id, project.slug AS project, project.acronym,
               project.closed_on IS NULL AS is_running
          FROM buyers_buyergroup one
          JOIN partners_project project ON project.id = one.project_id
         WHERE {seen}
    )
"""
GROUPS = "JOIN buyer_group ON buyer_group.id = {of}.group_id"
COLUMNS = """
           buyer_group.slug, buyer_group.project_id, buyer_group.project, buyer_group.acronym,
           buyer_group.is_running,
"""
# A membership of today of somebody who means to buy.
MEMBER = """
    member.group_id = item.group_id AND member.tier IN {buying} AND member.since <= %(today)s
       AND (member.until IS NULL OR member.until >= %(today)s)
"""


class Due(NamedTuple):
    """One row. `is_open`: somebody has not answered, or it is not done."""

    kind: str
    pk: int
    day: date
    number: int
    title: str
    state: str
    is_open: bool
    group: str
    project: int
    project_slug: str
    acronym: str
    is_running: bool  # its project
    last: date | None  # from here on as in the work plan
    starts: time | None
    ends: time | None
    zone: str
    place: str


class Addresses(NamedTuple):
    """Of the pages of one group; a number stands where `pages` end in 0."""

    group: str
    pages: dict[str, str]

    def of(self, name: str, number: int) -> str:
        return f"{self.pages[name].removesuffix('0/')}{number}/"


def rows(selects: Iterable[str], first: date, last: date, places, named, steered, project):
    """By day; one statement. `steered` are the groups in which they read what others commit."""
    seen, own, linked = "TRUE", "TRUE", "TRUE"
    if places is not None:
        seen = _any(_among("one.project_id", places.seen), _among("one.id", named.groups))
        own = _any(
            *(
                f"(item.group_id = {group} AND item.organisation_id = {organisation})"
                for group, organisation in sorted(named.seats)
            ),
            _among("item.group_id", steered),
        )
        # Who sees the whole project has the meeting from the work plan.
        linked = _any(_among("buyer_group.id", named.groups))
        if places.seen:
            linked += f" AND NOT {_among('buyer_group.project_id', places.seen)}"
    if project is not None:
        seen += f" AND one.project_id = {project.pk}"
    statement = (SEEN_GROUPS + " UNION ALL ".join(selects)).format(
        columns=COLUMNS + NO_HOURS,
        columns_of_meeting=COLUMNS + HOURS,
        groups=GROUPS.format(of="item"),
        groups_of_plan=GROUPS.format(of="plan"),
        member=MEMBER.format(buying=BUYING),
        seen=seen,
        own=own,
        linked=linked,
    )
    days = {"first": first, "last": last, "today": day_or_today(None)}
    found = read(Due, statement, days)
    return sorted(found, key=lambda row: (row.day, row.kind, row.pk))


def _among(column: str, ids: Iterable[int]) -> str:
    """A condition, or nothing where there is no id."""
    found = ", ".join(map(str, sorted(ids)))
    return f"{column} IN ({found})" if found else ""


def _any(*conditions: str) -> str:
    return f"({' OR '.join(filter(None, conditions)) or 'FALSE'})"


def addresses(known: dict, slug: str, group: str) -> Addresses:
    """Made once for each group of a list."""
    if (slug, group) not in known:
        pages = {
            name: reverse(f"buyers:{name}", args=[slug, group, 0])
            for name in ("need", "commitment", "consultation")
        }
        known[slug, group] = Addresses(reverse("buyers:group", args=[slug, group]), pages)
    return known[slug, group]

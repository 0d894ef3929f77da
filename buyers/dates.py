"""The dated things of the buyer groups: meetings, answers wanted, what expires, consultations.

A meeting of the work plan that is linked to a group is an item of its own, with the key of the
link: who sees the whole project has the meeting from there, and this one only in lists that are
nobody's. Labels hold no figure of a commitment. See core.dates.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from django.db import connection
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import BuyerGroup, BuyerPerson, Commitment, Consultation, Need, NeedShare
from buyers.places import BUYING, buyer_places_of
from buyers.querysets.groups import steers
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.places import places_of
from partners.querysets import day_or_today
from workpackages.dates import meetings
from workpackages.models import Meeting

MEMBER = {"member": gettext_lazy("Members of the buyer group")}
MANAGER = {"manager": gettext_lazy("Who manages the buyer group")}
KINDS = (
    Kind("group_meeting", gettext_lazy("Meeting of a buyer group"), MEMBER),
    Kind("need_answer_due", gettext_lazy("Answer to a need wanted"), MEMBER),
    Kind(
        "commitment_expires",
        gettext_lazy("Commitment expires"),
        {"owner": gettext_lazy("Its buyer")},
    ),
    Kind("consultation_opens", gettext_lazy("Market consultation opens"), MANAGER),
    Kind("consultation_closes", gettext_lazy("Market consultation closes"), MANAGER),
)
Link = BuyerGroup.meetings.through
LINK, NEED = Link._meta.label_lower, Need._meta.label_lower
COMMITMENT, CONSULTATION = Commitment._meta.label_lower, Consultation._meta.label_lower

# By hand, as in workpackages.dates.due: four tables by one statement. `seen` and `own` are what the
# reader may see, by ids that rights have answered.
GROUPS = """
      JOIN buyers_buyergroup buyer_group ON buyer_group.id = item.group_id
      JOIN partners_project project ON project.id = buyer_group.project_id
"""
COLUMNS = """
           buyer_group.slug, project.id, project.slug, project.acronym, project.closed_on IS NULL
"""
NEEDS = """
    SELECT 'need_answer_due', item.id, item.answers_due, item.number, item.title, item.state,
           EXISTS (
               SELECT 1 FROM buyers_buyermembership member
                WHERE member.group_id = item.group_id AND member.tier IN {buying}
                  AND member.since <= %(today)s
                  AND (member.until IS NULL OR member.until >= %(today)s)
                  AND NOT EXISTS (
                      SELECT 1 FROM buyers_needshare share
                       WHERE share.need_id = item.id AND share.state = 'given'
                         AND share.organisation_id = member.organisation_id
                  )
           ), {columns}
      FROM buyers_need item {groups}
     WHERE item.answers_due BETWEEN %(first)s AND %(last)s AND item.state <> 'draft' AND {seen}
"""
COMMITMENTS = """
    SELECT 'commitment_expires', item.id, item.valid_until, item.year, need.title,
           organisation.short_name, TRUE, {columns}
      FROM buyers_commitment item {groups}
      JOIN buyers_need need ON need.id = item.need_id
      JOIN partners_organisation organisation ON organisation.id = item.organisation_id
     WHERE item.valid_until BETWEEN %(first)s AND %(last)s AND item.state = 'standing' AND {own}
"""
OPENS = """
    SELECT 'consultation_opens', item.id, item.opens_on, item.number, item.title, item.state, TRUE,
           {columns}
      FROM buyers_consultation item {groups}
     WHERE item.opens_on BETWEEN %(first)s AND %(last)s AND {seen}
"""
CLOSES = OPENS.replace("opens", "closes")
SELECTS = " UNION ALL ".join([NEEDS, COMMITMENTS, OPENS, CLOSES])


class Due(NamedTuple):
    """One row. `is_open` is of a need: somebody has not answered."""

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


class Addresses(NamedTuple):
    """Of the pages of one group; a number stands where `pages` end in 0."""

    group: str
    pages: dict[str, str]

    def of(self, name: str, number: int) -> str:
        return f"{self.pages[name].removesuffix('0/')}{number}/"


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Three statements at most; for a buyer two. See `core.dates`."""
    places = None if person is None else places_of(person)
    named = None if person is None else buyer_places_of(person)
    if person is not None and not (places.seen or named.groups):
        return
    known = {}
    steered = _steered(person) if places and places.at_work else ()
    for row in _due(first, last, places, named, steered, project):
        yield _item(row, _addresses(known, row.project_slug, row.group))
    yield from _meetings(first, last, person, project, known)


def _steered(person) -> list[int]:
    """The groups in which they read what others have committed."""
    groups = BuyerGroup.objects.filter(steers(person, None)).order_by()
    return list(groups.values_list("pk", flat=True))


def _due(first: date, last: date, places, named, steered, project) -> list[Due]:
    seen, own = "TRUE", "TRUE"
    if places is not None:
        seen = _any(
            _among("buyer_group.project_id", places.seen), _among("item.group_id", named.groups)
        )
        own = _any(
            *(
                f"(item.group_id = {group} AND item.organisation_id = {organisation})"
                for group, organisation in sorted(named.seats)
            ),
            _among("item.group_id", steered),
        )
    if project is not None:
        seen, own = (f"{rights} AND project.id = {project.pk}" for rights in (seen, own))
    buying = BUYING
    statement = SELECTS.format(columns=COLUMNS, groups=GROUPS, buying=buying, seen=seen, own=own)
    days = {"first": first, "last": last, "today": day_or_today(None)}
    with connection.cursor() as cursor:
        cursor.execute(statement, days)
        rows = cursor.fetchall()
    if rows and isinstance(rows[0][2], str):  # SQLite hands a day over as text
        rows = [(*row[:2], date.fromisoformat(row[2]), *row[3:]) for row in rows]
    return sorted(map(Due._make, rows), key=lambda row: (row.day, row.kind, row.pk))


def _among(column: str, ids: Iterable[int]) -> str:
    """A condition, or nothing where there is no id."""
    found = ", ".join(map(str, sorted(ids)))
    return f"{column} IN ({found})" if found else ""


def _any(*conditions: str) -> str:
    return f"({' OR '.join(filter(None, conditions)) or 'FALSE'})"


def _item(row: Due, addresses: Addresses) -> DatedItem:
    label, url, is_open, state, key = MAKE[row.kind](row, addresses)
    return DatedItem(
        key=f"{key}:{row.pk}",
        kind=row.kind,
        label=label,
        moment=row.day,
        url=url,
        project_id=row.project,
        project=row.acronym,
        open=bool(is_open and row.is_running),
        state=str(state),
        cancelled=row.state == "cancelled",
    )


def _need(row: Due, addresses: Addresses):
    label = _("Answer to N%(number)d %(title)s") % {"number": row.number, "title": row.title}
    is_open = row.state == Need.State.SHARED and row.is_open
    state = _("answers wanted") if is_open else _("answered")
    if row.state == Need.State.CLOSED:
        state = Need.State.CLOSED.label
    return label, addresses.of("need", row.number), is_open, state, NEED


def _commitment(row: Due, addresses: Addresses):
    """`state` holds the name of the buyer: all of these stand."""
    words = {"buyer": row.state, "title": row.title, "year": row.number}
    label = _("Commitment of %(buyer)s expires: %(title)s, %(year)d") % words
    url = addresses.of("commitment", row.pk)
    return label, url, True, Commitment.State.STANDING.label, COMMITMENT


def _consultation(row: Due, addresses: Addresses):
    opens = row.kind == "consultation_opens"
    words = _("%(title)s: opens") if opens else _("%(title)s: closes")
    State = Consultation.State
    awaited = (State.PLANNED,) if opens else (State.PLANNED, State.OPEN)
    url = addresses.of("consultation", row.number)
    state = State(row.state).label
    return words % {"title": row.title}, url, row.state in awaited, state, CONSULTATION


MAKE = {
    "need_answer_due": _need,
    "commitment_expires": _commitment,
    "consultation_opens": _consultation,
    "consultation_closes": _consultation,
}


def _addresses(known: dict, slug: str, group: str) -> Addresses:
    """Made once for each group of a list."""
    if (slug, group) not in known:
        pages = {
            name: reverse(f"buyers:{name}", args=[slug, group, 0])
            for name in ("need", "commitment", "consultation")
        }
        known[slug, group] = Addresses(reverse("buyers:group", args=[slug, group]), pages)
    return known[slug, group]


@cache
def _linked():
    """Built once: docs/speed.md."""
    return Link.objects.order_by("meeting__first_day", "pk").values_list(
        *("pk", "meeting__title", "meeting__state"),
        *("meeting__first_day", "meeting__last_day", "meeting__starts", "meeting__ends"),
        *("meeting__zone", "meeting__venue", "meeting__city", "buyergroup__slug"),
        *("buyergroup__project", "buyergroup__project__slug", "buyergroup__project__acronym"),
        "buyergroup__project__closed_on",
    )


def _meetings(first: date, last: date, person, project, known: dict) -> Iterator[DatedItem]:
    """Linked ones, on their first day; of a person's groups those whose project they do not see."""
    rows = _linked().filter(meeting__first_day__range=(first, last))
    if person is not None:
        groups = buyer_places_of(person).groups
        if not groups:
            return
        rows = rows.filter(buyergroup__in=groups).exclude(
            buyergroup__project__in=places_of(person).seen
        )
    if project is not None:
        rows = rows.filter(buyergroup__project=project)
    states = {value: str(label) for value, label in Meeting.State.choices}
    for pk, title, state, *when, venue, city, group, project_id, slug, acronym, closed in rows:
        starts, ends = meetings.span(*when)
        yield DatedItem(
            key=f"{LINK}:{pk}",
            kind="group_meeting",
            label=title,
            moment=starts,
            ends=ends,
            zone=when[-1],
            place=", ".join(part for part in (venue, city) if part),
            url=f"{_addresses(known, slug, group).group}meetings/",
            project_id=project_id,
            project=acronym,
            open=state in Meeting.OPEN and closed is None,
            state=states[state],
            cancelled=state == Meeting.State.CANCELLED,
        )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """(key, person id) for whoever holds a role of `KINDS`; at most seven statements."""
    ids, day = ids_by_model(keys), day_or_today(today)
    people = BuyerPerson.objects.valid_on(day).order_by()
    if role == "member" and (pks := ids.get(LINK)):
        yield from _who_meet(pks, people, day)
    if role == "member" and (pks := ids.get(NEED)):
        yield from _who_answer(pks, people)
    if role == "owner" and (pks := ids.get(COMMITMENT)):
        path = "membership__group__commitments"
        own = {f"{path}__in": pks, "membership__organisation": F(f"{path}__organisation")}
        for pk, person in people.filter(**own).values_list(path, "person").distinct():
            yield f"{COMMITMENT}:{pk}", person
    if role == "manager" and (pks := ids.get(CONSULTATION)):
        yield from _who_manage(pks, people, day)


def _who_meet(pks: list[int], people, today: date) -> Iterator[tuple[str, int]]:
    """The groups' people, but for whom the work plan reminds of the same meeting."""
    links = list(Link.objects.filter(pk__in=pks).values_list("pk", "buyergroup", "meeting"))
    of_group = {}
    groups = people.filter(membership__group__in={group for _pk, group, _meeting in links})
    for group, person in groups.values_list("membership__group", "person").distinct():
        of_group.setdefault(group, []).append(person)
    keys = {f"{meetings.MEETING}:{meeting}" for _pk, _group, meeting in links}
    told = set(meetings.answerable("team", keys, today))
    for pk, group, meeting in links:
        for person in of_group.get(group, ()):
            if (f"{meetings.MEETING}:{meeting}", person) not in told:
                yield f"{LINK}:{pk}", person


def _who_answer(pks: list[int], people) -> Iterator[tuple[str, int]]:
    """The people of those who buy and have not answered."""
    given = NeedShare.objects.given().filter(need__in=pks)
    answered = set(given.values_list("need", "organisation"))
    path = "membership__group__needs"
    buying = people.filter(**{f"{path}__in": pks, "membership__tier__in": BUYING})
    columns = (path, "membership__organisation", "person")
    pairs = {
        (need, person)
        for need, organisation, person in buying.values_list(*columns).distinct()
        if (need, organisation) not in answered
    }
    for need, person in sorted(pairs):
        yield f"{NEED}:{need}", person


def _who_manage(pks: list[int], people, today: date) -> Iterator[tuple[str, int]]:
    """The coordinator's people, those of the lead of the group's task and of its lead procurer."""
    editors = TeamMember.objects.valid_on(today).editors()
    coordinates = "participation__project__buyer_groups__consultations"
    leads = "participation__led_tasks__buyer_groups__consultations"
    found = set(
        editors.filter(**{f"{coordinates}__in": pks, "participation__role": "coordinator"})
        .values_list(coordinates, "person")
        .distinct()
    )
    found.update(editors.filter(**{f"{leads}__in": pks}).values_list(leads, "person").distinct())
    path = "membership__group__consultations"
    procurer = {f"{path}__in": pks, "membership__group__lead_procurer": F("membership")}
    found.update(people.filter(**procurer).values_list(path, "person").distinct())
    for pk, person in sorted(found):
        yield f"{CONSULTATION}:{pk}", person

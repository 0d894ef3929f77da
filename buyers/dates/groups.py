"""Dates of a group: meetings, answers wanted, what expires, consultations.

A meeting of the work plan that is linked to a group is an item of its own, with the key of the
link: who sees the whole project has the meeting from there, and this one only in lists that are
nobody's. Labels hold no figure of a commitment.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.dates.due import Addresses, Due
from buyers.dates.people import who_manage
from buyers.models import BuyerGroup, BuyerPerson, Commitment, Consultation, Need, NeedShare
from buyers.places import BUYING
from core.dates import Kind, ids_by_model
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

NEEDS = """
    SELECT 'need_answer_due', item.id, item.answers_due, item.number, item.title, item.state,
           EXISTS (
               SELECT 1 FROM buyers_buyermembership member
                WHERE {member}
                  AND NOT EXISTS (
                      SELECT 1 FROM buyers_needshare share
                       WHERE share.need_id = item.id AND share.state = 'given'
                         AND share.organisation_id = member.organisation_id
                  )
           ), {columns}
      FROM buyers_need item {groups}
     WHERE item.answers_due BETWEEN %(first)s AND %(last)s AND item.state <> 'draft'
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
     WHERE item.opens_on BETWEEN %(first)s AND %(last)s
"""
CLOSES = OPENS.replace("opens", "closes")
MEETINGS = """
    SELECT 'group_meeting', link.id, meeting.first_day, 0, meeting.title, meeting.state, TRUE,
           {columns_of_meeting}
      FROM buyers_buyergroup_meetings link
      JOIN workpackages_meeting meeting ON meeting.id = link.meeting_id
      JOIN buyer_group ON buyer_group.id = link.buyergroup_id
     WHERE meeting.first_day BETWEEN %(first)s AND %(last)s AND {linked}
"""
SELECTS = [NEEDS, COMMITMENTS, OPENS, CLOSES, MEETINGS]


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


def _meeting(row: Due, addresses: Addresses):
    url = f"{addresses.group}meetings/"
    return row.title, url, row.state in Meeting.OPEN, Meeting.State(row.state).label, LINK


MAKE = {
    "need_answer_due": _need,
    "commitment_expires": _commitment,
    "consultation_opens": _consultation,
    "consultation_closes": _consultation,
    "group_meeting": _meeting,
}


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
        yield from who_manage(CONSULTATION, pks, "consultations", day)


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

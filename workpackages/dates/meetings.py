"""Meetings, and what people have to do out of them or against a risk. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.calendars import Event
from core.clock import wall_moment
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
from workpackages.dates.due import Due, OfProject, item
from workpackages.models import Action, Meeting

KINDS = (
    # Of a smaller meeting its host tells whom it concerns.
    Kind("meeting", _("Meeting"), {"team": _("Teams, of a project board or general assembly")}),
    Kind(
        "action_due", _("Action due"), {"owner": _("Who does it"), "coordinator": _("Coordinator")}
    ),
)
MEETING, ACTION = Meeting._meta.label_lower, Action._meta.label_lower
OF_ALL = (Meeting.Kind.BOARD, Meeting.Kind.ASSEMBLY)
MEETINGS = """
    SELECT 'meeting', meeting.id, meeting.project_id, meeting.first_day, meeting.slug,
           meeting.title, meeting.state, '', {hours}
      FROM workpackages_meeting meeting
     WHERE meeting.first_day BETWEEN %(first)s AND %(last)s AND meeting.project_id IN ({projects})
"""
ACTIONS = """
    SELECT 'action_due', item.id, item.project_id, item.due_on,
           COALESCE('meetings/' || meeting.slug, 'r' || risk.number), item.text, item.state, '',
           {no_hours}
      FROM workpackages_action item
      LEFT JOIN workpackages_meeting meeting ON meeting.id = item.meeting_id
      LEFT JOIN workpackages_risk risk ON risk.id = item.risk_id
     WHERE item.due_on BETWEEN %(first)s AND %(last)s AND item.project_id IN ({projects})
"""
SELECTS = (MEETINGS, ACTIONS)


def made(rows: Iterable[Due], projects: dict[int, OfProject]) -> Iterator[DatedItem]:
    """A meeting lies on its first day, on the calendar of its place; an action is found on the
    page that it comes from."""
    for row in sorted(rows, key=lambda row: (row.day, row.pk)):
        project = projects[row.project]
        yield _meeting(row, project) if row.kind == "meeting" else _action(row, project)


def _meeting(row: Due, project: OfProject) -> DatedItem:
    starts, ends = span(row.day, row.last, row.starts, row.ends, row.zone)
    return item(
        row,
        project,
        Meeting,
        moment=starts,
        ends=ends,
        zone=row.zone,
        place=row.place,
        label=row.title,
        url=f"{project.page}meetings/{row.number}/",
        open=row.state in Meeting.OPEN,
        state=str(Meeting.State(row.state).label),
        cancelled=row.state == Meeting.State.CANCELLED,
    )


def _action(row: Due, project: OfProject) -> DatedItem:
    return item(
        row,
        project,
        Action,
        label=row.title,
        url=f"{project.page}{row.number}/#action-{row.pk}",
        open=row.state in Action.OPEN,
        state=str(Action.State(row.state).label),
        cancelled=row.state == Action.State.CANCELLED,
    )


def span(first, last, starts, ends, zone):
    """From when to when: moments where the hours are known, else whole days."""
    if starts and (ends or first == last):
        return wall_moment(first, starts, zone), wall_moment(last, ends, zone) if ends else None
    return first, last


def event(meeting) -> Event:
    """Its calendar entry, with the UID under which personal feeds have it."""
    starts, ends = span(
        meeting.first_day, meeting.last_day, meeting.starts, meeting.ends, meeting.zone
    )
    return Event(
        uid=f"meeting-{MEETING}-{meeting.pk}@{settings.MAIL_DOMAIN}",
        summary=f"{meeting.project.acronym}: {meeting.title}",
        starts=starts,
        ends=ends,
        zone=meeting.zone,
        location=meeting.place or meeting.online_url,
        description=meeting.agenda,
        url=settings.BASE_URL + meeting.get_absolute_url(),
        cancelled=meeting.state == Meeting.State.CANCELLED,
    )


def answerable(
    role: str, keys: Iterable[str], today: date | None = None
) -> Iterator[tuple[str, int]]:
    """Who does an action, while they have a place in the project; who meets in a project board."""
    ids = ids_by_model(keys)
    places = TeamMember.objects.valid_on(day_or_today(today))
    if (pks := ids.get(MEETING)) and role == "team":
        meet = places.editors().filter(
            participation__project__meetings__in=pks,
            participation__project__meetings__kind__in=OF_ALL,
        )
        for pk, person in meet.values_list("participation__project__meetings", "person").distinct():
            yield f"{MEETING}:{pk}", person
    if not (pks := ids.get(ACTION)):
        return
    path = "participation__project__actions"
    if role == "owner":
        found = places.filter(**{f"{path}__in": pks, "person": F(f"{path}__owner")})
    elif role == "coordinator":
        found = places.editors().filter(
            **{f"{path}__in": pks, "participation__role": "coordinator"}
        )
    else:
        return
    for pk, person in found.values_list(path, "person").distinct():
        yield f"{ACTION}:{pk}", person

"""Meetings, and what people have to do out of them or against a risk. See core.dates."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.calendars import Event
from core.clock import wall_moment
from core.dates import DatedItem, Kind, ids_by_model
from partners.models import TeamMember
from partners.querysets import day_or_today
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
OF_PROJECT = ("project", "project__slug", "project__acronym", "project__closed_on")


def items(first: date, last: date, person=None, project=None) -> Iterator[DatedItem]:
    """Two statements. A meeting lies on its first day, on the calendar of its place."""
    meetings, actions = Meeting.objects, Action.objects.due_between(first, last)
    meetings = meetings.beginning_between(first, last)
    if person is not None:
        meetings, actions = meetings.visible_to(person), actions.visible_to(person)
    if project is not None:
        meetings, actions = meetings.filter(project=project), actions.filter(project=project)
    yield from _meetings(meetings)
    yield from _actions(actions)


def _meetings(rows) -> Iterator[DatedItem]:
    states = dict(Meeting.State.choices)
    for (
        pk,
        slug,
        title,
        state,
        *when,
        venue,
        city,
        project_id,
        project_slug,
        acronym,
        closed_on,
    ) in rows.order_by("first_day", "pk").values_list(
        *("pk", "slug", "title", "state", "first_day", "last_day", "starts", "ends", "zone"),
        *("venue", "city", *OF_PROJECT),
    ):
        starts, ends = span(*when)
        yield DatedItem(
            key=f"{MEETING}:{pk}",
            kind="meeting",
            label=title,
            moment=starts,
            ends=ends,
            zone=when[-1],
            place=", ".join(part for part in (venue, city) if part),
            url=reverse("workpackages:meeting", args=[project_slug, slug]),
            project_id=project_id,
            project=acronym,
            open=state in Meeting.OPEN and closed_on is None,
            state=str(states[state]),
            cancelled=state == Meeting.State.CANCELLED,
        )


def _actions(rows) -> Iterator[DatedItem]:
    states = dict(Action.State.choices)
    for (
        pk,
        text,
        state,
        due_on,
        meeting,
        risk,
        project_id,
        slug,
        acronym,
        closed_on,
    ) in rows.order_by("due_on", "pk").values_list(
        *("pk", "text", "state", "due_on", "meeting__slug", "risk__number", *OF_PROJECT)
    ):
        above = f"meetings/{meeting}" if meeting else f"r{risk}"
        yield DatedItem(
            key=f"{ACTION}:{pk}",
            kind="action_due",
            label=text,
            moment=due_on,
            url=f"{reverse('project', args=[slug])}{above}/#action-{pk}",
            project_id=project_id,
            project=acronym,
            open=state in Action.OPEN and closed_on is None,
            state=str(states[state]),
            cancelled=state == Action.State.CANCELLED,
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

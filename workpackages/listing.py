"""The lists of meetings and of actions as rows: what their pages show and their exports write."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from core.rights import tell
from core.templatetags import portal
from core.text import fold
from workpackages.models import Action, Meeting, Risk


@dataclass(frozen=True, slots=True)
class MeetingRow:
    pk: int
    url: str
    title: str
    kind_label: str
    state: str
    state_label: str
    first_day: date
    last_day: date
    day: str  # in words
    month: str  # M16
    place: str
    host: str
    decisions: int  # that stand
    actions: int  # open ones


@dataclass(frozen=True, slots=True)
class ActionRow:
    pk: int
    url: str
    text: str
    owner_id: int
    owner: str
    due_on: date
    day: str  # in words
    due: str  # "2 days late"; nothing for what is no longer open
    due_class: str
    state: str
    state_label: str
    source: str  # what it comes from: a meeting, a risk
    source_url: str


def meetings(matching, project) -> list[MeetingRow]:
    """In the order of their days; one statement."""
    kinds, states = dict(Meeting.Kind.choices), dict(Meeting.State.choices)
    address = f"{project.get_absolute_url()}meetings/"
    columns = matching.order_by("first_day", "pk").annotate(
        standing=Count("decisions", filter=Q(decisions__withdrawn_on__isnull=True), distinct=True),
        open_actions=Count("actions", filter=Q(actions__state=Action.State.OPEN), distinct=True),
    )
    return [
        MeetingRow(
            pk=pk,
            url=f"{address}{slug}/",
            title=title,
            kind_label=str(kinds[kind]),
            state=state,
            state_label=str(states[state]),
            first_day=first,
            last_day=last,
            day=portal.day(first) if first == last else f"{portal.day(first)} – {portal.day(last)}",
            month=portal.project_month(first, project),
            place=", ".join(part for part in (venue, city) if part),
            host=host or "",
            decisions=standing,
            actions=actions,
        )
        for pk, slug, title, kind, state, first, last, venue, city, host, standing, actions in (
            columns.values_list(
                *("pk", "slug", "title", "kind", "state", "first_day", "last_day", "venue"),
                *("city", "host__organisation__short_name", "standing", "open_actions"),
            )
        )
    ]


def actions(matching, project, today: date, text: str = "") -> list[ActionRow]:
    """The open ones first, by due day; one statement. `text`: words of what is to be done."""
    states, words = dict(Action.State.choices), fold(text).split()
    address = project.get_absolute_url()
    found = []
    for (
        pk,
        what,
        owner_id,
        name,
        email,
        due_on,
        state,
        meeting,
        title,
        risk,
        risk_title,
    ) in matching.order_by("due_on", "pk").values_list(
        *("pk", "text", "owner", "owner__name", "owner__email", "due_on", "state"),
        *("meeting__slug", "meeting__title", "risk__number", "risk__title"),
    ):
        if not all(word in fold(what) for word in words):
            continue
        source_url = f"{address}meetings/{meeting}/" if meeting else f"{address}r{risk}/"
        code = f"{Risk.PREFIX}{risk}" if risk else ""
        is_open = state == Action.State.OPEN
        found.append(
            ActionRow(
                pk=pk,
                url=f"{source_url}#action-{pk}",
                text=what,
                owner_id=owner_id,
                owner=name or email,
                due_on=due_on,
                day=portal.day(due_on),
                due=portal.due(due_on, today) if is_open else "",
                due_class=f"due-{portal.lateness(due_on, today)}",
                state=state,
                state_label=str(states[state]),
                source=", ".join(part for part in (title, code) if part)
                if meeting
                else f"{code} {risk_title}",
                source_url=source_url,
            )
        )
    return sorted(found, key=lambda row: row.state != Action.State.OPEN)


def actions_of(holder, person):
    """The actions of a risk or a meeting, with this person's rights to each; one statement."""
    rights = Action.objects.rights_of(person)
    rows = holder.actions.select_related("owner", "meeting", "risk").order_by("due_on", "pk")
    for action in rows:
        action.project = holder.project
    return [tell(action, rights) for action in rows]


def in_order(rows: list, sort: str) -> list:
    """By a column, backwards with a minus; those that are alike stay in their order."""
    backwards, name = sort.startswith("-"), sort.removeprefix("-")
    return sorted(rows, key=lambda row: getattr(row, name), reverse=backwards)

"""The joint calendar of a group, to look at and to take along as a calendar file.

Of a meeting its members read when and where it is and what is on the agenda; minutes, decisions and
actions stay with the consortium. The linked risks are read in the same way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from buyers import dates
from buyers.models import BuyerGroup, Consultation, FeasibilityPlan, Need
from core.calendars import Event
from workpackages.dates import meetings as meeting_dates
from workpackages.models import Meeting, Risk
from workpackages.register import Level, bands_of

TONES = {"planned": "tone-info", "held": "tone-good", "open": "tone-progress"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the calendar."""

    kind: str  # in words
    title: str
    day: date
    last_day: date
    state: str  # in words
    tone: str
    is_off: bool  # cancelled
    url: str  # where this reader finds more; "" nowhere
    event: Event
    starts: time | None = None
    ends: time | None = None
    zone: str = ""
    place: str = ""
    online_url: str = ""
    agenda: tuple[str, ...] = ()
    file: str = ""  # the address of its calendar file


def entries(group: BuyerGroup, person, *, sees_project: bool) -> list[Entry]:
    """By day; four statements, six where there is a feasibility plan. `sees_project`: the reader
    finds the meetings in the work plan."""
    here = reverse("buyers:dates", args=[group.project.slug, group.slug])
    found = [_meeting(link, group, here, sees_project) for link in linked_meetings(group)]
    for consultation in group.consultations.all():
        found += _consultation(consultation, group)
    needs = Need.objects.visible_to(person).filter(group=group, answers_due__isnull=False)
    for need in needs.exclude(state=Need.State.DRAFT):
        found.append(_need(need, group))
    for plan in FeasibilityPlan.objects.filter(group=group).prefetch_related("gates", "parts"):
        found += _plan(plan, group)
    return sorted(found, key=lambda entry: (entry.day, entry.starts or time.min, entry.title))


def linked_meetings(group: BuyerGroup):
    """The links with their meetings, without what only the consortium reads."""
    rows = dates.Link.objects.filter(buyergroup=group).select_related("meeting")
    return rows.defer("meeting__notes", "meeting__attendance", "meeting__search_text")


def _meeting(link, group: BuyerGroup, here: str, sees_project: bool) -> Entry:
    meeting = link.meeting
    meeting.project = group.project
    return Entry(
        kind=meeting.get_kind_display(),
        title=meeting.title,
        day=meeting.first_day,
        last_day=meeting.last_day,
        state=meeting.get_state_display(),
        tone=TONES.get(meeting.state, "tone-off"),
        is_off=meeting.state == Meeting.State.CANCELLED,
        url=meeting.get_absolute_url() if sees_project else "",
        event=meeting_event(link, group, sees_project),
        starts=meeting.starts,
        ends=meeting.ends,
        zone=meeting.zone,
        place=meeting.place,
        online_url=meeting.online_url,
        agenda=tuple(meeting.agenda_items),
        file=f"{here}{meeting.slug}.ics",
    )


def meeting_event(link, group: BuyerGroup, sees_project: bool) -> Event:
    """Under the UID of the reader's own feed, so that no calendar shows the meeting twice."""
    meeting = link.meeting
    meeting.project = group.project
    event = meeting_dates.event(meeting)
    if sees_project:
        return event
    here = reverse("buyers:dates", args=[group.project.slug, group.slug])
    uid = _uid("group_meeting", dates.LINK, link.pk)
    return _changed(event, uid=uid, url=settings.BASE_URL + here)


def _changed(event: Event, **values) -> Event:
    names = Event.__dataclass_fields__
    return Event(**{name: getattr(event, name) for name in names} | values)


def _consultation(row: Consultation, group: BuyerGroup) -> list[Entry]:
    url = _address("consultation", group, row.number)
    days = (
        ("consultation_opens", _("Market consultation opens"), row.opens_on),
        ("consultation_closes", _("Market consultation closes"), row.closes_on),
    )
    return [
        Entry(
            kind=words,
            title=row.title,
            day=day,
            last_day=day,
            state=row.get_state_display(),
            tone=TONES.get(row.state, "tone-off"),
            is_off=row.state == Consultation.State.CANCELLED,
            url=url,
            event=_day_event(
                _uid(kind, dates.CONSULTATION, row.pk),
                f"{row.title}: {words}",
                day,
                group,
                url,
                cancelled=row.state == Consultation.State.CANCELLED,
            ),
        )
        for kind, words, day in days
    ]


def _need(need: Need, group: BuyerGroup) -> Entry:
    url = _address("need", group, need.number)
    words = _("Answers wanted")
    return _entry(
        words,
        str(need),
        need.answers_due,
        need.get_state_display(),
        _uid("need_answer_due", dates.NEED, need.pk),
        url,
        group,
        tone="tone-progress" if need.state == Need.State.SHARED else "tone-off",
    )


def _plan(plan: FeasibilityPlan, group: BuyerGroup) -> Iterator[Entry]:
    here = f"{group.get_absolute_url()}plan/"
    if plan.scores_due:
        words, url = _("Scores of the options wanted"), f"{here}options/form/"
        uid = _uid("scores_wanted", dates.PLAN, plan.pk)
        yield _entry(words, plan.title, plan.scores_due, _("wanted"), uid, url, group)
    if plan.decisions_due:
        words, uid = _("Decisions wanted"), _uid("decision_wanted", dates.PLAN, plan.pk)
        url = f"{here}decision/"
        yield _entry(words, plan.title, plan.decisions_due, _("wanted"), uid, url, group)
    for gate in plan.gates.all():
        if gate.planned_on:
            state, uid = _("ahead"), _uid("gate_due", dates.GATE, gate.pk)
            tone = "tone-progress"
            if gate.passed_on:
                state, tone = _("passed"), "tone-good"
            words, title = _("Gate of the feasibility plan"), str(gate).capitalize()
            url = f"{here}decision/#gates"
            yield _entry(words, title, gate.planned_on, state, uid, url, group, tone)
    for part in plan.parts.all():
        if part.due_on:
            tone = "tone-good" if part.state == part.State.AGREED else "tone-progress"
            uid, url = _uid("part_due", dates.PART, part.pk), f"{here}parts/{part.number}/"
            words, state = _("Part of the feasibility plan due"), part.get_state_display()
            yield _entry(words, str(part), part.due_on, state, uid, url, group, tone)


def _entry(kind, title, day, state, uid, url, group, tone="tone-progress") -> Entry:
    """Something that is due on a day."""
    return Entry(
        kind=kind,
        title=title,
        day=day,
        last_day=day,
        state=state,
        tone=tone,
        is_off=False,
        url=url,
        event=_day_event(uid, f"{kind}: {title}", day, group, url),
    )


def _day_event(uid: str, words: str, day: date, group: BuyerGroup, url: str, **state) -> Event:
    page = url or group.get_absolute_url()
    summary = f"{group.project.acronym}: {words}"
    return Event(uid=uid, summary=summary, starts=day, url=settings.BASE_URL + page, **state)


def _uid(kind: str, label: str, pk: int) -> str:
    """As `ppi_portal.feeds` makes it."""
    return f"{kind}-{label}-{pk}@{settings.MAIL_DOMAIN}"


def _address(name: str, group: BuyerGroup, number: int) -> str:
    return reverse(f"buyers:{name}", args=[group.project.slug, group.slug, number])


@dataclass(frozen=True, slots=True)
class LinkedRisk:
    """What members read of a risk."""

    code: str
    title: str
    category: str
    level: Level
    response: str
    mitigation: str
    state: str
    state_label: str
    url: str


def risks(group: BuyerGroup, *, sees_project: bool) -> list[LinkedRisk]:
    """The highest level first; one statement, and one for bands that were not read along."""
    bands = bands_of(group.project)
    page = group.project.get_absolute_url()
    rows = group.risks.only(
        *("number", "title", "category", "likelihood", "impact", "response", "mitigation", "state")
    )
    found = [
        LinkedRisk(
            code=row.code,
            title=row.title,
            category=row.get_category_display(),
            level=Level.of(row.likelihood, row.impact, bands),
            response=row.get_response_display(),
            mitigation=row.mitigation,
            state=row.state,
            state_label=row.get_state_display(),
            url=f"{page}{row.code.lower()}/" if sees_project else "",
        )
        for row in rows.order_by("sort_key")
    ]
    return sorted(found, key=lambda risk: -risk.level.value)


def linkable_meetings(group: BuyerGroup):
    """Of its project; cancelled ones only while they are linked."""
    linked = Q(pk__in=group.meetings.order_by().values("pk"))
    rows = Meeting.objects.filter(project=group.project)
    rows = rows.filter(~Q(state=Meeting.State.CANCELLED) | linked)
    return rows.order_by("-first_day", "pk")


def linkable_risks(group: BuyerGroup):
    """Of its project's register; closed ones only while they are linked."""
    linked = Q(pk__in=group.risks.order_by().values("pk"))
    rows = Risk.objects.filter(project=group.project)
    return rows.filter(Q(state__in=Risk.OPEN) | linked).order_by("sort_key")

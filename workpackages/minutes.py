"""The minutes of a meeting as a document."""

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core import pdf
from core.templatetags import portal
from workpackages.register import Level, bands_of


def document(meeting) -> bytes:
    """A PDF of what the page of the meeting says; three statements."""
    return pdf.render("workpackages/minutes.typ", content(meeting))


def content(meeting) -> dict:
    """What the template reads: words, and texts as they were typed."""
    project = meeting.project
    return {
        "language": get_language().partition("-")[0],
        "project": project.acronym,
        "grant": _("Grant agreement %s") % project.grant_number,
        "title": meeting.title,
        "kind": meeting.get_kind_display().capitalize(),
        "when": days(meeting),
        "facts": facts(meeting),
        "attendees": meeting.attendees,
        "agenda": meeting.agenda_items,
        "notes": meeting.notes.replace("\r\n", "\n").strip(),
        "decisions": [
            {
                "number": str(decision.number),
                "text": decision.text,
                "struck": _("struck out on %s") % portal.day(decision.withdrawn_on)
                if decision.withdrawn_on
                else "",
            }
            for decision in meeting.decisions.all()
        ],
        "risks": risks(meeting),
        "actions": [
            [
                str(action.text),
                str(action.owner),
                portal.day(action.due_on),
                action.get_state_display(),
            ]
            for action in meeting.actions.select_related("owner")
        ],
        "words": {
            "attendees": _("Who was there"),
            "agenda": _("Agenda"),
            "minutes": _("Minutes"),
            "decisions": _("Decisions"),
            "risks": _("Risks reviewed"),
            "risk_columns": [_("Risk"), _("Title"), _("Level"), _("Comment")],
            "actions": _("Actions"),
            "action_columns": [_("What"), _("Who"), _("By"), _("State")],
            "page": pgettext("page 1 of 3", "page"),
            "of": pgettext("page 1 of 3", "of"),
        },
    }


def days(meeting) -> str:
    """Mon 25 Apr 2016 (M16) – Tue 26 Apr 2016 (M16)"""
    found = dict.fromkeys((meeting.first_day, meeting.last_day))
    return " – ".join(portal.day_month(day, meeting.project) for day in found)


def facts(meeting) -> list[tuple[str, str]]:
    found = [(_("Project"), f"{meeting.project.acronym}: {meeting.project.title}")]
    found.append((_("Grant agreement"), meeting.project.grant_number))
    when = days(meeting)
    if meeting.starts:
        when = f"{when}, {portal.hours(meeting.starts, meeting.ends, meeting.zone)}"
    found.append((_("Days"), when))
    place = ", ".join(part for part in (meeting.place, meeting.country.name) if part)
    found.append((_("Place"), place or _("online")))
    if meeting.host:
        found.append((_("Host"), meeting.host.organisation.name))
    if meeting.state != meeting.State.HELD:
        found.append((_("State"), meeting.get_state_display()))
    return found


def risks(meeting) -> list[list[str]]:
    bands = bands_of(meeting.project)
    return [
        [
            score.risk.code,
            score.risk.title,
            str(Level.of(score.likelihood, score.impact, bands)),
            score.comment,
        ]
        for score in scores_of(meeting)
    ]


def scores_of(meeting):
    """What was scored in the meeting, in the order of the register."""
    return meeting.risk_scores.select_related("risk").order_by("risk__sort_key", "pk")

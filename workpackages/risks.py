"""The risk register: entering and scoring risks, what becomes of them, their state of play."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import assign, record
from workpackages import planning
from workpackages.models import (
    Meeting,
    ReportingPeriod,
    Risk,
    RiskBands,
    RiskScore,
    StateOfPlay,
)
from workpackages.progress import Act, locked

ACTS = (
    Act(
        verb="happen",
        label=gettext_lazy("It has happened"),
        done=gettext_lazy("%(item)s is marked as happened."),
        right="may_edit",
        states=(Risk.State.OPEN,),
        asks=("on", "reason"),
        day_label=gettext_lazy("Happened on"),
    ),
    Act(
        verb="close",
        label=gettext_lazy("Close the risk"),
        done=gettext_lazy("%(item)s is closed. It stays in the register."),
        right="may_edit",
        states=Risk.OPEN,
        asks=("reason",),
        needs_reason=True,
    ),
    Act(
        verb="reopen",
        label=gettext_lazy("Reopen"),
        done=gettext_lazy("%(item)s is open again."),
        right="may_edit",
        states=(Risk.State.CLOSED, Risk.State.MATERIALISED),
        asks=("reason",),
        needs_reason=True,
    ),
)


def next_number(project) -> str:
    """The number after the highest one: closed risks keep theirs."""
    highest = Risk.objects.filter(project=project).order_by("-sort_key").first()
    return str(int(highest.number) + 1) if highest else "1"


@transaction.atomic
def enter(*, risk, by, on: date, work_packages=()) -> Risk:
    """Save a new risk with its first score, of the day `on`; the people of its owner are told.

    Raises ValidationError where a rule of the model forbids it.
    """
    planning.enter(item=risk, by=by, work_packages=work_packages)
    _write_score(risk, by=by, on=on, likelihood=risk.likelihood, impact=risk.impact)
    return risk


@transaction.atomic
def score(
    *,
    risk,
    by,
    likelihood: int,
    impact: int,
    on: date,
    review_on: date | None,
    meeting: Meeting | None = None,
    comment: str = "",
) -> Risk:
    """Write down how a risk was seen on a day, and when it is looked at again.

    It is the risk's present score too, unless there is one of a later day. A meeting that is cited
    has this day. What the day's newest score says already is not written again, as of a form that
    was sent twice. Raises ValidationError at the field, or when the risk is closed.
    """
    row = locked(risk)
    if meeting is not None:
        _check_meeting(meeting, row, on)
    newest = row.scores.order_by("-scored_on").first()
    seen = {"likelihood": likelihood, "impact": impact}
    said = {"comment": comment, "meeting_id": meeting and meeting.pk, **seen}
    of_day = row.scores.filter(scored_on=on).order_by("-pk").first()
    again = of_day and all(getattr(of_day, name) == said[name] for name in said)
    if not again or of_day.scored_by_id != by.pk:
        _write_score(row, by=by, on=on, **said)
    is_newest = newest is None or newest.scored_on <= on
    row.revise(by=by, review_on=review_on, reason=comment, **(seen if is_newest else {}))
    return row


@transaction.atomic
def review(*, meeting, by, on: date, review_on: date | None, looks: dict) -> list[Risk]:
    """Score in one go what a meeting discussed: {risk: {likelihood, impact, comment}}."""
    return [
        score(risk=risk, by=by, on=on, review_on=review_on, meeting=meeting, **look)
        for risk, look in looks.items()
    ]


@transaction.atomic
def report(*, period, by, states: dict) -> list[StateOfPlay]:
    """Write the state of play of risks for a period: {risk: {applied, materialised, comment}}.

    Returns those that are new or changed.
    """
    periods = ReportingPeriod.objects.select_for_update(no_key=True)
    periods.get(pk=period.pk)  # one report at a time
    rows = StateOfPlay.objects.filter(period=period, risk__in=states)
    there = {row.risk_id: row for row in rows}
    written = []
    for risk, said in states.items():
        row = there.get(risk.pk) or StateOfPlay(risk=risk, period=period)
        changed = assign(row, **said)
        row.full_clean(validate_unique=False, validate_constraints=False)
        if changed:
            record(row, "", *changed, by=by)
            written.append(row)
    return written


@transaction.atomic
def set_bands(*, project, by, amber_from: int, red_from: int, reason: str = "") -> RiskBands:
    """From which level on the project calls a risk amber and red."""
    planning.hold(project.pk)
    bands = RiskBands.objects.filter(project=project).first() or RiskBands(project=project)
    changed = assign(bands, amber_from=amber_from, red_from=red_from)
    bands.full_clean(validate_unique=False)
    record(bands, reason, *changed, by=by)
    return bands


def _write_score(risk, *, by, on, **seen) -> None:
    row = RiskScore(risk=risk, scored_by=by, scored_on=on, **seen)
    row.full_clean()
    row.save()


def _check_meeting(meeting, risk, on) -> None:
    if meeting.project_id != risk.project_id:
        raise ValidationError({"meeting": _("This meeting belongs to another project.")})
    if meeting.state == Meeting.State.CANCELLED:
        raise ValidationError({"meeting": _("This meeting was cancelled.")})
    if not meeting.first_day <= on <= meeting.last_day:
        raise ValidationError(
            {
                "on": _("%(meeting)s: %(first)s to %(last)s. Give a day of the meeting.")
                % {
                    "meeting": meeting,
                    "first": date_format(meeting.first_day),
                    "last": date_format(meeting.last_day),
                }
            }
        )

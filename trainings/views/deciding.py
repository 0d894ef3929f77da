"""Go or no-go: where the numbers stand, what speaks against, and the four ways on."""

from copy import copy

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import ONE_DAY, local_day, wall_moment
from core.templatetags.portal import day
from trainings import attendance, drawings, emails, scheduling, standing
from trainings.forms.days import ReasonForm
from trainings.models import Registration, Training
from trainings.views import find, heading
from trainings.views.reviewing import Review, affected, calendar_effect, letters, proceed
from trainings.views.scheduling import doing, too_late

State = Training.State


def decide(request, slug, training):
    """Going ahead is decided here, by who runs it; the other ways have pages of their own."""
    row, now = find(request, slug, training, "may_run"), timezone.now()
    if row.state != State.SCHEDULED:
        return too_late(request, row)
    trainers = attendance.preparation(row)
    unprepared = trainers.prepared is False
    form = ReasonForm(
        request.POST or None,
        training=row,
        needs_reason=unprepared,
        reason_help=_("Kept in the history, in no mail."),
        asked_why=_("Say why it goes ahead without a prepared trainer."),
    )
    page = heading(row) | {
        "title": _("Go or no-go: %(training)s") % {"training": row.title},
        "submit": _("It takes place"),
        "trainers": trainers,
        "form_template": "trainings/go.html",
        **numbers(row, now, unprepared),
        **ways(request, row),
    }
    if page["told"]:
        page["first_submit"] = _("See who is told")

    def review(form):
        people = affected(row)
        if not people.count:
            return None
        days = emails.active_days(row)
        return Review(
            people=people,
            letters=letters(row, "goes_ahead", people, days=days),
            calendar=calendar_effect(people, days, known={day.pk for day in days}),
        )

    return proceed(
        request,
        form,
        page,
        review=review,
        act=doing(request, row, scheduling.confirm),
        done=_("Decided: it takes place."),
    )


def numbers(training, now, unprepared: bool) -> dict:
    """Where it stands: sentence, line, table, and what speaks against."""
    stands, steps = standing.course(training, now)
    found = {
        "standing": stands,
        "today": local_day(now, training.zone),
        "overdue": overdue(training, local_day(now, training.zone)),
        "objections": list(standing.objections(training, unprepared=unprepared)),
        "steps": by_day(steps, training.zone),
    }
    if steps:
        found["drawing"] = drawings.line(
            steps,
            now=now,
            ends=training.registration_ends,
            minimum=training.programme.minimum,
            capacity=training.capacity,
            foreseen=stands.forecast,
            zone=training.zone,
        )
    return found


def by_day(steps, zone: str) -> list[dict]:
    """For the table: each day on which somebody came or left, the last one first."""
    found, before, midnight = [], 0, None
    for moment, count in steps:  # in order: hundreds of a day need one look at the calendar
        if midnight is None or moment >= midnight:
            today = local_day(moment, zone)
            midnight = wall_moment(today + ONE_DAY, zone=zone)
            row = {"day": today, "came": 0, "left": 0}
            found.append(row)
        row["came" if count > before else "left"] += 1
        row["count"], before = count, count
    return found[::-1]


def overdue(training, today) -> str:
    if training.decision_day is None or training.decision_day >= today:
        return ""
    days = (today - training.decision_day).days
    return ngettext(
        "The go/no-go day was %(day)s, %(n)d day ago, and nothing is decided. Decide now.",
        "The go/no-go day was %(day)s, %(n)d days ago, and nothing is decided. Decide now.",
        days,
    ) % {"day": day(training.decision_day), "n": days}


def ways(request, training) -> dict:
    """The mail of each way as it would read now, and the forms of those that ask for a reason."""
    days = emails.active_days(training)
    found = {
        "go_letter": letter(request, training, "goes_ahead", days=days),
        "told": training.registrations.active().count(),
    }
    if training.may_schedule:
        for state in (State.POSTPONED, State.CANCELLED):
            after = copy(training)
            after.state = state
            found[f"{state}_letter"] = letter(
                request, after, state, gone=days, days=[], reason=_("(your reason)")
            )
            found[f"{state}_form"] = ReasonForm(
                training=training,
                reason_help=_("Everybody registered or invited reads it."),
                auto_id=f"id_{state}_%s",
            )
    return found


def letter(request, training, name, **context):
    """As people with a seat read it, in the language of who decides."""
    return emails.letter(
        training,
        name,
        state=Registration.State.CONFIRMED,
        language=request.user.language,
        announcement=True,
        **context,
    )

"""Fixing days, moving, postponing, cancelling, going ahead: each with a look at what it will do."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clock import local_day
from core.templatetags.portal import city, day, hours
from trainings import asked, attendance, emails, scheduling
from trainings.days import lay_out, shift_deadlines, slots_of, warnings
from trainings.forms.days import DaysForm, ReasonForm
from trainings.models import Training
from trainings.views import find, heading
from trainings.views.reviewing import Review, affected, calendar_effect, letters, proceed

State = Training.State


def schedule(request, slug, training):
    row = find(request, slug, training, "may_schedule")
    if row.state not in (State.PLANNED, State.POSTPONED, State.CANCELLED):
        return too_late(request, row)
    form = DaysForm(
        request.POST or None,
        training=row,
        needs_reason=False,
        reason_help=_("Needed when a day lies outside the planned window."),
        may_open=not row.registration_switch,
    )

    def review(form):
        found = review_days(row, form, "scheduled")
        return found if found.people.count or found.warnings else None

    page = heading(row) | {
        "title": _("Fix the days of %(training)s") % {"training": row.title},
        "lede": window(row),
        "submit": _("Fix these days"),
        "form_template": "trainings/form.html",
    }
    act = doing(request, row, scheduling.schedule)
    return proceed(request, form, page, review=review, act=act, done=_("The days are fixed."))


def move(request, slug, training):
    row = find(request, slug, training, "may_schedule")
    if row.state not in Training.FIXED:
        return too_late(request, row)
    form = DaysForm(
        request.POST or None,
        training=row,
        slots=slots_of(emails.active_days(row)),
        reason_help=_("Everybody registered or invited reads it."),
    )
    page = heading(row) | {
        "title": _("Move %(training)s") % {"training": row.title},
        "lede": window(row),
        "first_submit": _("See who is told"),
        "submit": _("Move it"),
        "form_template": "trainings/form.html",
    }
    return proceed(
        request,
        form,
        page,
        review=lambda form: review_days(row, form, "moved"),
        act=doing(request, row, scheduling.move),
        done=_("The training has moved."),
    )


def postpone(request, slug, training):
    row = find(request, slug, training, "may_schedule")
    page = {
        "title": _("Postpone %(training)s") % {"training": row.title},
        "lede": _(
            "Its days are taken back. Seats, waiting list and invitations stay; when new days are "
            "fixed, everybody registered or invited reads them."
        ),
        "first_submit": _("See who is told"),
        "submit": _("Postpone it"),
        "danger": True,
    }
    return end(
        request,
        row,
        page,
        allowed=Training.FIXED,
        act=scheduling.postpone,
        state=State.POSTPONED,
        done=_("The training is postponed."),
    )


def cancel(request, slug, training):
    row = find(request, slug, training, "may_schedule")
    page = {
        "title": _("Cancel %(training)s") % {"training": row.title},
        "lede": _("It will not take place. It stays in lists and calendars, struck out."),
        "first_submit": _("See who is told"),
        "submit": _("Cancel the training"),
        "danger": True,
    }
    return end(
        request,
        row,
        page,
        allowed=Training.AHEAD,
        act=scheduling.cancel,
        state=State.CANCELLED,
        done=_("The training is cancelled."),
    )


@require_POST
def mark_held(request, slug, training):
    row = find(request, slug, training, "may_run")
    if "later" not in request.POST and is_over(row) and attendance.summary(row).unsaid:
        messages.info(request, _("First say who was there, or mark it as held and say it later."))
        return redirect("trainings:attendance", slug, training)
    try:
        scheduling.mark_held(training=row, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Marked as held."))
    return redirect(row)


def is_over(training) -> bool:
    """Whether it can be marked as held."""
    today = local_day(timezone.now(), training.zone)
    return training.state in Training.FIXED and training.last_day <= today


def end(request, row, page, *, allowed, act, state, done):
    """Postponing and cancelling ask for the reason and show the mail."""
    if row.state not in allowed:
        return too_late(request, row)
    form = ReasonForm(
        request.POST or None,
        training=row,
        reason_help=_("Everybody registered or invited reads it."),
    )
    page = heading(row) | page | {"form_template": "trainings/form.html"}

    def review(form):
        people = affected(row, asked=row.invitations.unanswered())
        days = emails.active_days(row)
        after = copy(row)
        after.state = state
        if state == State.POSTPONED:
            after.first_day = after.last_day = after.starts_at = after.ends_at = None
        words = {"gone": days, "days": [], "reason": form.cleaned_data["reason"]}
        changes = [
            {
                "label": _("State"),
                "old": row.get_state_display(),
                "new": after.get_state_display(),
            }
        ]
        return Review(
            changes=changes,
            people=people,
            letters=letters(after, state, people, ends_offers=True, **words),
            calendar=calendar_effect(people, [], days),
        )

    return proceed(request, form, page, review=review, act=doing(request, row, act), done=done)


def review_days(training, form, name) -> Review:
    """What these days change. They are laid out in memory only, by what the act itself uses."""
    rows = list(training.days.all())
    active = {row.pk for row in rows if not row.is_withdrawn}
    before = slots_of(rows)
    people = affected(training, asked=training.invitations.unanswered())
    after, now = copy(training), timezone.now()
    laid = lay_out(after, rows, sorted(form.slots))
    shift_deadlines(after, training.first_day, timezone.localdate())
    changes = [
        {
            "label": _("When"),
            "old": in_words(before, training),
            "new": in_words(slots_of(laid), training),
        },
        {
            "label": _("Go/no-go day"),
            "old": day(training.decision_day),
            "new": day(after.decision_day),
        },
    ]
    if training.registration_closes:
        moments = (training.registration_closes, after.registration_closes)
        old, new = (
            moment and f"{day(moment)}, {hours(moment, None, training.zone)}" for moment in moments
        )
        changes.append({"label": _("Registration closes"), "old": old, "new": new})
    days = [row for row in laid if not row.is_withdrawn]
    gone = [row for row in laid if row.is_withdrawn and row.pk in active]
    moves = name == "moved"
    if not moves:
        after.state = State.SCHEDULED
        after.registration_switch |= bool(form.cleaned_data.get("open_registration"))
    answer_by = None
    if after.takes_registrations(now):
        answer_by = asked.day_to_answer(after, people.answer_by, now)
    had = asked.days_before(training) if training.state == State.POSTPONED else before
    return Review(
        changes=[change for change in changes if change["old"] != change["new"]],
        people=people,
        warnings=warnings(training, form.slots, timezone.localdate()),
        letters=letters(
            after,
            name,
            people,
            days=days,
            gone=gone if moves else (),
            before=before if moves else (),
            answer_by=answer_by,
            for_asked={"before": had},
            reason=form.cleaned_data["reason"],
        ),
        # What was cancelled or postponed stands in no calendar any more.
        calendar=calendar_effect(people, days, gone if moves else (), active if moves else ()),
    )


def doing(request, row, act):
    """`act` with what the form gives, for `proceed`."""
    return lambda form: act(training=row, by=request.user, now=timezone.now(), **form.given())


def in_words(slots, training) -> str:
    return "; ".join(
        f"{day(slot.day)}, {hours(slot.starts, slot.ends, training.zone)}" for slot in slots
    )


def moment_in_words(moment, zone) -> str:
    wall = emails.on_the_wall(moment, zone)
    return f"{day(wall)}, {hours(wall, None, zone)}"


def window(training) -> str:
    return _("The plan says %(opens)s to %(closes)s. Times are those of %(city)s.") % {
        "opens": day(training.opens),
        "closes": day(training.closes),
        "city": city(training.zone),
    }


def too_late(request, training):
    messages.warning(
        request,
        _("This training is %(state)s: this cannot be done now.")
        % {"state": training.get_state_display()},
    )
    return redirect(training)

"""One training: its page, its details, its calendar file."""

from copy import copy
from functools import cache

from django.db.models import Count, Exists, OuterRef, Subquery, prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.models import ClassificationCode
from core.calendars import event_file, feed
from trainings import (
    agenda,
    attendance,
    eligibility,
    emails,
    materials,
    merging,
    planning,
    standing,
)
from trainings.forms.details import DetailsForm
from trainings.models import (
    AgendaItem,
    Invitation,
    Question,
    Registration,
    Training,
    TrainingDay,
)
from trainings.views import find, heading, require_seen, whole
from trainings.views.reviewing import Review, affected, calendar_effect, letters, proceed
from trainings.views.scheduling import too_late


def training(request, slug, training):
    row = find(request, slug, training, rows=with_its_page(), **asked_by(request.user))
    now = timezone.now()
    registration = None
    if row.has_own:
        own = row.registrations.filter(person=request.user).select_related("organisation")
        registration = own.order_by("-pk").first()
    prefetch_related_objects([row.programme], "buyer_groups")
    days = emails.active_days(row)
    items = AgendaItem.objects.with_trainers(row) if row.agenda else ()
    timetable = agenda.timetable(items, days)
    context = {
        **heading(row),
        "state": Training.State(row.state).label,
        "days": days,
        "timetable": timetable,
        "only_day": len(timetable) == 1,
        "registration": registration,
        "takes_registrations": row.takes_registrations(now),
        "begun": row.has_begun(now),
        "now": now,
        "today": timezone.localdate(),
        "audience": eligibility.audience_text(row.programme),
        "materials": materials.for_participant(row, registration),
    }
    comes = None  # by what the person comes or may come: their registration, or the rule
    if registration and registration.is_active:
        if registration.state != Registration.State.APPLIED:
            context["position"] = registration.position()
        if not context["begun"]:
            context["unanswered"] = registration.unanswered()
        comes = registration
    elif row.state in Training.FIXED:
        context["verdict"] = eligibility.check(
            programme=row.programme, person=request.user, today=timezone.localdate()
        )
        comes = context["verdict"] if context["verdict"].eligible else None
        if row.has_invitation:
            context["invitation"] = row.invitations.waiting_for(request.user, now).first()
        if comes and context["takes_registrations"]:
            context["asks"] = row.asks
    if comes and context["takes_registrations"]:
        its_own = row.organises and comes.organisation.pk == row.organiser.organisation_id
        context["may_nominate"] = its_own or eligibility.speaks_for(
            person=request.user, organisation=comes.organisation, today=timezone.localdate()
        )
    if registration and context["begun"]:
        context["own_days"] = attendance.own(registration)
    if row.inside and row.state in Training.OVER:
        context["attended"] = attendance.summary(row)
    if row.may_run and row.state in Training.FIXED:
        context["trainers"] = attendance.preparation(row)
    if row.inside and row.state in Training.FIXED and not row.has_begun(now):
        context["standing"] = standing.standing(row, now)
    if row.may_run:
        context["waiting"] = row.in_line or 0
        context["acts"] = open_acts(row, now)
        context["takes_attendance"] = context["begun"] or row.state == Training.State.HELD
        if row.took_in:
            context["merged_here"] = merging.merged_here(row)
    return render(request, "trainings/training.html", context)


# What the page asks of a training in the training's own statement. Most people have neither
# registration nor invitation, and few trainings took another one in: those are looked for where
# there are any.


@cache
def with_its_page():
    """What is asked whoever reads it. Built once: docs/speed.md."""
    region = ClassificationCode.objects.filter(scheme="NUTS", code=OuterRef("nuts"))
    line = Registration.objects.waiting().order_by().filter(training=OuterRef("pk"))
    return whole().annotate(
        asks=Exists(Question.objects.asked_there()),
        took_in=merging.TOOK_IN,
        in_line=Subquery(line.values("training").values(count=Count("pk"))),
        region_name=Subquery(region.values("label")),
    )


def asked_by(person) -> dict[str, Exists]:
    own = {"person": person.pk, "training": OuterRef("pk")}
    return {
        "has_own": Exists(Registration.objects.filter(**own)),
        "has_invitation": Exists(Invitation.objects.filter(**own)),
    }


def open_acts(training, now) -> tuple[str, ...]:
    """The names of the acts that the person may do now, the next one first."""
    state, acts = training.state, []
    if training.may_schedule and state in (
        Training.State.PLANNED,
        Training.State.POSTPONED,
        Training.State.CANCELLED,
    ):
        acts.append("schedule")
    if state in Training.FIXED:
        if training.has_begun(now):
            acts.append("held")
        elif not training.registration_switch:
            acts.append("open")
        if state == Training.State.SCHEDULED:
            acts.append("confirm")
        if training.may_schedule:
            acts += ["move", "postpone"]
    if training.may_schedule and state in Training.AHEAD:
        acts += ["cancel"] if training.has_begun(now) else ["merge", "cancel"]
    return tuple(acts)


def edit(request, slug, training):
    row = find(request, slug, training, "may_run")
    if row.state == Training.State.MERGED:
        return too_late(request, row)
    before = copy(row)  # a bound form writes what was typed into its instance
    form = DetailsForm(request.POST or None, instance=row, may_schedule=row.may_schedule)
    page = heading(before) | {
        "title": _("Edit: %(title)s") % {"title": before.title},
        "submit": _("Save"),
        "form_template": "trainings/form.html",
    }

    def review(form):
        details = form.details()
        changed = {name: getattr(before, name) for name in details}
        told = planning.told_changes(
            row, {name: old for name, old in changed.items() if old != details[name]}
        )
        if not told or before.state not in Training.FIXED:
            return None
        people = affected(before, asked=before.invitations.answerable(timezone.now()))
        if not people.count:
            return None
        days = emails.active_days(row)
        reason = form.cleaned_data["reason"]
        return Review(
            changes=told,
            people=people,
            letters=letters(row, "changed", people, days=days, changes=told, reason=reason),
            calendar=calendar_effect(people, days, known={day.pk for day in days}),
        )

    def act(form):
        return planning.change_details(
            training=before,
            by=request.user,
            details=form.details(),
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )

    return proceed(request, form, page, review=review, act=act, done=_("Saved."))


def ics(request, slug, training):
    """The days for the reader's own calendar, under the UIDs that mails carry."""
    days = TrainingDay.objects.for_calendar(slug, training)
    if not days:
        raise Http404
    row = days[0].training
    require_seen(request, row)
    return calendar_file(row, days)


def calendar_file(training, days) -> HttpResponse:
    events = [emails.event(training, day) for day in days]
    if len(events) == 1:
        text = event_file(
            events[0],
            method="PUBLISH",
            organiser=emails.organiser_address(),
            now=timezone.now(),
        )
    else:
        text = feed(events, training.title, timezone.now())
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{training.slug}.ics"'},
    )

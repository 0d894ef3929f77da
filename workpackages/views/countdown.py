"""The countdown of a deliverable: planned, edited, moved along, its steps marked."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.rights import tell
from core.templatetags.portal import day
from core.views import form_page
from workpackages import countdown
from workpackages.forms.countdown import CountdownForm
from workpackages.models import CountdownStep, Deliverable
from workpackages.views.items import find


@require_POST
def plan(request, slug, number):
    item = find_to_plan(request.user, slug, number)
    done = _("The countdown to %s is planned: each step has its day.") % item.code
    return attempt(request, item, done, countdown.plan, deliverable=item, by=request.user)


def edit(request, slug, number):
    item = find_to_plan(request.user, slug, number)
    today = timezone.localdate()
    steps = countdown.sequence(item, request.user, today)
    if not steps or (item.state not in item.OPEN and request.method != "POST"):
        messages.warning(request, _("There is no countdown to edit."))
        return redirect(item)
    form = CountdownForm(
        request.POST if request.method == "POST" else None,
        deliverable=item,
        steps=steps,
        today=today,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The countdown to %s is saved.") % item.code)
        return redirect(item)
    return show(request, item, _("Countdown to %s") % item.code, form=form)


def move(request, slug, number):
    """What would move, and the press that moves it; once more where the due day is another now."""
    item = find_to_plan(request.user, slug, number)
    if request.POST.get("due_on") == item.due_on.isoformat():
        done = _("The countdown to %s has moved along.") % item.code
        return attempt(request, item, done, countdown.move_along, deliverable=item, by=request.user)
    steps = countdown.sequence(item, request.user, timezone.localdate())
    days = countdown.moved(item, steps)
    changes = [
        {
            "label": capfirst(step.get_kind_display()),
            "old": day(step.due_on),
            "new": day(days[step.kind]),
        }
        for step in steps
        if step.kind in days
    ]
    if not changes:
        messages.info(request, _("The countdown fits the due day."))
        return redirect(item)
    return show(
        request,
        item,
        _("Move the countdown to %s along") % item.code,
        changes=changes,
        submit=_("Move it along"),
        template="workpackages/countdown_move.html",
    )


@require_POST
def finish(request, slug, number, kind):
    item, step = find_to_mark(request.user, slug, number, kind)
    done = _("%(item)s: %(step)s is done.") % {"item": item.code, "step": step.get_kind_display()}
    on = timezone.localdate()
    return attempt(request, item, done, countdown.finish, step=step, by=request.user, on=on)


@require_POST
def reopen(request, slug, number, kind):
    item, step = find_to_mark(request.user, slug, number, kind)
    done = _("%(item)s: %(step)s is open again.")
    done %= {"item": item.code, "step": step.get_kind_display()}
    return attempt(request, item, done, countdown.reopen, step=step, by=request.user)


def attempt(request, item, done: str, act, **given):
    """Do it and go back to the deliverable; what the act refuses is said there."""
    try:
        act(**given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, done)
    return redirect(f"{item.get_absolute_url()}#countdown")


def find_to_plan(person, slug, number):
    """The deliverable, for whoever may plan its countdown: they who report on it."""
    item = find(Deliverable, number, person, slug, "reviewer")
    if not item.may_report:
        raise PermissionDenied
    return item


def find_to_mark(person, slug, number, kind):
    item = find(Deliverable, number, person, slug, "reviewer")
    step = get_object_or_404(item.steps, kind=kind)
    if not tell(step, CountdownStep.objects.rights_of(person)).may_mark:
        raise PermissionDenied
    return item, step


def show(request, item, title, form=None, **context):
    return form_page(
        request,
        form,
        item.project,
        title,
        item=item,
        lede=_("%(title)s, due %(day)s") % {"title": item.title, "day": day(item.due_on)},
        above=item.get_absolute_url(),
        above_label=item,
        **context,
    )

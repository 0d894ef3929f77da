"""The gates of a plan: their days, and passing them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import gates
from buyers.exports import decisions as exports
from buyers.forms.decisions import GatesForm, PassForm, TakeBackForm
from buyers.models import Gate
from buyers.views.plans import find
from core.views import form_page


def edit(request, slug, group):
    plan = find(request.user, slug, group, to_edit=True)
    form = GatesForm(request.POST if request.method == "POST" else None, plan=plan)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The days of the gates are saved."))
        return redirect(above(plan))
    return page(
        request,
        form,
        plan,
        _("Days of the gates"),
        lede=_("When each is to be passed. They are in the calendar of who sees the group."),
    )


def pass_through(request, slug, group, kind):
    plan, label = find_gate(request.user, slug, group, kind)
    today = timezone.localdate()
    posted = request.method == "POST"
    form = PassForm(request.POST if posted else None, initial={"on": today})
    given = {"plan": plan, "kind": kind, "by": request.user, "today": today}
    if posted and form.carry_out(form.save, **given):
        messages.success(request, _("Passed: %s.") % label)
        return redirect(above(plan))
    return page(request, form, plan, _("Passed: %s") % label, submit=_("It is passed"))


def take_back(request, slug, group, kind):
    plan, label = find_gate(request.user, slug, group, kind)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    given = {"plan": plan, "kind": kind, "by": request.user}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("Taken back: %s is not passed.") % label)
        return redirect(above(plan))
    return page(request, form, plan, _("Not passed: %s") % label, submit=_("Take it back"))


def export(request, slug, group, format):
    plan = find(request.user, slug, group)
    return exports.gates(format, plan.group, gates.read(plan))


def find_gate(person, slug, group, kind):
    """The plan and the name of the gate, for who manages the group."""
    plan = find(person, slug, group, to_edit=True)
    if kind not in Gate.Kind.values:
        raise Http404
    return plan, Gate.Kind(kind).label


def above(plan) -> str:
    return f"{reverse('buyers:plan_decision', args=[plan.project.slug, plan.group.slug])}#gates"


def page(request, form, plan, title, **context):
    return form_page(
        request, form, plan.project, title, above=above(plan), above_label=_("Decision"), **context
    )

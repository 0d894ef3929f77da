"""Entering and changing plan items."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.views import form_page
from partners.models import Project
from partners.places import places_of
from workpackages import moving
from workpackages.dependencies import key_of
from workpackages.forms.items import FORMS
from workpackages.models import Deliverable, Milestone, Review, Task, WorkPackage
from workpackages.views.items import find


def new_work_package(request, slug):
    item = WorkPackage(project=find_to_coordinate(request.user, slug))
    return enter(request, item, _("New work package"), _("Add the work package"))


def new_task(request, slug, number):
    holder = find_to_fill(request.user, slug, number)
    item = Task(project=holder.project, work_package=holder)
    return enter(request, item, _("New task"), _("Add the task"), holder)


def new_deliverable(request, slug, number):
    holder = find_to_fill(request.user, slug, number)
    item = Deliverable(project=holder.project, work_package=holder)
    return enter(request, item, _("New deliverable"), _("Add the deliverable"), holder)


def new_milestone(request, slug, number):
    holder = find_to_fill(request.user, slug, number)
    item = Milestone(project=holder.project)
    return enter(request, item, _("New milestone"), _("Add the milestone"), holder)


def new_review(request, slug):
    item = Review(project=find_to_coordinate(request.user, slug))
    return enter(request, item, _("New project review"), _("Add the review"))


def find_to_coordinate(person, slug):
    project = get_object_or_404(Project.objects.visible_to(person), slug=slug)
    if project.pk not in places_of(person).coordinated:
        raise PermissionDenied
    return project


def find_to_fill(person, slug, number):
    """The work package, for whoever may add to it: its editors, until it is cancelled."""
    holder = find(WorkPackage, number, person, slug)
    if not holder.may_edit or holder.state == WorkPackage.State.CANCELLED:
        raise PermissionDenied
    return holder


def enter(request, item, title, submit, holder=None):
    """`holder` is the work package to which the item is added."""
    form = FORMS[type(item)](
        request.POST if request.method == "POST" else None,
        instance=item,
        initial={"work_packages": [holder]},
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is in the plan.") % form.outcome)
        return redirect(form.outcome)
    plan_url = reverse("workpackages:plan", args=[item.project.slug])
    above = holder.get_absolute_url() if holder else plan_url
    label = holder or _("Plan")
    return form_page(
        request, form, item.project, title, submit=submit, above=above, above_label=label
    )


def edit(request, slug, code):
    item = find(*code, request.user, slug)
    if not item.may_edit:
        raise PermissionDenied
    # Kept before the form puts other words into the item.
    name, item_url, title = str(item), item.get_absolute_url(), _("Edit %s") % item.code
    form = FORMS[type(item)](
        request.POST if request.method == "POST" else None,
        instance=item,
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        item = form.outcome
        messages.success(request, _("%s is saved.") % item.code)
        places = {key_of(item): moving.place_of(item)}
        if moved(form) and (followers := moving.propose(item.project, places)):
            messages.warning(request, no_longer_fit(len(followers)))
            return redirect("workpackages:move", slug, item.code)
        return redirect(item)
    return form_page(request, form, item.project, title, above=item_url, above_label=name)


def moved(form) -> bool:
    return not moving.MONTHS.isdisjoint(form.changed_data)


def no_longer_fit(count: int) -> str:
    return ngettext(
        "%(count)d item that waits for it no longer fits.",
        "%(count)d items that wait for it no longer fit.",
        count,
    ) % {"count": count}

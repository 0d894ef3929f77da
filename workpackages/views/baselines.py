"""Baselines: the list of them, freezing the plan, and one against today."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import form_page
from partners.models import Participation
from workpackages import exports
from workpackages.baselines import CHANGES, differences
from workpackages.forms.baselines import DifferenceFilter, FreezeForm
from workpackages.models import Baseline
from workpackages.views.tables import read_project


def baselines(request, slug):
    project, _partners = read_project(request.user, slug)
    rows = Baseline.objects.filter(project=project).select_related("taken_by")
    context = {"project": project, "baselines": rows.annotate(count=Count("items"))}
    return render(request, "workpackages/baselines.html", context)


def new_baseline(request, slug):
    project, _partners = read_project(request.user, slug)
    if not project.may_edit:
        raise PermissionDenied
    form = FreezeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(
        form.save, project=project, by=request.user, now=timezone.now()
    ):
        messages.success(request, _("The plan is frozen as “%s”.") % form.outcome)
        return redirect("workpackages:baselines", slug)
    return form_page(
        request,
        form,
        project,
        _("Freeze the plan"),
        lede=_("A copy of the whole plan as it is now, to compare with later."),
        submit=_("Freeze the plan"),
        above=reverse("workpackages:baselines", args=[slug]),
        above_label=_("Baselines"),
    )


def baseline(request, slug, pk):
    return render(request, "workpackages/baseline.html", compared(request, slug, pk))


def export(request, slug, pk, format):
    context = compared(request, slug, pk)
    return exports.differences(format, context["baseline"], context["differences"])


def compared(request, slug, pk):
    """One baseline against today, as far as the filter asks for it."""
    rows = Baseline.objects.visible_to(request.user).select_related("project", "taken_by")
    found = get_object_or_404(rows, project__slug=slug, pk=pk)
    partners = Participation.objects.filter(project=found.project).select_related("organisation")
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    filters = DifferenceFilter(request.GET, partners=partners)
    everything = differences(found, timezone.localdate(), names)
    counts = Counter(each.change for each in everything)
    return {
        "project": found.project,
        "baseline": found,
        "filter": filters,
        "counts": [
            (change, CHANGES[change], counts[change]) for change in CHANGES if counts[change]
        ],
        "differences": [each for each in everything if filters.lets_through(each)],
    }

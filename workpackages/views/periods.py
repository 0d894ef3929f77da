"""Reporting periods: entering, changing, and marking their report as handed in."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.rights import tell
from core.views import form_page
from workpackages import effort
from workpackages.forms.effort import PeriodForm, ReportedForm, ReturnForm
from workpackages.models import ReportingPeriod
from workpackages.views.tables import read_project


def new(request, slug):
    project, _partners = read_project(request.user, slug)
    if not project.may_edit:
        raise PermissionDenied
    last = ReportingPeriod.objects.filter(project=project).order_by("number").last()
    following = {"number": 1, "first_month": 1}
    if last:
        following = {"number": last.number + 1, "first_month": last.last_month + 1}
    form = PeriodForm(
        request.POST if request.method == "POST" else None,
        instance=ReportingPeriod(project=project),
        initial=following,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is entered.") % form.outcome)
        return redirect("workpackages:effort", slug)
    return show(request, project, form, _("New reporting period"), _("Enter the period"))


def edit(request, slug, number):
    period = find(request.user, slug, number)
    title = _("Edit %s") % period
    form = PeriodForm(request.POST if request.method == "POST" else None, instance=period)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome)
        return redirect("workpackages:effort", slug)
    return show(request, period.project, form, title)


def report(request, slug, number):
    """The coordinator has handed in the periodic report."""
    period = find(request.user, slug, number)
    form = ReportedForm(
        request.POST if request.method == "POST" else None, today=timezone.localdate()
    )
    if request.method == "POST" and form.carry_out(
        lambda **given: effort.report_period(**given, **form.cleaned_data),
        period=period,
        by=request.user,
    ):
        messages.success(request, _("The report of %s is handed in.") % period)
        return redirect("workpackages:effort", slug)
    title = _("The periodic report of %s is handed in") % period
    return show(request, period.project, form, title, _("Mark as handed in"))


def reopen(request, slug, number):
    period = find(request.user, slug, number)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    form.fields["reason"].help_text = _("Goes into the history.")
    if request.method == "POST" and form.carry_out(
        lambda **given: effort.reopen_period(**given, **form.cleaned_data),
        period=period,
        by=request.user,
    ):
        messages.success(request, _("The report of %s is to be handed in again.") % period)
        return redirect("workpackages:effort", slug)
    title = _("The periodic report of %s is not handed in") % period
    return show(request, period.project, form, title, _("Reopen"))


def find(person, slug, number) -> ReportingPeriod:
    """The period, for the coordinator's people; 404 or 403 for others."""
    visible = ReportingPeriod.objects.visible_to(person).select_related("project")
    period = get_object_or_404(visible, project__slug=slug, number=number)
    if not tell(period, ReportingPeriod.objects.rights_of(person)).may_edit:
        raise PermissionDenied
    return period


def show(request, project, form, title, submit=""):
    above = reverse("workpackages:effort", args=[project.slug])
    return form_page(
        request, form, project, title, submit=submit, above=above, above_label=_("Effort")
    )

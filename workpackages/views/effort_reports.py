"""One partner's report of one period: filling it in, handing it in, approving, returning."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.rights import tell
from core.views import form_page
from partners.models import Participation
from workpackages import cell_changes, effort, effort_page
from workpackages.forms.effort import ReportForm, ReturnForm
from workpackages.models import (
    EffortReport,
    ReportingPeriod,
)


def report(request, slug, number, partner):
    row = find(request.user, slug, number, partner)
    sending = request.method == "POST"
    if sending and not row.may_edit:
        raise PermissionDenied
    lines = effort_page.Lines(row)
    changes = cell_changes.of_report(row) if row.pk else []
    form = ReportForm(
        request.POST if sending else None,
        report=row,
        packages=lines.packages,
        others=lines.others,
        reported=lines.here,
        changes=changes,
    )
    today = timezone.localdate()
    if sending and form.carry_out(
        form.save,
        by=request.user,
        now=timezone.now(),
        on=today,
        hands_in="hand_in" in request.POST,
    ):
        handed_in = form.outcome.state == EffortReport.State.SUBMITTED
        words = _("The report is handed in. The coordinator checks it.")
        messages.success(request, words if handed_in else _("Saved. It is not handed in yet."))
        return redirect(row)
    writes = row.may_edit and (sending or row.state != EffortReport.State.APPROVED)
    context = {
        "project": row.period.project,
        "report": row,
        "partner": row.participation.organisation.short_name,
        "form": form,
        "writes": writes,
        "rows": lines.rows(form.cells),
        "sums": lines.sums(),
        "others": lines.others if writes else [],
        "other": form.cell("pm-other"),
        "starts_on": row.period.starts_on(row.period.project.start),
        "ends_on": row.period.ends_on(row.period.project.start),
        "due_on": row.period.effort_day(row.period.project.start),
        "today": today,
        "changes": changes,
        "version": effort.version(row) if row.pk and row.may_approve else "",
    }
    return render(request, "workpackages/effort_report.html", context)


@require_POST
def approve(request, slug, number, partner):
    row = find_to_approve(request.user, slug, number, partner)
    try:
        effort.approve(
            report=row,
            by=request.user,
            on=timezone.localdate(),
            seen=request.POST.get("seen", ""),
        )
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Approved: the report is locked now."))
    return redirect(row)


def give_back(request, slug, number, partner):
    """Return what was handed in, or reopen what was approved; the partner is told why."""
    row = find_to_approve(request.user, slug, number, partner)
    if row.state == EffortReport.State.OPEN and request.method != "POST":
        messages.warning(request, _("This report is the partner's already."))
        return redirect(row)
    form = ReturnForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(
        lambda **given: effort.give_back(**given, **form.cleaned_data), report=row, by=request.user
    ):
        messages.success(request, _("The report is the partner's again. Its people were told."))
        return redirect(row)
    reopens = row.state == EffortReport.State.APPROVED
    partner_name = row.participation.organisation.short_name
    name = f"{partner_name}, {row.period}"
    return form_page(
        request,
        form,
        row.period.project,
        _("Reopen the report") if reopens else _("Return the report"),
        lede=name,
        submit=_("Reopen it") if reopens else _("Return it"),
        above=row.get_absolute_url(),
        above_label=name,
    )


def find(person, slug, number, partner) -> EffortReport:
    """The report with this person's rights to it; not saved where nobody has written any yet."""
    visible = ReportingPeriod.objects.visible_to(person).select_related("project")
    period = get_object_or_404(visible, project__slug=slug, number=number)
    participations = Participation.objects.select_related("organisation")
    participation = get_object_or_404(participations, project=period.project_id, number=partner)
    reports = EffortReport.objects.select_related("approved_by")
    row = reports.filter(period=period, participation=participation).first() or EffortReport()
    row.period, row.participation = period, participation
    return tell(row, EffortReport.objects.rights_of(person))


def find_to_approve(person, slug, number, partner) -> EffortReport:
    row = find(person, slug, number, partner)
    if not row.may_approve:
        raise PermissionDenied
    if row.pk is None:
        raise Http404
    return row

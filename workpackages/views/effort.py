"""The effort of a project: planned against spent, its periods, and what partners have reported."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners.places import places_of
from workpackages import comparison, effort_page, exports
from workpackages.forms.effort import EffortFilter, PlanForm
from workpackages.models import EffortReport, PlannedEffort, WorkPackage
from workpackages.views.tables import read_project


def effort(request, slug):
    project, found, filters = read_effort(request, slug)
    today = timezone.localdate()
    asked, by = chosen(found, filters), filters.value("by") or "partner"
    totals = {each: comparison.compare(found, by=each, **asked) for each in ("partner", "package")}
    total = totals[by]
    comparison.fold(total.inner, request.GET.get("open", ""))
    words = effort_page.Words()
    kept = request.GET.copy()
    kept.pop("open", None)
    kept["open"] = ""  # the last one, for its value to follow
    columns = [] if asked["period"] or len(found.periods) < 2 else found.periods
    reports = effort_page.reports(found, project, words)
    context = {
        "project": project,
        "filter": filters,
        "today": today,
        "by": by,
        "period": asked["period"],
        "columns": columns,
        "rows": effort_page.rows(total.inner, words, columns, f"?{kept.urlencode()}"),
        "total": effort_page.row(total, words, columns),
        "charts": {
            each: effort_page.bars(totals[each].inner, words) for each in ("partner", "package")
        },
        "deadlines": effort_page.deadlines(found, project),
        "mine": effort_page.owed(reports, project, places_of(request.user).at_work, today),
        "waiting": [
            report
            for report in reports.values()
            if project.may_edit and report.state == EffortReport.State.SUBMITTED
        ],
        "by_partner": [
            (partner, [reports.get((partner.pk, period.pk)) for period in found.periods])
            for partner in found.partners
            if any((partner.pk, period.pk) in reports for period in found.periods)
        ],
    }
    return render(request, "workpackages/effort.html", context)


def effort_export(request, slug, format):
    project, found, filters = read_effort(request, slug)
    asked, by = chosen(found, filters), filters.value("by") or "partner"
    groups = comparison.compare(found, by=by, **asked).inner
    periods = [asked["period"]] if asked["period"] else found.periods
    return exports.effort(format, project, groups, by, periods)


def read_effort(request, slug):
    project, partners = read_project(request.user, slug)
    found = comparison.read(project, partners)
    filters = EffortFilter(request.GET, periods=found.periods, partners=partners)
    return project, found, filters


def chosen(found, filters) -> dict:
    """The period and the partner of the filter, or None."""
    return {
        name: next((each for each in rows if each.number == filters.value(name)), None)
        for name, rows in (("period", found.periods), ("partner", found.partners))
    }


def plan(request, slug):
    """The planned person-months of all partners and work packages as one form."""
    project, partners = read_project(request.user, slug)
    if not project.may_edit:
        raise PermissionDenied
    rows = PlannedEffort.objects.filter(work_package__project=project).order_by()
    columns = ("work_package", "participation", "person_months")
    planned = {(package, partner): value for package, partner, value in rows.values_list(*columns)}
    in_use = {package for (package, _partner), value in planned.items() if value}
    packages = WorkPackage.objects.filter(project=project).only("number", "title", "state")
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        project=project,
        partners=partners,
        packages=[each for each in packages if each.state == "open" or each.pk in in_use],
        planned=planned,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, now=timezone.now()):
        count = form.outcome
        changed = ngettext("%(n)d cell was changed.", "%(n)d cells were changed.", count)
        messages.success(request, changed % {"n": count} if count else _("Nothing was changed."))
        return redirect("workpackages:effort", slug)
    context = {"project": project, "form": form, "changes": form.changes[:20]}
    return render(request, "workpackages/effort_plan.html", context)

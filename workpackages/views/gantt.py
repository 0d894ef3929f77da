"""The plan as a chart, on the page and on paper."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from workpackages import chart as charts
from workpackages import filters, printing
from workpackages import plan as planned
from workpackages.forms.gantt import GanttFilter
from workpackages.gantt import WIDTHS
from workpackages.models import Baseline, Deliverable, Dependency, Milestone, Task, WorkPackage
from workpackages.views.tables import read_project

MODELS = (WorkPackage, Task, Deliverable, Milestone)


def gantt(request, slug):
    context = read_chart(request, slug)
    charts.set_out(context["chart"])
    context["saved_filters"] = filters.chips(request.GET, request.user, context["project"], "gantt")
    return render(request, "workpackages/gantt.html", context)


def gantt_pdf(request, slug):
    context = read_chart(request, slug, for_print=True)
    content = printing.gantt_pdf(
        context["project"], context["chart"], context["legend"], context["today"]
    )
    name = f"{slug}-gantt.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def read_chart(request, slug, *, for_print=False) -> dict:
    """The chart as it was asked for; at most twelve statements, whatever its length.

    On paper months are as wide as the sheet allows.
    """
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug)
    packages = list(WorkPackage.objects.filter(project=project).only("number", "title", "lead"))
    baselines = list(Baseline.objects.filter(project=project).only("name", "start"))
    gantt_filter = GanttFilter(
        request.GET,
        models=MODELS,
        partners=partners,
        work_packages=packages,
        baselines=baselines,
    )
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = planned.matching_rows(project, MODELS, gantt_filter, person, today, names)
    tree = planned.tree(rows, project, today, names, request.GET.get("open", ""))
    if for_print:
        zoom, month = printing.zoom_of(project)
    else:
        zoom = gantt_filter.zoom_of(project)
        month = WIDTHS[zoom]
    chart = charts.make(project, tree, zoom, month, today)
    charts.join(chart, Dependency.objects.filter(project=project).links())
    asked = gantt_filter.value("baseline")
    baseline = next((each for each in baselines if each.pk == asked), None)
    if baseline:
        charts.haunt(chart, baseline)
    charts.let_move(chart, project, person, {each.pk: each.lead_id for each in packages})
    return {
        "project": project,
        "filter": gantt_filter,
        "rows": rows,
        "chart": chart,
        "zoom": zoom,
        "baseline": baseline,
        "legend": charts.legend(baseline),
        "today": today,
    }

"""The plan as one table, and its deliverables and milestones as lists."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.rights import tell
from partners.models import Participation, Project
from workpackages import exports
from workpackages import plan as planned
from workpackages.forms.tables import TableFilter
from workpackages.models import Deliverable, Milestone, Task, WorkPackage

A_PAGE = 50


def plan(request, slug):
    context = plan_rows(request, slug)
    if context["sort"]:
        context["page"] = Paginator(context["rows"], A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workpackages/plan.html", context)


def plan_export(request, slug, format):
    context = plan_rows(request, slug)
    rows = context["rows"]
    if not context["sort"]:
        rows = planned.flat(context["packages"])
    return exports.plan(format, context["project"], rows)


def deliverables(request, slug):
    context = list_rows(request, slug, Deliverable)
    return render(request, "workpackages/deliverables.html", context)


def deliverables_export(request, slug, format):
    context = list_rows(request, slug, Deliverable)
    return exports.deliverables(format, context["project"], context["rows"])


def milestones(request, slug):
    context = list_rows(request, slug, Milestone)
    return render(request, "workpackages/milestones.html", context)


def milestones_export(request, slug, format):
    context = list_rows(request, slug, Milestone)
    return exports.milestones(format, context["project"], context["rows"])


def plan_rows(request, slug):
    """The plan page as it was asked for: as a tree, or sorted and flat."""
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug)
    models = (WorkPackage, Task, Deliverable, Milestone)
    filters = TableFilter(request.GET, models=models, partners=partners)
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = planned.matching_rows(project, models, filters, person, today, names)
    sort = filters.value("sort")
    context = {"project": project, "filter": filters, "sort": sort, "today": today}
    if sort:
        return context | {"rows": planned.in_order(rows, sort)}
    opened = request.GET.get("open", "")
    packages = planned.tree(rows, project, today, names, opened)
    return context | {"rows": rows, "packages": packages}


def list_rows(request, slug, model):
    """The list of one kind of item as it was asked for, and the page of it."""
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug)
    work_packages = list(WorkPackage.objects.filter(project=project).only("number", "title"))
    filters = TableFilter(
        request.GET, models=(model,), partners=partners, work_packages=work_packages
    )
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = planned.matching_rows(project, (model,), filters, person, today, names)
    planned.name_packages(rows, work_packages)
    sort = filters.value("sort")
    if sort:
        rows = planned.in_order(rows, sort)
    return {
        "project": project,
        "filter": filters,
        "sort": sort,
        "today": today,
        "rows": rows,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
    }


def read_project(person, slug):
    """The project, with `may_edit`, and all its partners; 404 for whoever may not see it."""
    project = get_object_or_404(Project.objects.visible_to(person), slug=slug)
    tell(project, Project.objects.rights_of(person))
    partners = Participation.objects.filter(project=project).select_related("organisation")
    return project, list(partners)

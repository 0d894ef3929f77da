"""The plan as one table, and its deliverables and milestones as lists."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.rights import tell
from partners.models import Participation, Project
from workpackages import bulk, exports, filters
from workpackages import plan as planned
from workpackages.baselines import mark_moved
from workpackages.forms.tables import TableFilter
from workpackages.models import (
    Baseline,
    Code,
    Deliverable,
    Milestone,
    Review,
    Task,
    WorkPackage,
)

A_PAGE = 50


def plan(request, slug):
    context = plan_rows(request, slug)
    context |= beside(request, context, "plan")
    if context["sort"]:
        context["page"] = Paginator(context["rows"], A_PAGE).get_page(request.GET.get("page"))
    return render(request, "workpackages/plan.html", context)


def plan_export(request, slug, format):
    context = plan_rows(request, slug)
    rows = context["rows"]
    if not context["sort"]:
        rows = planned.flat(context["packages"])
    return exports.plan(format, context["project"], rows, context["baseline"])


def deliverables(request, slug):
    context = deliverable_rows(request, slug)
    context |= beside(request, context, "deliverables")
    return render(request, "workpackages/deliverables.html", context)


def deliverables_export(request, slug, format):
    context = deliverable_rows(request, slug)
    rows, baseline = context["rows"], context["baseline"]
    return exports.deliverables(format, context["project"], rows, baseline)


def milestones(request, slug):
    context = list_rows(request, slug, Milestone)
    context |= beside(request, context, "milestones")
    context["reviews"] = reviews_of(context["project"])
    return render(request, "workpackages/milestones.html", context)


def milestones_export(request, slug, format):
    context = list_rows(request, slug, Milestone)
    rows, baseline = context["rows"], context["baseline"]
    return exports.milestones(format, context["project"], rows, baseline)


def reviews_export(request, slug, format):
    project, _partners = read_project(request.user, slug)
    return exports.reviews(format, project, reviews_of(project))


def reviews_of(project) -> list[Review]:
    """The few reviews of a project; one statement."""
    rows = list(Review.objects.filter(project=project).select_related("lead__organisation"))
    for row in rows:
        row.project = project
    return rows


def plan_rows(request, slug):
    """The plan page as it was asked for: as a tree, or sorted and flat."""
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug, leads=bulk.leads_any())
    models = (WorkPackage, Task, Deliverable, Milestone)
    baselines = list(Baseline.objects.filter(project=project))
    table_filter = TableFilter(request.GET, models=models, partners=partners, baselines=baselines)
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = planned.matching_rows(project, models, table_filter, person, today, names)
    baseline = compare(rows, table_filter, baselines, project)
    sort = table_filter.value("sort")
    context = {
        "project": project,
        "may_change": bulk.may_change_any(project, partners, person),
        "filter": table_filter,
        "baseline": baseline,
        "sort": sort,
        "today": today,
    }
    if sort:
        return context | {"rows": planned.in_order(rows, sort)}
    opened = request.GET.get("open", "")
    packages = planned.tree(rows, project, today, names, opened)
    return context | {"rows": rows, "packages": packages}


def deliverable_rows(request, slug):
    context = list_rows(request, slug, Deliverable)
    planned.name_codes(context["rows"], Code.objects.of(context["project"]).texts())
    return context


def list_rows(request, slug, model):
    """The list of one kind of item as it was asked for, and the page of it."""
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug, leads=bulk.leads_any())
    work_packages = list(WorkPackage.objects.filter(project=project).only("number", "title"))
    baselines = list(Baseline.objects.filter(project=project))
    table_filter = TableFilter(
        request.GET,
        models=(model,),
        partners=partners,
        baselines=baselines,
        work_packages=work_packages,
    )
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = planned.matching_rows(project, (model,), table_filter, person, today, names)
    planned.name_packages(rows, work_packages)
    baseline = compare(rows, table_filter, baselines, project)
    sort = table_filter.value("sort")
    if sort:
        rows = planned.in_order(rows, sort)
    return {
        "project": project,
        "may_change": bulk.may_change_any(project, partners, person),
        "filter": table_filter,
        "baseline": baseline,
        "sort": sort,
        "today": today,
        "rows": rows,
        "page": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
    }


def beside(request, context: dict, page: str) -> dict:
    """What stands above a table: saved filters, and for who may edit any of it the bulk change."""
    return {
        "saved_filters": filters.chips(request.GET, request.user, context["project"], page),
        "bulk_kinds": bulk.KINDS.items() if context["may_change"] else (),
    }


def compare(rows, table_filter, baselines, project):
    """The baseline that was asked for, or None; the rows then say what has moved since it."""
    chosen = next((each for each in baselines if each.pk == table_filter.value("baseline")), None)
    if chosen:
        mark_moved(rows, chosen, project)
    return chosen


def read_project(person, slug, **also):
    """The project, with `may_edit`, and all its partners, with what a page asks of them `also`;
    404 for whoever may not see it."""
    partners = Participation.objects.visible_to(person).filter(project__slug=slug)
    partners = list(partners.select_related("project", "organisation").annotate(**also))
    if partners:  # both by one statement
        project = partners[0].project
    else:
        project = get_object_or_404(Project.objects.visible_to(person), slug=slug)
    tell(project, Project.objects.rights_of(person))
    return project, partners

"""The page of one work package, task, deliverable or milestone."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from core.history import changes
from core.rights import tell
from workpackages.models import Deliverable, Milestone, Task, WorkPackage
from workpackages.progress import open_acts


def work_package(request, slug, number):
    item = find(WorkPackage, number, request.user, slug)
    return show(
        request,
        item,
        "workpackages/work_package.html",
        tasks=item.tasks.for_lists(),
        deliverables=item.deliverables.for_lists(),
        milestones=item.milestones.for_lists(),
    )


def task(request, slug, number):
    item = find(Task, number, request.user, slug)
    return show(request, item, "workpackages/task.html")


def deliverable(request, slug, number):
    item = find(Deliverable, number, request.user, slug, "reviewer")
    return show(request, item, "workpackages/deliverable.html")


def milestone(request, slug, number):
    item = find(Milestone, number, request.user, slug)
    return show(
        request,
        item,
        "workpackages/milestone.html",
        work_packages=list(item.work_packages.only("number", "title", "project")),
    )


def find(model, number, person, slug, *related):
    """The item with this person's rights to it; 404 when they may not see it."""
    if model in (Task, Deliverable):
        related = ("work_package", *related)  # its lead has rights
    rows = model.objects.visible_to(person)
    rows = rows.select_related("project", "lead__organisation", *related)
    item = get_object_or_404(rows, project__slug=slug, number=number)
    return tell(item, model.objects.rights_of(person))


def show(request, item, template, **context):
    context |= {
        "project": item.project,
        "item": item,
        "contributors": item.contributors.select_related("organisation"),
        "acts": open_acts(item),
        "may_add": item.may_edit and item.state in item.OPEN,
        "changes": changes(item),
        "today": timezone.localdate(),
    }
    return render(request, template, context)

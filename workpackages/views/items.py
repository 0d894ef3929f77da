"""The page of one work package, task, deliverable or milestone."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.rights import tell
from partners.models import Participation
from workpackages import countdown, plan
from workpackages.baselines import newest_move
from workpackages.models import Code, Deliverable, Milestone, Review, Task, WorkPackage
from workpackages.progress import open_acts
from workpackages.talk import talk_of
from workpackages.waiting import neighbours


def work_package(request, slug, number):
    item = find(WorkPackage, number, request.user, slug)
    names, contributors = partners_of(item)
    return show(
        request,
        item,
        "workpackages/work_package.html",
        parts=parts_of(item, names),
        contributors=contributors,
    )


def partners_of(package) -> tuple[dict[int, str], list[str]]:
    """The names of all partners of its project, and of those that contribute to it."""
    links = WorkPackage.contributors.through.objects.filter(workpackage=package)
    partners = Participation.objects.filter(project=package.project_id).values_list(
        "pk", "organisation__short_name", Exists(links.filter(participation=OuterRef("pk")))
    )
    names = {pk: name for pk, name, _contributes in partners}
    return names, [name for _pk, name, contributes in partners if contributes]


def parts_of(package, names: dict[int, str]) -> list[dict]:
    """Its tasks, deliverables and milestones, each with the words of its table."""
    today = timezone.localdate()
    words = {
        Task: (_("Tasks"), _("Add a task"), _("No tasks yet.")),
        Deliverable: (_("Deliverables"), _("Add a deliverable"), _("No deliverables yet.")),
        Milestone: (_("Milestones"), _("Add a milestone"), _("No milestones yet.")),
    }
    address = [package.project.slug, package.code]
    return [
        {
            "id": f"{model._meta.model_name}s",
            "title": title,
            "add": add,
            "add_url": reverse(f"workpackages:new_{model._meta.model_name}", args=address),
            "empty": empty,
            "rows": plan.rows_in(package, model, today, names),
        }
        for model, (title, add, empty) in words.items()
    ]


def task(request, slug, number):
    item = find(Task, number, request.user, slug)
    return show(request, item, "workpackages/task.html")


def deliverable(request, slug, number):
    item = find(Deliverable, number, request.user, slug, "reviewer")
    today = timezone.localdate()
    codes = Code.objects.of(item.project).texts()
    steps = countdown.sequence(item, request.user, today)
    return show(
        request,
        item,
        "workpackages/deliverable.html",
        steps=steps,
        misfit=countdown.misfit(item, steps),
        type=codes.get(("type", item.type), item.type),
        level=codes.get(("level", item.level), item.level),
        delayed=item.is_delayed(today),
    )


def milestone(request, slug, number):
    item = find(Milestone, number, request.user, slug)
    return show(
        request,
        item,
        "workpackages/milestone.html",
        work_packages=list(item.work_packages.only("number", "title", "project")),
    )


def review(request, slug, number):
    item = find(Review, number, request.user, slug)
    return show(request, item, "workpackages/review.html")


def find(model, number, person, slug, *related):
    """The item with this person's rights to it; 404 when they may not see it."""
    if model in (Task, Deliverable):
        related = ("work_package", *related)  # its lead has rights
    rows = model.objects.visible_to(person)
    rows = rows.select_related("project", "lead__organisation", *related)
    item = get_object_or_404(rows, project__slug=slug, number=number)
    return tell(item, model.objects.rights_of(person))


def show(request, item, template, contributors=None, **context):
    """`contributors`: the names of contributing partners, where they are known already."""
    if contributors is None:
        contributors = item.contributors.values_list("organisation__short_name", flat=True)
    baseline, moved = newest_move(item) or (None, None)
    context |= {
        "project": item.project,
        "item": item,
        "contributors": contributors,
        "baseline": baseline,
        "moved": moved,
        "acts": open_acts(item),
        "may_add": item.may_edit and item.state in item.OPEN,
        "changes": changes(item),
        "talk": talk_of(item, request.user, timezone.now()),
        "today": timezone.localdate(),
    }
    if isinstance(item, Task | Deliverable | Milestone):
        context["waits_for"], context["waiting"] = neighbours(item)
        context["misfits"] = any(each.misfit for each in context["waiting"])
    return render(request, template, context)

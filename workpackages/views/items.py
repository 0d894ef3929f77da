"""The page of one work package, task, deliverable or milestone."""

from functools import cache
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.rights import tell
from partners.models import Participation
from workpackages import countdown, plan, step_changes
from workpackages.baselines import newest_move
from workpackages.models import Deliverable, Milestone, Review, Task, WorkPackage
from workpackages.progress import open_acts
from workpackages.talk import talk_of
from workpackages.waiting import neighbours


def work_package(request, slug, number):
    item = find(WorkPackage, number, request.user, slug)
    partners = partners_of(item)
    names = {partner.pk: partner.name for partner in partners}
    template = "workpackages/work_package.html"
    return show(request, item, template, partners, parts=parts_of(item, names))


class Partner(NamedTuple):
    """A partner of the project as columns."""

    pk: int
    number: int
    name: str
    contributes: bool  # to the item


def partners_of(item) -> list[Partner]:
    """All partners of the item's project, also for what its history says of them."""
    of_item = Q(**{item._meta.model_name: item, "participation": OuterRef("pk")})
    links = type(item).contributors.through.objects.filter(of_item)
    partners = Participation.objects.filter(project=item.project_id)
    columns = partners.values_list("pk", "number", "organisation__short_name", Exists(links))
    return list(map(Partner._make, columns))


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
    item = find(Deliverable, number, request.user, slug, "reviewer", rows=_with_codes())
    today = timezone.localdate()
    steps = countdown.sequence(item, request.user, today)
    return show(
        request,
        item,
        "workpackages/deliverable.html",
        steps=steps,
        misfit=countdown.misfit(item, steps),
        besides=step_changes.of_countdown(item) if steps else (),
        delayed=item.is_delayed(today),
    )


@cache
def _with_codes():
    """Built once: docs/speed.md."""
    return Deliverable.objects.with_codes()


def milestone(request, slug, number):
    item = find(Milestone, number, request.user, slug)
    links = Milestone.work_packages.through.objects.filter(
        milestone=item, workpackage=OuterRef("pk")
    )
    packages = WorkPackage.objects.filter(project=item.project_id).only("number", "title")
    packages = packages.annotate(holds=Exists(links))
    return show(
        request,
        item,
        "workpackages/milestone.html",
        known={(WorkPackage, package.pk): str(package) for package in packages},
        work_packages=[package for package in packages if package.holds],
    )


def review(request, slug, number):
    item = find(Review, number, request.user, slug)
    return show(request, item, "workpackages/review.html")


def find(model, number, person, slug, *related, rows=None):
    """The item with this person's rights to it; 404 when they may not see it."""
    if model in (Task, Deliverable):
        related = ("work_package", *related)  # its lead has rights
    rows = (model.objects if rows is None else rows).visible_to(person)
    rows = rows.select_related("project", "lead__organisation", *related)
    item = get_object_or_404(rows, project__slug=slug, number=number)
    return tell(item, model.objects.rights_of(person))


def show(request, item, template, partners=None, known=None, besides=(), **context):
    """`partners` of the project where they are read already; `known` texts for the history, and
    changes that it tells besides those of the item."""
    partners = partners or partners_of(item)
    known = {(Participation, each.pk): f"{each.number} {each.name}" for each in partners} | (
        known or {}
    )
    baseline, moved = newest_move(item) or (None, None)
    context |= {
        "project": item.project,
        "item": item,
        "contributors": [each.name for each in partners if each.contributes],
        "baseline": baseline,
        "moved": moved,
        "acts": open_acts(item),
        "may_add": item.may_edit and item.state in item.OPEN,
        "changes": sorted(
            [*changes(item, known=known), *besides], key=lambda change: change.when, reverse=True
        ),
        "talk": talk_of(item, request.user, timezone.now()),
        "today": timezone.localdate(),
    }
    if isinstance(item, (Task, Deliverable, Milestone)):
        context["waits_for"], context["waiting"] = neighbours(item)
        context["misfits"] = any(each.misfit for each in context["waiting"])
    return render(request, template, context)

"""A project's own page: all of it for the consortium, the public summary for its buyers."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from buyers.models import BuyerGroup
from partners.models import Participation
from partners.places import places_of
from ppi_portal import worklist
from ppi_portal.desk import AHEAD
from ppi_portal.rights import projects_open_to
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task, WorkPackage


@require_safe
def overview(request, slug):
    person, today = request.user, timezone.localdate()
    project = get_object_or_404(projects_open_to(person, today), slug=slug)
    project.inside = project.pk in places_of(person, today).seen
    context = {
        "project": project,
        "today": today,
        "month": project.month(today),
        "can_edit": project.pk in places_of(person, today).coordinated,
        "groups": BuyerGroup.objects.visible_to(person, today).filter(project=project),
        "trainings": Training.objects.visible_to(person, today)
        .filter(project=project)
        .select_related("programme"),
    }
    if project.inside:
        context |= inside(project, today)
    return render(request, "ppi_portal/project.html", context)


def inside(project, today) -> dict:
    """What only the consortium and the project's readers see."""

    def due(model):
        return model.objects.filter(project=project).open().due_by(today + AHEAD)

    rows = worklist.rows(
        ("deliverable", "", due(Deliverable)),
        ("task", "", due(Task)),
        ("milestone", "", due(Milestone)),
    )
    return {
        "late": [row for row in rows if row.due < today],
        "upcoming": [row for row in rows if row.due >= today],
        "work_packages": WorkPackage.objects.filter(project=project)
        .select_related("lead__organisation")
        .annotate(
            handed_in=Count(
                "deliverables",
                filter=Q(deliverables__state__in=("submitted", "accepted")),
            ),
            owed=Count("deliverables", filter=~Q(deliverables__state="cancelled")),
        )
        .order_by("sort_key"),
        "partners": Participation.objects.filter(project=project)
        .current(today)
        .select_related("organisation"),
    }

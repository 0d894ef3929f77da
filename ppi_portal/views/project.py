"""A project's own page: all of it for the consortium, the public summary for its buyers."""

from django.db.models import Count, F, Q
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buyers.models import BuyerGroup
from partners.models import Participation
from partners.places import places_of
from ppi_portal import worklist
from ppi_portal.desk import AHEAD
from ppi_portal.rights import projects_open_to
from ppi_portal.worklist import Listed, every_open, in_one_statement
from trainings.models import Training
from workpackages.models import Deliverable, Milestone, Task, WorkPackage


@require_safe
def overview(request, slug):
    person, today = request.user, timezone.localdate()
    project = get_object_or_404(projects_open_to(person, today), slug=slug)
    project.inside = project.pk in places_of(person, today).seen
    groups = BuyerGroup.objects.visible_to(person, today).filter(project=project)
    context = {
        "project": project,
        "today": today,
        "can_edit": project.pk in places_of(person, today).coordinated,
        "groups": groups.order_by("name").values("name", "slug"),
        "trainings": trainings_in(project, person, today),
    }
    if project.inside:
        context |= inside(project, today)
    return render(request, "ppi_portal/project.html", context)


def trainings_in(project, person, today) -> Listed:
    """Those to come first, by day; then those that are over, the last one first."""
    columns = ("title", "slug", "state", "city", "first_day", "counting", "capacity")
    rows = (
        Training.objects.visible_to(person, today)
        .filter(project=project)
        .order_by(F("first_day").asc(nulls_last=True), "pk")
        .values(*columns, minimum=F("programme__minimum"))
    )
    coming, over = [], []
    for row in rows:
        (over if row["first_day"] and row["first_day"] < today else coming).append(row)
    found = Listed(coming + over[::-1])
    labels = dict(Training.State.choices)
    for row in found.first:
        row["state_label"] = labels[row["state"]]
    return found


def inside(project, today) -> dict:
    """What only the consortium and the project's readers see."""
    partners = list(
        Participation.objects.filter(project=project)
        .select_related("organisation")
        .only("number", "role", "entry", "exit", "organisation__short_name")
        .order_by("number")
    )
    leads = {partner.pk: partner.organisation.short_name for partner in partners}
    found = in_one_statement(
        *(
            every_open(model).filter(project=project).due_by(today + AHEAD)
            for model in (Deliverable, Task, Milestone)
        )
    )
    rows = worklist.rows(found, projects=[project], leads=leads)
    return {
        "late": Listed(row for row in rows if row.due < today),
        "upcoming": Listed(row for row in rows if row.due >= today),
        "work_packages": work_packages_in(project, leads),
        "partners": [partner for partner in partners if partner.is_current(today)],
    }


def work_packages_in(project, leads: dict[int, str]) -> list[WorkPackage]:
    """With the name of the lead, and how many deliverables are submitted of how many owed."""
    handed_in = Q(deliverables__state__in=("submitted", "accepted"))
    packages = list(
        WorkPackage.objects.filter(project=project)
        .only("number", "title", "state", "first_month", "last_month", "lead")
        .annotate(
            handed_in=Count("deliverables", filter=handed_in),
            owed=Count("deliverables", filter=~Q(deliverables__state="cancelled")),
        )
        .order_by("sort_key")
    )
    submitted = _("%(done)d of %(all)d submitted")
    for package in packages:
        package.lead_name = leads[package.lead_id]
        package.submitted = submitted % {"done": package.handed_in, "all": package.owed}
    return packages

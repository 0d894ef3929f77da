from django.shortcuts import get_object_or_404, render

from partners.models import Project


def overview(request, slug):
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    return render(request, "ppi_portal/project.html", {"project": project})

from django.shortcuts import get_object_or_404, render

from trainings.models import Training


def training(request, slug, training):
    row = get_object_or_404(
        Training.objects.visible_to(request.user).select_related("project"),
        project__slug=slug,
        slug=training,
    )
    return render(request, "trainings/training.html", {"training": row, "project": row.project})

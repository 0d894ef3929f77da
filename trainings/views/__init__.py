"""The pages of the trainings."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from trainings.models import Training


def find(request, slug: str, training: str, right: str = "") -> Training:
    """The training with this person's rights to it.

    404 when they may not see it, 403 when they lack the right (`may_run`, `may_schedule`).
    """
    rows = Training.objects.visible_to(request.user).with_rights_of(request.user)
    row = get_object_or_404(
        rows.select_related("project", "programme__project", "organiser__organisation"),
        project__slug=slug,
        slug=training,
    )
    if right and not getattr(row, right):
        raise PermissionDenied
    return row


def heading(training: Training) -> dict:
    """What every page about one training shows around its content."""
    return {
        "training": training,
        "project": training.project,
        "crumbs_url": training.get_absolute_url(),
        "crumbs_label": training.title,
        "cancel_url": training.get_absolute_url(),
    }

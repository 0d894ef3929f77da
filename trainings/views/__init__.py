"""The pages of the trainings."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from core.rights import tell
from trainings.models import Training


def find(request, slug: str, training: str, right: str = "") -> Training:
    """The training with this person's rights to it.

    404 when they may not see it, 403 when they lack the right (`may_run`, `may_schedule`).
    """
    seen = Training.objects.visible_to(request.user).select_related("programme__task")
    row = tell(one(seen, slug, training), Training.objects.rights_of(request.user))
    if right and not getattr(row, right):
        raise PermissionDenied
    return row


def find_seen(request, slug: str, training: str) -> Training:
    """The same for pages that ask no right but to see it, and are quick for that."""
    return one(Training.objects.visible_to(request.user), slug, training)


def one(rows, slug, training) -> Training:
    rows = rows.select_related("project", "programme__project", "organiser__organisation")
    return get_object_or_404(rows, project__slug=slug, slug=training)


def heading(training: Training) -> dict:
    """What every page about one training shows around its content."""
    return {
        "training": training,
        "project": training.project,
        "crumbs_url": training.get_absolute_url(),
        "crumbs_label": training.title,
        "cancel_url": training.get_absolute_url(),
    }

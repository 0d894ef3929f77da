"""The feasibility plan of a group: its overview, begun and edited; and how its pages find it."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from buyers.models import FeasibilityPlan
from core.rights import tell


def find(person, slug, group, *, to_edit=False) -> FeasibilityPlan:
    """The plan with this person's rights to it, also told to its group (for the tabs): 404 where
    they do not see it or there is none, 403 when they see it and do not manage it."""
    seen = FeasibilityPlan.objects.visible_to(person).select_related(
        *("group__project", "group__task", "group__lead_procurer__organisation")
    )
    plan = get_object_or_404(seen, group__project__slug=slug, group__slug=group)
    plan.project = plan.group.project
    tell(plan, FeasibilityPlan.objects.rights_of(person))
    for right in ("may_edit", "may_oversee", "may_steer"):
        setattr(plan.group, right, getattr(plan, right))
    if to_edit and not plan.may_edit:
        raise PermissionDenied
    return plan

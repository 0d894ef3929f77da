"""Rights over several floors."""

from datetime import date

from django.db.models import BooleanField, Case, Q, Value, When

from buyers.models import BuyerGroup
from partners.models import Project


def projects_open_to(person, today: date | None = None):
    """Projects of which the person sees at least the public summary.

    The consortium's people and readers see all of it; people named in a buyer group see the
    summary, their groups and their trainings. Each row says which by `inside`.
    """
    inside = Q(pk__in=Project.objects.visible_to(person, today).values("pk"))
    groups = BuyerGroup.objects.visible_to(person, today)
    return Project.objects.filter(inside | Q(pk__in=groups.values("project"))).annotate(
        inside=Case(When(inside, then=Value(True)), default=False, output_field=BooleanField())
    )

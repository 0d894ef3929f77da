"""Rights over several floors."""

from datetime import date

from django.db.models import BooleanField, Case, Q, Value, When

from buyers.models import BuyerPerson
from partners.models import Project


def projects_open_to(person, today: date | None = None):
    """Projects of which the person sees at least the public summary.

    The consortium's people and readers see all of it; people named in a buyer group see the
    summary, their groups and their trainings. Each row says which by `inside`.
    """
    whole = Project.objects.visible_to(person, today).values("pk")
    named = BuyerPerson.objects.of(person, today).values("membership__group__project")
    inside = Case(When(pk__in=whole, then=Value(True)), default=False, output_field=BooleanField())
    return Project.objects.annotate(inside=inside).filter(Q(inside=True) | Q(pk__in=named))

"""Rights over several floors."""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, Q

from buyers.models import BuyerPerson
from partners.models import Project
from partners.places import places_of


def projects_open_to(person, today: date | None = None):
    """Projects of which the person sees at least the public summary.

    The consortium's people and readers see all of it; people named in a buyer group see the
    summary, their groups and their trainings. Each row says which by `inside`.
    """
    whole = places_of(person, today).seen
    named = BuyerPerson.objects.of(person, today).values("membership__group__project")
    inside = ExpressionWrapper(Q(pk__in=whole), output_field=BooleanField())
    return Project.objects.annotate(inside=inside).filter(Q(pk__in=whole) | Q(pk__in=named))

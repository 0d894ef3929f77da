"""Which partners of a project one may act for or choose in the work plan."""

from datetime import date

from partners.models import Participation
from partners.places import places_of


def own_partners(person, project):
    """The partners in whose name the person may enter risks and meetings, while it is open."""
    own = Participation.objects.filter(pk__in=places_of(person).at_work, project=project)
    return own.select_related("organisation")


def takes_part(person, partners) -> bool:
    """Whether there is one of `own_partners`, asked of all `partners` of the project in hand."""
    own = places_of(person).at_work
    return any(partner.pk in own for partner in partners)


def partners_today(project, today: date, kept: int | None = None):
    """The partners of today; who has left keeps what it has: `kept` is the id of that one."""
    partners = Participation.objects.filter(project=project).select_related("organisation")
    return partners.current(today) | partners.filter(pk=kept)

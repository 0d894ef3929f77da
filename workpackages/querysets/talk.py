"""Who may talk about what has a project."""

from datetime import date

from django.db.models import Q

from partners.places import places_of


def talks(person, today: date | None = None) -> Q:
    """Who acts for a partner of the project, while it is open. Readers read."""
    return Q(project__in=places_of(person, today).worked_in)

"""What templates/base.html needs on every page, from the places that rights have asked for."""

from django.conf import settings
from django.utils.functional import cached_property

from outbox.querysets import may_read_outbox
from partners.places import KnownProject, places_of
from ppi_portal.demo_accounts import ACCOUNTS, PASSWORD
from ppi_portal.rights import known_projects


class Frame:
    """Read by the templates, which ask only for what they show: the login page asks nothing."""

    demo_accounts = ACCOUNTS
    demo_password = PASSWORD

    def __init__(self, person):
        self.person = person

    @property
    def demo(self) -> bool:
        return settings.DEMO

    @cached_property
    def projects(self) -> list[KnownProject]:
        """For the switcher."""
        return known_projects(self.person)

    @cached_property
    def whole(self) -> list[KnownProject]:
        """The projects of which the person sees all, not just the summary."""
        seen = places_of(self.person).seen
        return [project for project in self.projects if project.pk in seen]

    @cached_property
    def inside(self) -> set[str]:
        """Their slugs."""
        return {project.slug for project in self.whole}

    @property
    def sees_outbox(self) -> bool:
        return may_read_outbox(self.person)


def frame(request):
    return {"frame": Frame(request.user)}

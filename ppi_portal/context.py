"""What templates/base.html needs on every page, in at most one statement."""

from django.conf import settings
from django.utils.functional import cached_property

from outbox.querysets import may_read_outbox
from partners.models import Project
from ppi_portal.demo_accounts import ACCOUNTS, PASSWORD
from ppi_portal.rights import projects_open_to


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
    def projects(self) -> list[Project]:
        """For the switcher, and for pages that show where in its months each project stands."""
        open_to = projects_open_to(self.person)
        return list(open_to.only("slug", "acronym", "start", "duration"))

    @cached_property
    def inside(self) -> set[str]:
        """The slugs of the projects of which the person sees all, not just the summary."""
        return {project.slug for project in self.projects if project.inside}

    @property
    def sees_outbox(self) -> bool:
        return may_read_outbox(self.person)


def frame(request):
    return {"frame": Frame(request.user)}

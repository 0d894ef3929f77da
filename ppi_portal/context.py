"""What templates/base.html needs on every page, in at most one statement."""

from django.conf import settings
from django.db.models import Exists, OuterRef
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
        """For the switcher; `is_inside` when the person sees all of it, not just its summary."""
        whole = Project.objects.visible_to(self.person).filter(pk=OuterRef("pk"))
        mine = projects_open_to(self.person).annotate(is_inside=Exists(whole))
        return list(mine.only("slug", "acronym"))

    @cached_property
    def inside(self) -> set[str]:
        """The slugs of the projects of which the person sees all."""
        return {project.slug for project in self.projects if project.is_inside}

    @property
    def sees_outbox(self) -> bool:
        return may_read_outbox(self.person)


def frame(request):
    return {"frame": Frame(request.user)}

"""What templates/base.html needs on every page, in at most one statement."""

from django.conf import settings
from django.utils.functional import cached_property

from partners.models import Project
from ppi_portal.demo_accounts import ACCOUNTS, PASSWORD


class Frame:
    """Asked by the template only for what it shows: an error page or the login page asks nothing."""

    demo = settings.DEMO
    demo_accounts = ACCOUNTS
    demo_password = PASSWORD

    def __init__(self, person):
        self.person = person

    @cached_property
    def projects(self) -> list[Project]:
        return list(Project.objects.visible_to(self.person).only("slug", "acronym"))

    @property
    def sees_outbox(self) -> bool:
        return self.person.is_staff or settings.DEMO


def frame(request):
    return {"frame": Frame(request.user)}

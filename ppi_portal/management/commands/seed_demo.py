"""Enter the demo project: `manage.py seed_demo [--today DATE]`."""

from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from buyers import codes
from partners.models import Project
from ppi_portal.demo.seeding import seed


class Command(BaseCommand):
    help = (
        "Enters the demo: PPI4Waste, moved by whole months so that its regional trainings lie "
        "shortly ahead of today. Needs DEMO and a portal without projects."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--today",
            metavar="DATE",
            help="The day the demo is made for, such as 2016-09-01, which moves nothing.",
        )

    def handle(self, *, today, **options):
        if not settings.DEMO:
            raise CommandError("This is not a demo. Set DEMO=1 to enter demo data.")
        if Project.objects.exists():
            raise CommandError("There are projects already. `make demo-reset` begins anew.")
        today = self.day(today)
        codes.load_shipped(schemes=codes.missing())
        project = seed(today=today)
        self.stdout.write(f"{project.acronym} is there; M1 is {project.start:%B %Y}.")

    def day(self, text: str | None) -> date:
        if text is None:
            return timezone.localdate()
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise CommandError(f"“{text}” is no day. Write it as 2016-09-01.") from None

"""Questions to invitations."""

from datetime import date

from django.apps import apps
from django.db import models


class InvitationQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """Who runs the training; the invited have their link."""
        run = apps.get_model("trainings", "Training").objects.runnable_by(person, today)
        return self.filter(training__in=run.values("pk"))

    def prepared(self):
        """To be reviewed and sent."""
        return self.filter(state="prepared")

    def unanswered(self):
        """Sent, and neither answered nor taken back."""
        return self.filter(state="sent")

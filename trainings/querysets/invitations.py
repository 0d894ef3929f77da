"""Questions to invitations."""

from datetime import date

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef


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

    def answerable(self, now):
        """Unanswered, and their links work."""
        return self.unanswered().filter(link_ends__gt=now)

    def standing(self):
        """Prepared or sent, and not answered."""
        return self.filter(state__in=self.model.STANDING)

    def to_tell(self):
        """Those whose person is told by them of a change of the training: neither registered for it
        (who has a letter of their own), nor gone, nor tired of invitations."""
        seats = apps.get_model("trainings", "Registration").objects.active()
        seats = seats.filter(training=OuterRef("training"), person=OuterRef("person"))
        tired = apps.get_model("outbox", "OptOut").objects.filter(category="invitation")
        rows = self.exclude(person__account="closed")
        return rows.exclude(person__email__in=tired.values("address")).filter(~Exists(seats))

    def not_taken_back(self):
        return self.exclude(state="revoked")

    def once_sent(self):
        """All that went out and were not taken back, answered or not."""
        return self.filter(state__in=("sent", "accepted", "declined"))

    def waiting_for(self, person, now):
        """Sent to this person, who can still answer and is not registered; by the day to answer."""
        seats = apps.get_model("trainings", "Registration").objects.active().filter(person=person)
        fixed = apps.get_model("trainings", "Training").FIXED
        rows = self.answerable(now).filter(person=person)
        rows = rows.filter(training__state__in=fixed, training__registration_switch=True)
        return rows.exclude(training__in=seats.values("training")).order_by("answer_by", "pk")

"""Questions and rights of open market consultations."""

from datetime import date

from django.db import models
from django.db.models import Q

from .groups import manages, sees

PUBLIC = ("open", "closed")  # of Consultation.State, whose module imports this one


class ConsultationQuerySet(models.QuerySet):
    def public(self):
        """What suppliers may read without logging in."""
        return self.filter(state__in=PUBLIC)

    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today, "group__"))

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))

    def rights_of(self, person, today: date | None = None) -> dict[str, Q]:
        """For `core.rights.tell`; follows group, its project and task."""
        return {"may_edit": manages(person, today, "group__")}


class OfConsultationQuerySet(models.QuerySet):
    """Of its questions and contacts with suppliers. Who asked is told to nobody but who manages."""

    def published(self):
        return self.filter(published_at__isnull=False)

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "consultation__group__"))

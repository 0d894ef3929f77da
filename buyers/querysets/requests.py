"""Questions and rights of what a member is asked by personal link."""

from datetime import date, datetime

from django.db import models

from .groups import manages


class MemberRequestQuerySet(models.QuerySet):
    def open(self, now: datetime):
        """Neither answered, revoked nor expired."""
        return self.filter(answered_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now)

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))

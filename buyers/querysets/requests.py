"""Questions and rights of what members declare, and of what they are asked by personal link."""

from datetime import date, datetime

from django.db import models

from .groups import manages, open_project, oversees, own


class DeclarationQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """All for who oversees the group; a member its own, and nobody else's."""
        return self.filter(oversees(person, today, "group__") | own(person, today))

    def newest_first(self):
        return self.order_by("-declared_at", "-pk")


class MemberRequestQuerySet(models.QuerySet):
    def open(self, now: datetime):
        """Neither answered, revoked nor expired."""
        return self.unanswered().filter(expires_at__gt=now)

    def unanswered(self):
        """Neither answered nor revoked; the link may have expired."""
        return self.filter(answered_at__isnull=True, revoked_at__isnull=True)

    def alive(self, now: datetime, today: date):
        """Open, and its person still speaks for a member today, of a group whose project is open;
        what it asks can still be answered."""
        places = self.model._meta.get_field("place").related_model
        named = places.objects.valid_on(today)
        asks = models.Q(need__isnull=True) | models.Q(need__state="shared")
        return self.open(now).filter(asks, open_project(), place__in=named.order_by().values("pk"))

    def in_state(self, state: str, now: datetime):
        """Those in a state of `MemberRequest.State`; an unknown one lets everything through."""
        if state == "open":
            return self.open(now)
        if state == "answered":
            return self.filter(answered_at__isnull=False)
        if state == "revoked":
            return self.filter(revoked_at__isnull=False)
        return self.unanswered().filter(expires_at__lte=now) if state == "expired" else self

    def corrected(self):
        """Answered with something to be corrected in the data of the organisation."""
        return self.filter(kind="data").exclude(answer="")

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "group__"))

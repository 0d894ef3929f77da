"""Questions to the outbox: what is due, who may read it, who opted out."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q


def may_read_outbox(person) -> bool:
    """Portal administrators; in the demo it is everyone's mailbox."""
    return person.is_staff or (settings.DEMO and person.is_authenticated)


class MailQuerySet(models.QuerySet):
    def visible_to(self, person):
        return self if may_read_outbox(person) else self.none()

    def due(self, now: datetime):
        """What a worker may take: its moment has come, or the lease of who had it has ended."""
        return self.filter(state__in=["queued", "sending"], next_try__lte=now)

    def matching(self, *, text="", state="", category=""):
        """For the list page and its filters; an empty filter lets everything through."""
        found = self
        if state:
            found = found.filter(state=state)
        if category:
            found = found.filter(category=category)
        if text:
            found = found.filter(
                Q(subject__icontains=text) | Q(to__contains=text.casefold()) | Q(subject_key=text)
            )
        return found

    def without_body(self):
        return self.defer("text", "html", "attachments", "headers")

    def for_list(self):
        """Only what a list shows."""
        return self.only("to", "subject", "state", "category", "created_at")


class OptOutQuerySet(models.QuerySet):
    def pairs(self, addresses) -> set[tuple[str, str]]:
        """(address, category) for each of `addresses` (in their one spelling) that opted out."""
        return set(self.filter(address__in=addresses).values_list("address", "category"))

"""Questions and rights of open market consultations."""

from datetime import date

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .groups import manages, oversees, rows, sees

PUBLIC = ("open", "closed")  # of Consultation.State, whose module imports this one
WAITS = Q(struck_on__isnull=True, shared_how="")  # the others have not got the same yet


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
        return {
            "may_edit": manages(person, today, "group__"),
            "may_oversee": oversees(person, today, "group__"),
        }

    def with_counts(self):
        """Each has as `questions_published`, `contacts_logged` and `contacts_waiting` how many."""
        questions, contacts = rows("ConsultationQuestion"), rows("SupplierContact").standing()
        return self.annotate(
            questions_published=_how_many(questions.published()),
            contacts_logged=_how_many(contacts),
            contacts_waiting=_how_many(contacts.filter(WAITS)),
        )


def _how_many(found):
    """Of these rows each consultation has so many. No joins: they would multiply each other."""
    own = found.filter(consultation=OuterRef("pk")).order_by().values("consultation")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0)


class OfConsultationQuerySet(models.QuerySet):
    """Of its questions and contacts with suppliers. Who asked is told to nobody but who manages."""

    def published(self):
        return self.filter(published_at__isnull=False)

    def standing(self):
        """Of contacts: not struck out."""
        return self.filter(struck_on__isnull=True)

    def editable_by(self, person, today: date | None = None):
        return self.filter(manages(person, today, "consultation__group__"))

"""Questions and rights of the documents that a group publishes."""

from datetime import date

from django.db.models import OuterRef, Q, Subquery

from records.models import Version

from .groups import OfGroupQuerySet, manages


class PlanningDocumentQuerySet(OfGroupQuerySet):
    def in_use(self):
        """Not taken out."""
        return self.filter(removed_on__isnull=True)

    def published(self, day: date):
        """What everybody may read on this day, without logging in."""
        return self.in_use().filter(published_on__lte=day)

    def readable_by(self, person, day: date):
        """What is published, and for who manages the group what will be."""
        return self.in_use().filter(Q(published_on__lte=day) | manages(person, day, "group__"))

    def with_files(self):
        """Each knows by `file_name` and `file_type` the newest version of its file."""
        newest = Version.objects.readable().filter(file=OuterRef("file")).order_by("-number")
        return self.annotate(
            file_name=Subquery(newest.values("name")[:1]),
            file_type=Subquery(newest.values("content_type")[:1]),
        )

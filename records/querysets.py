"""Questions to dossiers. Who may ask them is the owner's to say; see records.models."""

from datetime import date, datetime, timedelta

from django.db import connection, models
from django.db.models import F

CHANGE_WITHIN = timedelta(hours=1)

# By hand, for the page of every plan item asks it and Django takes longer to write it than the
# database to answer. The same people as Person.objects.seeing.
AROUND = """
    SELECT person.id, person.name, follower.follows
      FROM partners_person person
      LEFT JOIN records_follower follower
             ON follower.person_id = person.id AND follower.dossier_id = %(dossier)s
     WHERE person.account = 'active' AND person.id IN (
        SELECT place.person_id
          FROM partners_teammember place
          JOIN partners_participation partner ON partner.id = place.participation_id
         WHERE partner.project_id = %(project)s AND place.since <= %(day)s
           AND (place.until IS NULL OR place.until >= %(day)s)
           AND (partner.exit IS NULL OR partner.exit >= %(day)s)
         UNION ALL
        SELECT reading.person_id
          FROM partners_projectreader reading
         WHERE reading.project_id = %(project)s AND reading.since <= %(day)s
           AND (reading.until IS NULL OR reading.until >= %(day)s))
     ORDER BY person.name, person.id
"""


def people_around(
    dossier: int | None, project: int, day: date
) -> list[tuple[int, str, bool | None]]:
    """(id, name, whether they follow; None: they never chose) of all who see the project."""
    with connection.cursor() as cursor:
        # No dossier is 0, not NULL, whose type PostgreSQL could not tell.
        cursor.execute(AROUND, {"dossier": dossier or 0, "project": project, "day": day})
        rows = cursor.fetchall()
    return [(pk, name, None if follows is None else bool(follows)) for pk, name, follows in rows]


class CommentQuerySet(models.QuerySet):
    def standing(self):
        """Not taken back."""
        return self.filter(retracted_at__isnull=True)

    def changeable_by(self, person, now: datetime):
        """One's own of the last hour."""
        return self.standing().filter(author=person, written_at__gt=now - CHANGE_WITHIN)


class FollowerQuerySet(models.QuerySet):
    def choices(self) -> dict[int, bool]:
        """{person id: whether they follow}, of those who chose."""
        return dict(self.values_list("person", "follows"))


class FileQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(removed_at__isnull=True)

    def shown(self):
        """In use, or taken out on a page and not by an administrator: it may be put back."""
        return self.filter(removed_for="")


class VersionQuerySet(models.QuerySet):
    def readable(self):
        """Of files that are in use."""
        return self.filter(file__removed_at__isnull=True)

    def shown(self):
        """Of files in use and of those that may be put back: by file, the newest first."""
        rows = self.filter(file__removed_for="").select_related("file", "uploaded_by")
        return rows.order_by(F("file__removed_at").asc(nulls_first=True), "file__name", "-number")

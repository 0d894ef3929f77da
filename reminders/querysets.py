"""Questions and rights of the reminders."""

from datetime import date, datetime

from django.db import models
from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Cast, Coalesce, Concat

from partners.models import Participation, Project
from trainings.models import Training

# A mail in one of these states has told, or will tell, its reader.
TELLING = ("queued", "sending", "sent", "kept")


def coordinated_by(person, today: date | None):
    """Projects whose coordinator the person acts for; open or closed, unlike `editable_by`."""
    led = Participation.objects.acted_for_by(person, today).filter(role="coordinator")
    return led.values("project")


class RuleQuerySet(models.QuerySet):
    def defaults(self):
        return self.filter(project__isnull=True)

    def visible_to(self, person, today: date | None = None):
        """The rules of the projects one sees, and the defaults behind them."""
        seen = Project.objects.visible_to(person, today)
        return self.filter(Q(project__in=seen.values("pk")) | Q(project__isnull=True))

    def editable_by(self, person, today: date | None = None):
        """The coordinator's people; defaults are changed by portal administrators in the admin."""
        return self.filter(project__in=Project.objects.editable_by(person, today).values("pk"))


class EntryQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        """One's own; the coordinator's people see their project's, who runs a training its."""
        trainings = Training.objects.runnable_by(person, today).order_by()
        keys = trainings.annotate(
            key=Concat(Value(f"{Training._meta.label_lower}:"), Cast("pk", CharField()))
        )
        return self.filter(
            Q(person=person)
            | Q(project__in=coordinated_by(person, today))
            | Q(item_key__in=keys.values("key"))
        )

    def editable_by(self, person, today: date | None = None):
        """Hold, release, send now, retry: the coordinator's people, until the project is closed."""
        return self.filter(project__in=Project.objects.editable_by(person, today).values("pk"))

    def due(self, now: datetime):
        """Planned, and its moment has come."""
        return self.filter(state="planned", due__lte=now)

    def told(self):
        """Handed over, and the mail has gone or will go."""
        return self.filter(state="queued", mail__state__in=TELLING)

    def with_shown_state(self):
        """`shown`: the mail's state once there is one, else the entry's own."""
        return self.annotate(shown=Coalesce(F("mail__state"), F("state")))

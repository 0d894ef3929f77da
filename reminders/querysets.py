"""Questions and rights of the reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import CharField, Count, Q, Value
from django.db.models.functions import Cast, Concat

from partners.models import Participation, Project
from trainings.models import Training

# A mail in one of these states has told, or will tell, its reader.
TELLING = ("queued", "sending", "sent", "kept")


class RuleQuerySet(models.QuerySet):
    def defaults(self):
        return self.filter(project__isnull=True)

    def in_force(self, project) -> list:
        """The project's own rules, and the defaults that none of them replaces; by kind."""
        rules = {}
        for rule in self.filter(Q(project=project) | Q(project__isnull=True)).order_by("pk"):
            if rule.project_id or (rule.kind, rule.role) not in rules:
                rules[rule.kind, rule.role] = rule
        return sorted(rules.values(), key=lambda rule: rule.kind_label)

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
        return self.filter(
            Q(person=person)
            | Q(project__in=coordinated_by(person, today))
            | Q(item_key__in=keys_run_by(person, today))
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

    def undecided(self) -> dict[str, int]:
        """How many wait in the ledger, and how many are held."""
        return self.aggregate(
            planned=Count("pk", filter=Q(state="planned")), held=Count("pk", filter=Q(state="held"))
        )

    def matching(self, *, person="", item="", state=""):
        """For the list page and its filters; an empty filter lets everything through.

        `state` is one of the ledger's or one of the outbox's.
        """
        found = self
        if person:
            found = found.filter(
                Q(person__name__icontains=person) | Q(person__email__contains=person.casefold())
            )
        if item:
            found = found.filter(label__icontains=item)
        if state:
            found = found.filter(Q(mail__isnull=True, state=state) | Q(mail__state=state))
        return found

    def for_list(self):
        """With what a list shows, and without the texts of the mails."""
        return (
            self.select_related("person", "rule", "project", "mail")
            .only(
                *("kind", "label", "url", "item_day", "step", "due", "state", "reason"),
                *("person__name", "person__email", "rule__kind", "rule__role", "project__slug"),
                *("project__acronym", "mail__state", "mail__sent_at", "mail__subject"),
            )
            .order_by("-due", "-pk")
        )


def coordinated_by(person, today: date | None = None):
    """Projects whose coordinator the person acts for; open or closed, unlike `editable_by`."""
    led = Participation.objects.acted_for_by(person, today).filter(role="coordinator")
    return led.values("project")


def keys_run_by(person, today: date | None = None):
    """The item keys of the trainings that the person runs."""
    trainings = Training.objects.runnable_by(person, today).order_by()
    label = Value(f"{Training._meta.label_lower}:")
    return trainings.annotate(key=Concat(label, Cast("pk", CharField()))).values("key")


@dataclass(frozen=True, slots=True)
class Scope:
    """The right of `EntryQuerySet.visible_to` in one project, for what is no row yet."""

    person: int
    everything: bool
    keys: frozenset[str]

    def covers(self, person: int, key: str) -> bool:
        return self.everything or person == self.person or key in self.keys


def scope_of(person, project, today: date | None = None) -> Scope:
    coordinated = Project.objects.filter(pk__in=coordinated_by(person, today))
    keys = keys_run_by(person, today).filter(project=project)
    return Scope(
        person=person.pk,
        everything=coordinated.filter(pk=project.pk).exists(),
        keys=frozenset(keys.values_list("key", flat=True)),
    )

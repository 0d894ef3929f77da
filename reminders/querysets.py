"""Questions and rights of the reminders."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from partners.models import Project
from partners.places import places_of, remembered
from partners.querysets import day_or_today
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


FOR_LIST = (
    *("kind", "label", "url", "item_day", "step", "due", "state", "reason"),
    *("person__name", "person__email", "mail__state", "mail__sent_at"),
)
FOR_READER = ("mail__subject", "rule__kind", "rule__role", "project__slug", "project__acronym")


class EntryQuerySet(models.QuerySet):
    def visible_to(self, person, today: date | None = None):
        return self.filter(sees(person, today))

    def within(self, scope):
        """What its person may see of its project."""
        found = self.filter(project=scope.project)
        if scope.everything:
            return found
        return found.filter(Q(person=scope.person) | Q(item_key__in=scope.keys))

    def editable_by(self, person, today: date | None = None):
        """Hold, release, send now, retry: the coordinator's people, until the project is closed."""
        return self.filter(project__in=Project.objects.editable_by(person, today).values("pk"))

    def due(self, now: datetime):
        """Planned, and its moment has come."""
        return self.filter(state="planned", due__lte=now)

    def told(self):
        """Handed over, and the mail has gone or will go."""
        return self.filter(state="queued", mail__state__in=TELLING)

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
        """With whom it tells and what became of it, and without the texts of the mails."""
        return self.select_related("person", "mail").only(*FOR_LIST).order_by("-due", "-pk")

    def for_reader(self):
        """As `for_list`, for pages across projects that also say why: with rule and project."""
        return self.for_list().select_related("rule", "project").only(*FOR_LIST, *FOR_READER)


def sees(person, today: date | None = None) -> Q:
    """One's own; the coordinator's people see their project's, who runs a training its."""
    projects, keys = coordinated_by(person, today), keys_run_by(person, today)
    return Q(person=person) | Q(project__in=projects) | Q(item_key__in=keys)


def coordinated_by(person, today: date | None = None) -> frozenset[int]:
    """Projects whose coordinator the person acts for; open or closed, unlike `editable_by`."""
    return places_of(person, day_or_today(today)).leading


def keys_run_by(person, today: date | None = None) -> frozenset[str]:
    """The item keys of the trainings that the person runs, in projects they do not coordinate."""
    day = day_or_today(today)
    run = Training.objects.runnable_by(person, day).order_by()
    run = run.exclude(project__in=coordinated_by(person, day))
    label = Training._meta.label_lower
    return remembered(
        person,
        ("keys run", day),
        lambda: frozenset(f"{label}:{pk}" for pk in run.values_list("pk", flat=True)),
    )


@dataclass(frozen=True, slots=True)
class Scope:
    """The right of `EntryQuerySet.visible_to` in one project, also for what is no row yet."""

    project: int
    person: int
    everything: bool
    keys: frozenset[str]

    def covers(self, person: int, key: str) -> bool:
        return self.everything or person == self.person or key in self.keys


def scope_of(person, project, today: date | None = None) -> Scope:
    """No statement for the coordinator's people once the places are remembered, one for others."""
    everything = project.pk in coordinated_by(person, today)
    keys = frozenset() if everything else keys_run_by(person, today)
    return Scope(project.pk, person.pk, everything, keys)

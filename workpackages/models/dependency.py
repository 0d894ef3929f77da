"""What has to be finished before something else can start or be due."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.history import History
from workpackages.querysets import DependencyQuerySet
from workpackages.querysets.dependencies import KINDS


def exactly_one(end: str) -> Q:
    """Of the three columns of this end one is filled."""
    found = Q()
    for chosen in KINDS:
        found |= Q(**{f"{end}_{kind}__isnull": kind != chosen for kind in KINDS})
    return found


def end_of(end: str, kind: str, related_name: str, label) -> models.ForeignKey:
    return models.ForeignKey(
        f"workpackages.{kind.capitalize()}",
        models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
    )


class Dependency(models.Model):
    """Finish to start: `later` begins (a task) or is due (the others) after `earlier` has ended.

    `lag` is a number of calendar days between the two; below 0 they may overlap. One of the three
    columns of each end is filled. No circles: see workpackages.dependencies.
    """

    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        related_name="dependencies",
        verbose_name=_("project"),
    )
    earlier_task = end_of("earlier", "task", "followers", _("earlier task"))
    earlier_deliverable = end_of("earlier", "deliverable", "followers", _("earlier deliverable"))
    earlier_milestone = end_of("earlier", "milestone", "followers", _("earlier milestone"))
    later_task = end_of("later", "task", "waits_for", _("later task"))
    later_deliverable = end_of("later", "deliverable", "waits_for", _("later deliverable"))
    later_milestone = end_of("later", "milestone", "waits_for", _("later milestone"))
    lag = models.SmallIntegerField(
        _("days between"), default=0, help_text=_("Calendar days; below 0 they may overlap.")
    )

    objects = DependencyQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("dependency")
        verbose_name_plural = _("dependencies")
        ordering = ["project", "pk"]
        constraints = [
            models.CheckConstraint(condition=exactly_one("earlier"), name="dependency_one_earlier"),
            models.CheckConstraint(condition=exactly_one("later"), name="dependency_one_later"),
            *(
                models.UniqueConstraint(
                    fields=[f"earlier_{earlier}", f"later_{later}"],
                    name=f"dependency_once_{earlier}_{later}",
                    violation_error_message=_("These two depend on each other already."),
                )
                for earlier in KINDS
                for later in KINDS
            ),
        ]

    def __str__(self):
        return f"{self.earlier.code} → {self.later.code}"

    @property
    def earlier(self):
        return self.earlier_task or self.earlier_deliverable or self.earlier_milestone

    @property
    def later(self):
        return self.later_task or self.later_deliverable or self.later_milestone

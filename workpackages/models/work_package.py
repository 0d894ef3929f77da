from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import SearchTextField
from core.history import History, record
from workpackages.querysets import WorkPackageQuerySet

from .base import PlanItem, Spanning


class WorkPackage(Spanning, PlanItem):
    """A work package of the grant agreement (Annex 1, table WT1 and WT3)."""

    PREFIX = "WP"

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.OPEN,)

    objectives = models.TextField(_("objectives"), blank=True)
    description = models.TextField(_("description of work"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    contributors = models.ManyToManyField(
        "partners.Participation",
        blank=True,
        related_name="contributed_workpackages",
        verbose_name=_("contributing partners"),
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = WorkPackageQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"], m2m_fields=[contributors]
    )

    class Meta:
        verbose_name = _("work package")
        verbose_name_plural = _("work packages")
        ordering = ["project", "sort_key"]
        constraints = [
            *Spanning.Meta.constraints,
            models.UniqueConstraint(
                fields=["project", "number"],
                name="workpackage_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("workpackages:work_package", args=[self.project.slug, self.code.lower()])

    def cancel(self, *, by, reason: str) -> None:
        """Taken out of the plan; it stays readable and its number stays taken."""
        self.refuse_unless(self.State.OPEN)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.CANCELLED)
        self.state = self.State.OPEN
        record(self, reason, "state", by=by)

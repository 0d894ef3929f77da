from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import SearchTextField
from core.history import History, record
from workpackages.querysets import MilestoneQuerySet

from .base import Due, PlanItem


class Milestone(Due, PlanItem):
    """A milestone, which may belong to several work packages; achieved or not."""

    PREFIX = "MS"
    ACT_FIELDS = ("state", "achieved_on")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACHIEVED = "achieved", _("achieved")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.OPEN,)

    work_packages = models.ManyToManyField(
        "workpackages.WorkPackage", related_name="milestones", verbose_name=_("work packages")
    )
    means_of_verification = models.TextField(_("means of verification"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    achieved_on = models.DateField(_("achieved"), null=True, editable=False)
    contributors = models.ManyToManyField(
        "partners.Participation",
        blank=True,
        related_name="contributed_milestones",
        verbose_name=_("contributing partners"),
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = MilestoneQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"],
        m2m_fields=[work_packages, contributors],
    )

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["project", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="milestone_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("workpackages:milestone", args=[self.project.slug, self.code.lower()])

    def achieve(self, *, by, on: date, reason: str = "") -> None:
        """Reached on this day; `reason` is the comment that the EU portal asks for."""
        self.refuse_unless(self.State.OPEN)
        self.state, self.achieved_on = self.State.ACHIEVED, on
        record(self, reason, "state", "achieved_on", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.OPEN)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.ACHIEVED, self.State.CANCELLED)
        self.state, self.achieved_on = self.State.OPEN, None
        record(self, reason, "state", "achieved_on", by=by)

from datetime import date

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.fields import SearchTextField
from core.history import History, record
from workpackages.querysets import ReviewQuerySet

from .base import Due, PlanItem


class Review(Due, PlanItem):
    """A review of the project by the Commission (Annex 1, table WT7); its lead prepares it."""

    PREFIX = "RV"
    ACT_FIELDS = ("state", "held_on", "outcome")

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        CANCELLED = "cancelled", _("cancelled")

    OPEN = (State.PLANNED,)

    venue = models.CharField(_("planned venue"), max_length=200, blank=True)
    comments = models.TextField(_("comments"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.PLANNED, editable=False
    )
    held_on = models.DateField(_("held"), null=True, editable=False)
    outcome = models.TextField(_("outcome"), blank=True, editable=False)
    contributors = models.ManyToManyField(
        "partners.Participation",
        blank=True,
        related_name="contributed_reviews",
        verbose_name=_("contributing partners"),
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = ReviewQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"], m2m_fields=[contributors]
    )

    class Meta:
        verbose_name = _("project review")
        verbose_name_plural = _("project reviews")
        ordering = ["project", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="review_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
        ]

    def get_absolute_url(self):
        return reverse("workpackages:review", args=[self.project.slug, self.code.lower()])

    def hold(self, *, by, on: date, outcome: str = "", reason: str = "") -> None:
        """It took place on this day."""
        self.refuse_unless(self.State.PLANNED)
        self.state, self.held_on, self.outcome = self.State.HELD, on, outcome
        record(self, reason, "state", "held_on", "outcome", by=by)

    def cancel(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.PLANNED)
        self.state = self.State.CANCELLED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        self.refuse_unless(self.State.HELD, self.State.CANCELLED)
        self.state, self.held_on, self.outcome = self.State.PLANNED, None, ""
        record(self, reason, "state", "held_on", "outcome", by=by)

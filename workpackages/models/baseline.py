"""Frozen copies of the plan."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import SpeaksAtFields
from core.fields import MonthField, MonthSpansField
from workpackages.querysets import OfProjectQuerySet


class Baseline(SpeaksAtFields):
    """The plan of a project as it was when somebody froze it under a name; never changed."""

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="baselines", verbose_name=_("project")
    )
    name = models.CharField(_("name"), max_length=100, help_text=_("Such as: grant agreement."))
    reason = models.CharField(_("why"), max_length=500, blank=True)
    taken_at = models.DateTimeField(_("frozen"))
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("frozen by")
    )
    start = models.DateField(_("start of the project then"))
    duration = models.PositiveSmallIntegerField(_("duration then"))

    objects = OfProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("baseline")
        verbose_name_plural = _("baselines")
        ordering = ["project", "-taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"],
                name="baseline_name_once",
                violation_error_message=_("There is a baseline of this name."),
                violation_error_code="name",
            ),
        ]

    def __str__(self):
        return self.name


class BaselineItem(models.Model):
    """One plan item as it was. `kind` and `item_id` name the row it was copied from."""

    class Kind(models.TextChoices):
        WORK_PACKAGE = "workpackage", _("work package")
        TASK = "task", _("task")
        DELIVERABLE = "deliverable", _("deliverable")
        MILESTONE = "milestone", _("milestone")

    baseline = models.ForeignKey(Baseline, models.PROTECT, related_name="items")
    kind = models.CharField(max_length=11, choices=Kind)
    item_id = models.PositiveBigIntegerField()
    number = models.CharField(max_length=12)
    title = models.CharField(max_length=200)
    lead = models.ForeignKey("partners.Participation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10)
    first_month = MonthField()
    last_month = MonthField()
    intervals = MonthSpansField(blank=True, default=())
    starts_on = models.DateField()
    ends_on = models.DateField()  # or the due day

    class Meta:
        verbose_name = _("item of a baseline")
        verbose_name_plural = _("items of baselines")
        ordering = ["baseline", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["baseline", "kind", "item_id"], name="baseline_item_once"
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.title}"

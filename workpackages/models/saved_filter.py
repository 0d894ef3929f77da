"""Filters of the plan's pages that people keep under a name."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.constraints import SpeaksAtFields
from workpackages.querysets import SavedFilterQuerySet


class SavedFilter(SpeaksAtFields):
    """The address of a filtered page under a name; `query` is the part after the "?"."""

    class Page(models.TextChoices):
        PLAN = "plan", _("work packages and tasks")
        GANTT = "gantt", _("Gantt")
        BOARD = "board", _("board")
        DELIVERABLES = "deliverables", _("deliverables")
        MILESTONES = "milestones", _("milestones")
        RISKS = "risks", _("risks")

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="saved_filters", verbose_name=_("project")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="saved_filters",
        verbose_name=_("person"),
    )
    page = models.CharField(_("page"), max_length=12, choices=Page)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=500, blank=True)
    is_shared = models.BooleanField(_("shared with the project"), default=False)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["project", "page", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "person", "page", "name"],
                name="saved_filter_name_once",
                violation_error_message=_("You have a filter of this name on this page."),
                violation_error_code="name",
            ),
        ]

    def __str__(self):
        return self.name

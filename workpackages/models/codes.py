"""The code lists of the framework programmes: data, because each programme has its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import History
from partners.models import Project
from workpackages.querysets import CodeQuerySet


class Code(models.Model):
    """A type or dissemination level of deliverables in one framework programme.

    Rows come with the portal (migration 0003, from the footnotes of the Annex 1 form and of the
    Horizon Europe template) and are edited by administrators. A code that a deliverable has is
    retired, never deleted: `is_active` says whether it is still offered.
    """

    class List(models.TextChoices):
        TYPE = "type", _("deliverable type")
        LEVEL = "level", _("dissemination level")

    list = models.CharField(_("list"), max_length=5, choices=List)
    programme = models.CharField(_("programme"), max_length=10, choices=Project.Programme)
    code = models.CharField(_("code"), max_length=12)
    label = models.CharField(_("meaning"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("offered"),
        default=True,
        help_text=_("Taken out, it stays with the deliverables that have it."),
    )

    objects = CodeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("code")
        verbose_name_plural = _("code lists")
        ordering = ["programme", "list", "position", "code"]
        constraints = [
            models.UniqueConstraint(fields=["list", "programme", "code"], name="code_once"),
        ]

    def __str__(self):
        return f"{self.code}: {self.label}"

"""Declarations on conflicts of interest."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import DeclarationQuerySet


class ConflictDeclaration(models.Model):
    """What somebody declares for a member organisation. Never changed: the newest one counts.

    H2020 asks that who assists buyers is no potential supplier and has no conflict of interest.
    """

    group = models.ForeignKey(
        "buyers.BuyerGroup",
        models.PROTECT,
        related_name="declarations",
        verbose_name=_("buyer group"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("member")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("declared by")
    )
    has_conflict = models.BooleanField(_("there is a conflict of interest"))
    explanation = models.TextField(_("explanation"), blank=True, max_length=2000)
    declared_at = models.DateTimeField(_("declared"))

    objects = DeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = _("declaration on conflicts of interest")
        verbose_name_plural = _("declarations on conflicts of interest")
        ordering = ["group", "-declared_at", "-pk"]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.person}"

    def clean(self):
        super().clean()
        if self.has_conflict and not self.explanation.strip():
            raise ValidationError({"explanation": _("Say what the conflict is.")})

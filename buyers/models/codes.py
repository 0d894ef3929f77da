"""The official code lists by which needs and purchases are described."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import CodeQuerySet
from core.fields import Searchable, SearchTextField


class ClassificationCode(Searchable):
    """A code of an official list, as `manage.py load_codelists` has read it. Never edited by hand.

    CPV: Regulation (EC) 213/2008, eight digits without the check digit. NUTS: 2024, the length of
    the code tells its level (3 letters: 1, 4: 2, 5: 3).
    """

    class Scheme(models.TextChoices):
        CPV = "CPV", "CPV"
        NUTS = "NUTS", "NUTS"

    scheme = models.CharField(_("list"), max_length=4, choices=Scheme)
    code = models.CharField(_("code"), max_length=8)
    label = models.CharField(_("name"), max_length=255)
    search_text = SearchTextField(sources=("code", "label"))

    objects = CodeQuerySet.as_manager()

    class Meta:
        verbose_name = _("classification code")
        verbose_name_plural = _("classification codes")
        ordering = ["scheme", "code"]
        constraints = [
            models.UniqueConstraint(fields=["scheme", "code"], name="classification_code_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.label}"

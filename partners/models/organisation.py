"""Organisations: the same one may take part in several projects."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.constraints import SpeaksAtFields
from core.fields import Searchable, SearchTextField
from core.history import History
from partners.querysets import OrganisationQuerySet


class Organisation(SpeaksAtFields, Searchable):
    """A legal entity, as the EU participant register knows it (PIC)."""

    class Type(models.TextChoices):
        """Activity types of the EU participant register, and the ones that buy."""

        PUBLIC = "PUB", _("public body")
        EDUCATION = "HES", _("higher or secondary education")
        RESEARCH = "REC", _("research organisation")
        COMPANY = "PRC", _("private company")
        NETWORK = "NET", _("network or association")
        OTHER = "OTH", _("other")

    name = models.CharField(_("legal name"), max_length=200)
    short_name = models.CharField(
        _("short name"),
        max_length=60,
        unique=True,
        error_messages={"unique": _("Another organisation has this short name.")},
    )
    type = models.CharField(_("type"), max_length=3, choices=Type, default=Type.PUBLIC)
    country = CountryField(_("country"))
    city = models.CharField(_("city"), max_length=100, blank=True)
    pic = models.CharField(
        "PIC",
        max_length=9,
        blank=True,
        validators=[RegexValidator(r"^\d{9}$", _("A PIC has nine digits."))],
        help_text=_("Nine digits, from the EU participant register."),
    )
    website = models.URLField(_("website"), blank=True)
    search_text = SearchTextField(sources=("name", "short_name", "city"))

    objects = OrganisationQuerySet.as_manager()
    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["short_name"]
        constraints = [
            models.UniqueConstraint(
                fields=["pic"],
                condition=~models.Q(pic=""),
                name="organisation_pic_once",
                violation_error_message=_("Another organisation has this PIC."),
                violation_error_code="pic",
            ),
        ]

    def __str__(self):
        return self.short_name

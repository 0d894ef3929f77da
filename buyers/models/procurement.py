"""The purchase that a group plans, as open data tells of it."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buyers.querysets import OfGroupQuerySet, PlanningDocumentQuerySet
from core.constraints import SpeaksAtFields
from core.history import History


class PlannedProcurement(SpeaksAtFields):
    """What a planning release (OCDS 1.1.5) and a notice (eForms E1 or 4) say beyond the needs.

    The codes are those of the standards: OCDS procurementCategory and method; eForms code lists
    `innovative-acquisition` (BT-776) and `procurement-procedure-type` (BT-105).
    """

    class Category(models.TextChoices):
        GOODS = "goods", _("goods")
        WORKS = "works", _("works")
        SERVICES = "services", _("services")

    class Procedure(models.TextChoices):
        OPEN = "open", _("open")
        RESTRICTED = "restricted", _("restricted")
        NEGOTIATED = "neg-w-call", _("competitive procedure with negotiation")
        DIALOGUE = "comp-dial", _("competitive dialogue")
        INNOVATION = "innovation", _("innovation partnership")

    class Innovation(models.TextChoices):
        RESEARCH = "rd-act", _("research and development")
        MARKET = "mar-nov", _("new to the market")
        PROCESS = "proc-innov", _("process innovation")
        PRODUCT = "prod-innov", _("product innovation")

    group = models.OneToOneField(
        "buyers.BuyerGroup",
        models.PROTECT,
        related_name="procurement",
        verbose_name=_("buyer group"),
    )
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    rationale = models.TextField(_("rationale"), help_text=_("Why this is bought."))
    category = models.CharField(
        _("main category"), max_length=8, choices=Category, default=Category.GOODS
    )
    procedure = models.CharField(
        _("procedure"), max_length=10, choices=Procedure, default=Procedure.OPEN
    )
    innovation = models.CharField(
        _("innovative acquisition"), max_length=10, choices=Innovation, blank=True
    )
    notice_on = models.DateField(_("notice planned for"), null=True, blank=True)
    tender_on = models.DateField(_("call for tenders planned for"), null=True, blank=True)
    contract_from = models.DateField(_("contract from"), null=True, blank=True)
    contract_until = models.DateField(_("contract until"), null=True, blank=True)

    objects = OfGroupQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("planned procurement")
        verbose_name_plural = _("planned procurements")
        constraints = [
            models.CheckConstraint(
                condition=Q(contract_from__isnull=True)
                | Q(contract_until__isnull=True)
                | Q(contract_until__gte=F("contract_from")),
                name="procurement_contract_in_order",
                violation_error_message=_("The contract ends before it begins."),
                violation_error_code="contract_until",
            ),
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        errors = {}
        if self.notice_on and self.tender_on and self.notice_on > self.tender_on:
            errors["notice_on"] = _("The notice comes before the call for tenders.")
        if self.tender_on and self.contract_from and self.contract_from < self.tender_on:
            errors["contract_from"] = _("The contract begins after the call for tenders.")
        if errors:
            raise ValidationError(errors)


class PlanningDocument(SpeaksAtFields):
    """A document of the planning stage: a public address, or a file that the portal publishes."""

    class Type(models.TextChoices):
        """The code list `documentType` of OCDS 1.1.5, as far as it is about planning."""

        NEEDS = "needsAssessment", _("needs assessment")
        FEASIBILITY = "feasibilityStudy", _("feasibility study")
        MARKET = "marketStudies", _("market studies")
        RISKS = "riskProvisions", _("risk provisions")
        PROJECT = "projectPlan", _("project plan")
        PROCUREMENT = "procurementPlan", _("procurement plan")
        HEARING = "hearingNotice", _("notice of a consultation")
        NOTICE = "plannedProcurementNotice", _("planned procurement notice")
        SPECIFICATIONS = "technicalSpecifications", _("technical specifications")
        CRITERIA = "evaluationCriteria", _("evaluation criteria")

    group = models.ForeignKey(
        "buyers.BuyerGroup", models.PROTECT, related_name="documents", verbose_name=_("buyer group")
    )
    type = models.CharField(_("type"), max_length=24, choices=Type)
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    url = models.URLField(_("public address"), blank=True, max_length=500)
    file = models.ForeignKey(
        "records.File", models.PROTECT, null=True, related_name="+", editable=False
    )
    language = models.CharField(
        _("language"), max_length=2, default="en", help_text=_("Two letters, such as en.")
    )
    published_on = models.DateField(
        _("published on"), null=True, blank=True, help_text=_("Empty: not published.")
    )
    removed_on = models.DateField(_("taken out"), null=True, editable=False)

    objects = PlanningDocumentQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("planning document")
        verbose_name_plural = _("planning documents")
        ordering = ["group", "published_on", "pk"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.published_on and not (self.url or self.file_id):
            raise ValidationError({"url": _("Where can it be read? Give an address or a file.")})
        if self.url and self.file_id:
            raise ValidationError({"url": _("It has a file. Give an address or a file, not both.")})

    def is_published(self, day: date) -> bool:
        return bool(self.published_on and self.published_on <= day and not self.removed_on)

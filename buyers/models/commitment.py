"""The commitment ledger: who binds itself to buy how much, how firmly, until when."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers.querysets import CommitmentQuerySet
from core.constraints import SpeaksAtFields
from core.history import History, record

from .money import AmountField, CurrencyField, QuantityField, not_negative, with_currency


class Commitment(SpeaksAtFields):
    """An entry of the ledger: one organisation, one need, one year.

    A draft is its owner's alone. Recorded, nothing of it changes any more: the next entry for the
    same organisation, need and year replaces it, and its owner may withdraw it with a reason. What
    counts in totals is what stands and has not expired, of who is a member on that day.
    """

    class Level(models.TextChoices):
        """From the loosest to the firmest."""

        INTEREST = "interest", _("interest")
        INTENT = "intent", _("letter of intent")
        AGREEMENT = "agreement", _("signed agreement")
        COUNCIL = "council", _("council decision")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        STANDING = "standing", _("standing")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")

    project = models.ForeignKey("partners.Project", models.PROTECT, related_name="+")
    group = models.ForeignKey(
        "buyers.BuyerGroup",
        models.PROTECT,
        related_name="commitments",
        verbose_name=_("buyer group"),
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    need = models.ForeignKey(
        "buyers.Need", models.PROTECT, related_name="commitments", verbose_name=_("need")
    )
    level = models.CharField(_("level"), max_length=9, choices=Level, default=Level.INTEREST)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.DRAFT, editable=False
    )
    year = models.PositiveSmallIntegerField(
        _("year of purchase"), validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    quantity = QuantityField(_("quantity"), help_text=_("In the unit of the need."))
    value = AmountField(
        _("indicative value"), null=True, blank=True, help_text=_("For the whole quantity.")
    )
    currency = CurrencyField(_("currency"), blank=True)
    budget_line = models.CharField(_("budget line"), max_length=120, blank=True)
    conditions = models.TextField(
        _("conditions"), blank=True, help_text=_("On what it depends: a grant, a vote, a price.")
    )
    signatory = models.CharField(_("signed by"), max_length=150, blank=True)
    signatory_function = models.CharField(_("function"), max_length=150, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    valid_until = models.DateField(
        _("valid until"), null=True, blank=True, help_text=_("The last day. Empty: without end.")
    )
    is_disclosed = models.BooleanField(
        _("other members may see it"),
        default=False,
        help_text=_("Otherwise they see totals of at least three members alone."),
    )
    recorded_at = models.DateTimeField(_("recorded"), null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    replaced_by = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="replaces",
        editable=False,
        verbose_name=_("replaced by"),
    )
    withdrawn_on = models.DateField(_("withdrawn"), null=True, editable=False)
    withdrawn_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = CommitmentQuerySet.as_manager()
    history = History(excluded_fields=["dossier"])

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["group", "-recorded_at", "-pk"]
        indexes = [models.Index(fields=["group", "state", "need"], name="commitment_totals")]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "need", "year"],
                condition=Q(state="standing"),
                name="commitment_stands_once",
            ),
            not_negative("quantity", "commitment_quantity_not_negative"),
            not_negative("value", "commitment_value_not_negative"),
            with_currency("value", "commitment_value_has_currency"),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(valid_until__isnull=True)
                | Q(valid_until__gte=F("signed_on")),
                name="commitment_signed_before_expiry",
                violation_error_message=_("It ends before it is signed."),
                violation_error_code="valid_until",
            ),
        ]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.get_level_display()}, {self.year}"

    def get_absolute_url(self):
        """Follows group and project."""
        group = self.group
        return reverse("buyers:commitment", args=[group.project.slug, group.slug, self.pk])

    def clean(self):
        super().clean()
        errors = {}
        if self.need_id and self.need.group_id != self.group_id:
            errors["need"] = _("This need belongs to another group.")
        if self.level != self.Level.INTEREST:
            if not self.signatory:
                errors["signatory"] = _("Who has signed it?")
            if not self.signed_on:
                errors["signed_on"] = _("On which day was it signed?")
        if errors:
            raise ValidationError(errors)

    def is_expired(self, today: date) -> bool:
        return bool(self.valid_until and self.valid_until < today)

    def withdraw(self, *, by, on: date, reason: str) -> None:
        """It counts no longer; the row stays, with the reason."""
        if self.state != self.State.STANDING:
            raise ValidationError(
                _("This commitment is %(state)s: it cannot be withdrawn.")
                % {"state": self.get_state_display()},
                code="state",
            )
        if not reason.strip():
            raise ValidationError({"reason": _("Say why.")})
        self.state, self.withdrawn_on = self.State.WITHDRAWN, on
        self.withdrawn_reason = reason
        record(self, reason, "state", "withdrawn_on", "withdrawn_reason", by=by)

"""What a plan costs, how the buyers share it, and how much each of them would take."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buyers.querysets import (
    OfCostQuerySet,
    OfPlanQuerySet,
    OwnedQuerySet,
)
from core.constraints import SpeaksAtFields
from core.history import History

from .money import (
    AmountField,
    PercentField,
    PlanYearField,
    QuantityField,
    not_negative,
    years_in_order,
)


class CostItem(SpeaksAtFields):
    """A cost element: when it falls due, how much it is, and how the buyers share it.

    `is_today` is what today's solution costs: it is not part of the plan, but compared with it.
    """

    class Nature(models.TextChoices):
        ONE_OFF = "one_off", _("once")
        YEARLY = "yearly", _("every year")
        PER_UNIT = "per_unit", _("per unit and year")

    class Phase(models.TextChoices):
        INVESTMENT = "investment", _("investment")
        OPERATION = "operation", _("operation")

    class Key(models.TextChoices):
        QUANTITY = "quantity", _("by quantity")
        EQUAL = "equal", _("in equal parts")
        PERCENT = "percent", _("by fixed percentages")
        LIKE = "like", _("like another cost")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="costs", verbose_name=_("plan")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("cost element"), max_length=120)
    is_today = models.BooleanField(
        _("of today's solution"),
        default=False,
        help_text=_("Then it is compared with the plan, and not part of it."),
    )
    option = models.ForeignKey(
        "buyers.PlanOption",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="costs",
        limit_choices_to={"question": "contract"},
        verbose_name=_("contract model"),
        help_text=_("Of this model alone. Empty: of all."),
    )
    phase = models.CharField(_("phase"), max_length=10, choices=Phase)
    nature = models.CharField(_("how often"), max_length=8, choices=Nature)
    amount = AmountField(_("amount"), help_text=_("At the prices of the first year."))
    low = AmountField(
        _("at least"), null=True, blank=True, help_text=_("For the simulation of chances.")
    )
    high = AmountField(_("at most"), null=True, blank=True)
    from_year = PlanYearField(_("from year"), default=1, help_text=_("1 is the plan's first year."))
    to_year = PlanYearField(
        _("to year"), null=True, blank=True, help_text=_("Empty: to the plan's end.")
    )
    is_indexed = models.BooleanField(_("rises with the index"), default=True)
    key = models.CharField(_("shared"), max_length=8, choices=Key, default=Key.QUANTITY)
    like = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("like which cost"),
    )
    source = models.CharField(
        _("where the figure comes from"),
        max_length=200,
        blank=True,
        help_text=_("An offer, the market consultation, an estimate."),
    )
    removed_on = models.DateField(_("taken out"), null=True, editable=False)

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("cost element")
        verbose_name_plural = _("cost elements")
        ordering = ["plan", "is_today", "position", "pk"]
        constraints = [
            not_negative("amount", "cost_amount_not_negative"),
            models.CheckConstraint(
                condition=Q(low__isnull=True) | Q(low__lte=F("amount"), low__gte=0),
                name="cost_low_at_most_amount",
                violation_error_message=_("This is more than the amount, or negative."),
                violation_error_code="low",
            ),
            models.CheckConstraint(
                condition=Q(high__isnull=True) | Q(high__gte=F("amount")),
                name="cost_high_at_least_amount",
                violation_error_message=_("This is less than the amount."),
                violation_error_code="high",
            ),
            years_in_order("cost_years_in_order"),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        if self.plan_id:
            for name in ("from_year", "to_year"):
                if (getattr(self, name) or 0) > self.plan.years:
                    errors[name] = _("The plan has %d years.") % self.plan.years
        if (self.key == self.Key.LIKE) != bool(self.like_id):
            errors["like"] = (
                _("Like which cost?") if self.key == self.Key.LIKE else _("Leave this empty.")
            )
        elif self.like_id and self.like.plan_id != self.plan_id:
            errors["like"] = _("This cost belongs to another plan.")
        if self.option_id and self.option.plan_id != self.plan_id:
            errors["option"] = _("This model belongs to another plan.")
        if errors:
            raise ValidationError(errors)


class CostShare(models.Model):
    """What one buyer bears of a cost that is shared by fixed percentages. They add up to 100."""

    cost = models.ForeignKey(
        CostItem, models.CASCADE, related_name="shares", verbose_name=_("cost element")
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    percent = PercentField(_("share, %"))

    objects = OfCostQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("share of a cost")
        verbose_name_plural = _("shares of costs")
        ordering = ["cost", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["cost", "organisation"], name="cost_share_once"),
        ]

    def __str__(self):
        return f"{self.percent} %"


class BuyerVolume(SpeaksAtFields):
    """How much one buyer would take a year, in the unit of the plan; written by its own people.

    The others read it where `discloses`, else sums of at least three members alone.
    """

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="volumes", verbose_name=_("plan")
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    quantity = QuantityField(_("quantity a year"))
    from_year = PlanYearField(_("from year"), default=1)
    to_year = PlanYearField(
        _("to year"), null=True, blank=True, help_text=_("Empty: to the plan's end.")
    )
    discloses = models.BooleanField(
        _("other members may see our quantity, costs and funding"), default=False
    )

    objects = OwnedQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("quantity of a buyer")
        verbose_name_plural = _("quantities of buyers")
        ordering = ["plan", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "organisation"],
                name="buyer_volume_once",
                violation_error_message=_("This buyer has a quantity already."),
            ),
            not_negative("quantity", "buyer_volume_not_negative"),
            years_in_order("buyer_volume_years_in_order"),
        ]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.quantity}"

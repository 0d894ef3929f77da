"""The assumptions under which a plan is computed."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from buyers.querysets import OfPlanQuerySet
from core.constraints import SpeaksAtFields
from core.history import History

from .costs import CostItem
from .money import AmountField, PercentField


class Scenario(SpeaksAtFields):
    """One set of assumptions: rates, quantities, prices. One of them is the plan's base case."""

    class Case(models.TextChoices):
        BEST = "best", _("best case")
        LIKELY = "likely", _("likely case")
        WORST = "worst", _("worst case")
        OTHER = "other", _("another case")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="scenarios", verbose_name=_("plan")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("name"), max_length=80)
    case = models.CharField(_("case"), max_length=6, choices=Case, default=Case.LIKELY)
    is_base = models.BooleanField(_("base case"), default=False, editable=False)
    option = models.ForeignKey(
        "buyers.PlanOption",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="scenarios",
        limit_choices_to={"question": "contract"},
        verbose_name=_("contract model"),
        help_text=_("Counts the costs of this model, and those of all."),
    )
    discount_rate = PercentField(
        _("discount rate, %"),
        default=4,
        help_text=_("Real at constant prices; nominal with an index: 6.08 is 4 real at 2."),
    )
    indexation = PercentField(
        _("indexation a year, %"),
        default=0,
        validators=[MinValueValidator(-20), MaxValueValidator(100)],
        help_text=_("0: constant prices, with a real discount rate. Else with a nominal one."),
    )
    quantity_percent = PercentField(
        _("quantities, %"),
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
        help_text=_("100: as the buyers have said."),
    )
    price_percent = PercentField(
        _("prices, %"),
        default=100,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
        help_text=_("100: as the cost elements say."),
    )
    quantity_low = PercentField(
        _("quantities at least, %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
        help_text=_("For the simulation of chances."),
    )
    quantity_high = PercentField(
        _("quantities at most, %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
    )
    seed = models.PositiveIntegerField(
        _("seed"),
        default=20160912,
        validators=[MaxValueValidator(2**31 - 1)],
        help_text=_("The same seed draws the same numbers."),
    )
    removed_on = models.DateField(_("taken out"), null=True, editable=False)

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")
        ordering = ["plan", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(is_base=True),
                name="scenario_base_once",
            ),
            models.CheckConstraint(
                condition=Q(quantity_low__isnull=True) | Q(quantity_low__lte=F("quantity_percent")),
                name="scenario_low_at_most_quantity",
                violation_error_message=_("This is more than the quantities."),
                violation_error_code="quantity_low",
            ),
            models.CheckConstraint(
                condition=Q(quantity_high__isnull=True)
                | Q(quantity_high__gte=F("quantity_percent")),
                name="scenario_high_at_least_quantity",
                violation_error_message=_("This is less than the quantities."),
                violation_error_code="quantity_high",
            ),
        ]

    def __str__(self):
        return self.name


class ScenarioPrice(models.Model):
    """The amount of a cost in one scenario, instead of that of the cost itself."""

    scenario = models.ForeignKey(
        Scenario, models.CASCADE, related_name="prices", verbose_name=_("scenario")
    )
    cost = models.ForeignKey(
        CostItem, models.PROTECT, related_name="+", verbose_name=_("cost element")
    )
    amount = AmountField(_("amount"), validators=[MinValueValidator(0)])

    history = History()

    class Meta:
        verbose_name = _("price in a scenario")
        verbose_name_plural = _("prices in scenarios")
        constraints = [
            models.UniqueConstraint(fields=["scenario", "cost"], name="scenario_price_once"),
        ]

    def __str__(self):
        return str(self.amount)

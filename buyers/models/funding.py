"""From which sources the buyers of a plan pay."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import FundingSchemeQuerySet, FundingSourceQuerySet
from core.constraints import SpeaksAtFields
from core.history import History

from .costs import CostItem
from .money import LONGEST_PLAN, AmountField, PercentField, PlanYearField, not_negative


class FundingScheme(models.Model):
    """A kind of money and its rules. Rates are data: each programme and period has its own.

    Rows come with the portal (migration `buyers.0004`) and are edited by administrators. `rate` is
    the most that the scheme pays of a cost, in percent; empty: no such rule. Of schemes with
    `is_eu` only one may pay for the same cost item (no double funding: Regulation (EU, Euratom)
    2018/1046, Art. 191(3)).
    """

    class Kind(models.TextChoices):
        BUDGET = "budget", _("own budget")
        GRANT = "grant", _("grant")
        STRUCTURAL = "structural", _("structural fund")
        LOAN = "loan", _("loan")
        LEASE = "lease", _("leasing")
        PAY_PER_USE = "pay_per_use", _("pay per use")
        SHARED_SAVINGS = "shared_savings", _("shared savings")

    kind = models.CharField(_("kind"), max_length=14, choices=Kind)
    name = models.CharField(_("name"), max_length=120, unique=True)
    rate = PercentField(_("highest rate, %"), null=True, blank=True)
    is_eu = models.BooleanField(_("EU money"), default=False)
    valid_from = models.DateField(_("from"), null=True, blank=True)
    valid_until = models.DateField(_("to"), null=True, blank=True)
    source = models.CharField(_("source of the rule"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    objects = FundingSchemeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("funding scheme")
        verbose_name_plural = _("funding schemes")
        ordering = ["position", "name"]

    def __str__(self):
        return self.name


class FundingSource(SpeaksAtFields):
    """Money from one scheme for some costs: of one buyer, or without `organisation` of all.

    Which fields count follows from the kind of its scheme, see `buyers.funding`. A buyer's own
    source is its people's to write; the others know of it as of its quantity (`BuyerVolume`).
    """

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="sources", verbose_name=_("plan")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("buyer"),
        help_text=_("Empty: for all buyers."),
    )
    scheme = models.ForeignKey(
        FundingScheme, models.PROTECT, related_name="sources", verbose_name=_("scheme")
    )
    name = models.CharField(_("name"), max_length=120)
    costs = models.ManyToManyField(
        CostItem, blank=True, related_name="sources", verbose_name=_("pays for")
    )
    rate = PercentField(
        _("rate, %"),
        null=True,
        blank=True,
        help_text=_("Of the costs, or of the savings where these are shared."),
    )
    ceiling = AmountField(_("at most"), null=True, blank=True)
    interest = PercentField(_("interest a year, %"), null=True, blank=True)
    term = PlanYearField(_("term, years"), null=True, blank=True)
    grace = models.PositiveSmallIntegerField(
        _("years of grace"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(LONGEST_PLAN)],
        help_text=_("Of the term: only interest is paid."),
    )
    from_year = PlanYearField(_("from year"), default=1)
    fee = AmountField(_("fee per unit"), null=True, blank=True)
    removed_on = models.DateField(_("taken out"), null=True, editable=False)

    objects = FundingSourceQuerySet.as_manager()
    history = History(m2m_fields=[costs])

    class Meta:
        verbose_name = _("funding source")
        verbose_name_plural = _("funding sources")
        ordering = ["plan", "organisation", "scheme", "pk"]
        constraints = [
            not_negative("ceiling", "funding_ceiling_not_negative"),
            not_negative("fee", "funding_fee_not_negative"),
        ]

    def __str__(self):
        return self.name


class BudgetLine(models.Model):
    """Own money of a buyer in one year of the plan."""

    source = models.ForeignKey(
        FundingSource, models.CASCADE, related_name="lines", verbose_name=_("funding source")
    )
    year = PlanYearField(_("year"))
    amount = AmountField(_("amount"), validators=[MinValueValidator(0)])

    history = History()

    class Meta:
        verbose_name = _("budget line")
        verbose_name_plural = _("budget lines")
        ordering = ["source", "year"]
        constraints = [
            models.UniqueConstraint(fields=["source", "year"], name="budget_line_once"),
        ]

    def __str__(self):
        return f"{self.year}: {self.amount}"

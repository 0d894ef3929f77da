"""From the risk strategy to the joint decision: who bears a risk, gates, go or no-go."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import DecisionQuerySet, OfPlanQuerySet
from core.constraints import SpeaksAtFields
from core.history import History


class PlanRisk(SpeaksAtFields):
    """Who bears a risk of the project's register in this procurement, and when it matters.

    Scores, measures, residual risk and reviews stand in the register (`workpackages.Risk`).
    """

    class Stage(models.TextChoices):
        STRATEGY = "strategy", _("strategy")
        SPECIFICATION = "specification", _("specification and market interaction")
        ASSIGNMENT = "assignment", _("selection of the supplier")
        VERIFICATION = "verification", _("verification and user test")
        REALISATION = "realisation", _("realisation and implementation")

    class Bearer(models.TextChoices):
        BUYER = "buyer", _("the buyers")
        SUPPLIER = "supplier", _("the supplier")
        SHARED = "shared", _("both")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="risks", verbose_name=_("plan")
    )
    risk = models.ForeignKey(
        "workpackages.Risk", models.PROTECT, related_name="+", verbose_name=_("risk")
    )
    stage = models.CharField(_("stage"), max_length=13, choices=Stage, blank=True)
    bearer = models.CharField(_("borne by"), max_length=8, choices=Bearer, blank=True)
    buyer_percent = models.PositiveSmallIntegerField(
        _("of it the buyers, %"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(99)],
    )
    reason = models.TextField(
        _("why, and by which clause"), blank=True, help_text=_("Who can best control it bears it.")
    )

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("risk of a plan")
        verbose_name_plural = _("risks of plans")
        ordering = ["plan", "risk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "risk"], name="plan_risk_once"),
        ]

    def __str__(self):
        return str(self.risk)

    def clean(self):
        super().clean()
        if (self.bearer == self.Bearer.SHARED) != (self.buyer_percent is not None):
            raise ValidationError(
                {
                    "buyer_percent": _("How much of it do the buyers bear?")
                    if self.bearer == self.Bearer.SHARED
                    else _("Leave this empty: only one side bears it.")
                }
            )
        if self.risk_id and self.plan_id and self.risk.project_id != self.plan.project_id:
            raise ValidationError({"risk": _("This risk belongs to another project.")})


class Gate(SpeaksAtFields):
    """A point of the procurement that is passed once; there are seven, in this order (EAFIP)."""

    class Kind(models.TextChoices):
        NEEDS = "needs", _("needs assessed")
        PRIOR_ART = "prior_art", _("prior art analysed")
        CONSULTATION = "consultation", _("market consulted")
        BUSINESS_CASE = "business_case", _("business case decided")
        TENDER = "tender", _("tender published")
        AWARD = "award", _("contract awarded")
        CONTRACT = "contract", _("contract fulfilled")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="gates", verbose_name=_("plan")
    )
    kind = models.CharField(_("gate"), max_length=13, choices=Kind, editable=False)
    position = models.PositiveSmallIntegerField(editable=False)
    planned_on = models.DateField(_("planned"), null=True, blank=True, db_index=True)
    passed_on = models.DateField(_("passed"), null=True, editable=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("gate of a plan")
        verbose_name_plural = _("gates of plans")
        ordering = ["plan", "position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "kind"], name="gate_once"),
        ]

    def __str__(self):
        return str(self.get_kind_display())


class Decision(SpeaksAtFields):
    """Go, conditional or no-go of one member. Never changed: the member's next one makes that it
    no longer `stands`.

    `seen` is what the plan was when it was decided: {"parts": {number: version}, "figures": ...},
    to tell later what has changed since.
    """

    class Verdict(models.TextChoices):
        GO = "go", _("go")
        CONDITIONAL = "conditional", _("go on conditions")
        NO_GO = "no_go", _("no-go")

    project = models.ForeignKey("partners.Project", models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="decisions", verbose_name=_("plan")
    )
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    verdict = models.CharField(_("decision"), max_length=11, choices=Verdict)
    conditions = models.TextField(
        _("conditions or reasons"), blank=True, help_text=_("All members read them.")
    )
    decided_on = models.DateField(_("decided on"))
    signatory = models.CharField(_("signed by"), max_length=150)
    signatory_function = models.CharField(_("function"), max_length=150)
    seen = models.JSONField(default=dict, editable=False)
    recorded_at = models.DateTimeField(_("recorded"), editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("recorded by"),
    )
    stands = models.BooleanField(_("stands"), default=True, editable=False)
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = DecisionQuerySet.as_manager()
    history = History(excluded_fields=["dossier", "seen"])

    class Meta:
        verbose_name = _("decision on a plan")
        verbose_name_plural = _("decisions on plans")
        ordering = ["plan", "organisation", "-recorded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "organisation"],
                condition=models.Q(stands=True),
                name="decision_stands_once",
            ),
        ]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.get_verdict_display()}"

    def clean(self):
        super().clean()
        wanted = {
            self.Verdict.CONDITIONAL: _("On which conditions?"),
            self.Verdict.NO_GO: _("Say why."),
        }
        if self.verdict in wanted and not self.conditions.strip():
            raise ValidationError({"conditions": wanted[self.verdict]})

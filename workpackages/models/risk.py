"""The risk register."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.constraints import SpeaksAtFields
from core.fields import Searchable, SearchTextField
from core.history import History, record
from workpackages.querysets import OfProjectQuerySet, RiskQuerySet

from .base import SortKeyField

FROM_1_TO_5 = [MinValueValidator(1), MaxValueValidator(5)]


class RiskBands(models.Model):
    """From which level on a project calls a risk amber and red; level = likelihood x impact.

    A project without a row has the defaults of the field: 1-4 green, 5-12 amber, 15-25 red.
    """

    AMBER, RED = 5, 15

    project = models.OneToOneField(
        "partners.Project",
        models.PROTECT,
        primary_key=True,
        related_name="risk_bands",
        verbose_name=_("project"),
    )
    amber_from = models.PositiveSmallIntegerField(
        _("amber from"),
        default=AMBER,
        validators=[MinValueValidator(2), MaxValueValidator(25)],
    )
    red_from = models.PositiveSmallIntegerField(
        _("red from"), default=RED, validators=[MinValueValidator(3), MaxValueValidator(25)]
    )

    objects = OfProjectQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("risk bands")
        verbose_name_plural = _("risk bands")
        constraints = [
            models.CheckConstraint(
                condition=Q(red_from__gt=F("amber_from")),
                name="risk_bands_in_order",
                violation_error_message=_("Red begins above amber."),
            ),
        ]

    def __str__(self):
        return f"{self.amber_from}, {self.red_from}"

    def band(self, level: int) -> str:
        """green, amber or red"""
        if level >= self.red_from:
            return "red"
        return "amber" if level >= self.amber_from else "green"


class Risk(SpeaksAtFields, Searchable):
    """Something that may happen to the project; its number is never reused.

    Foreseen risks come from the grant agreement, unforeseen ones may be added at any time.
    `likelihood` and `impact` are today's; how they came about stands in `scores`.
    """

    PREFIX = "R"
    DERIVED = ("sort_key",)  # columns that follow from others at each save
    ACT_FIELDS = ("state", "happened_on", "likelihood", "impact")  # columns that acts write

    class Category(models.TextChoices):
        """As the project board of PPI4Waste agreed; legal and environmental are common besides."""

        TECHNOLOGICAL = "technology", _("technological")
        MARKET = "market", _("market")
        ORGANISATIONAL = "organisation", _("organisational")
        SOCIETAL = "society", _("societal")
        FINANCIAL = "finance", _("financial")
        TURBULENCE = "turbulence", _("turbulence")
        LEGAL = "legal", _("legal")
        ENVIRONMENTAL = "environment", _("environmental or political")

    class Response(models.TextChoices):
        AVOID = "avoid", _("avoid")
        REDUCE = "reduce", _("reduce")
        TRANSFER = "transfer", _("transfer")
        SHARE = "share", _("share")
        ACCEPT = "accept", _("accept")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        MATERIALISED = "happened", _("materialised")
        CLOSED = "closed", _("closed")

    OPEN = (State.OPEN, State.MATERIALISED)

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="risks", verbose_name=_("project")
    )
    number = models.CharField(
        _("number"),
        max_length=6,
        validators=[RegexValidator(r"^\d+$", _("A number looks like 4."))],
        help_text=_("Such as 4."),
    )
    sort_key = SortKeyField()
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(
        _("description"), blank=True, help_text=_("Cause, event and effect.")
    )
    category = models.CharField(_("category"), max_length=12, choices=Category)
    is_foreseen = models.BooleanField(
        _("foreseen"), default=False, help_text=_("It stands in the grant agreement.")
    )
    work_packages = models.ManyToManyField(
        "workpackages.WorkPackage",
        blank=True,
        related_name="risks",
        verbose_name=_("work packages"),
    )
    lead = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        related_name="owned_risks",
        verbose_name=_("owner"),
        help_text=_("The partner who watches it."),
    )
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=FROM_1_TO_5)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=FROM_1_TO_5)
    response = models.CharField(
        _("response"), max_length=8, choices=Response, default=Response.REDUCE
    )
    mitigation = models.TextField(_("mitigation"), blank=True)
    early_sign = models.CharField(_("early sign"), max_length=300, blank=True)
    contingency = models.TextField(_("if it happens"), blank=True)
    residual_likelihood = models.PositiveSmallIntegerField(
        _("likelihood after mitigation"), null=True, blank=True, validators=FROM_1_TO_5
    )
    residual_impact = models.PositiveSmallIntegerField(
        _("impact after mitigation"), null=True, blank=True, validators=FROM_1_TO_5
    )
    review_on = models.DateField(_("next review"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.OPEN, editable=False
    )
    happened_on = models.DateField(_("happened"), null=True, editable=False)
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )
    search_text = SearchTextField(sources=("code", "title"))

    objects = RiskQuerySet.as_manager()
    history = History(
        excluded_fields=["search_text", "sort_key", "dossier"], m2m_fields=[work_packages]
    )

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["project", "sort_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="risk_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
                violation_error_code="number",
            ),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="risk_scores_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    def get_absolute_url(self):
        return reverse("workpackages:risk", args=[self.project.slug, self.code.lower()])

    @property
    def code(self) -> str:
        return f"{self.PREFIX}{self.number}"

    @property
    def level(self) -> int:
        return self.likelihood * self.impact

    def due_date(self) -> date | None:
        """The day on which it is looked at again."""
        return self.review_on

    def clean(self):
        super().clean()
        if self.lead_id and self.lead.project_id != self.project_id:
            raise ValidationError({"lead": _("The owner is no partner of this project.")})
        if bool(self.residual_likelihood) != bool(self.residual_impact):
            raise ValidationError(
                {"residual_impact": _("Give both, likelihood and impact, or neither.")}
            )

    def revise(self, *, by, review_on: date | None, reason: str = "", **score: int) -> None:
        """What it is now: `score` is likelihood and impact, or nothing where they stay."""
        self._refuse_unless(*self.OPEN)
        for name, value in score.items():
            setattr(self, name, value)
        self.review_on = review_on
        record(self, reason, *score, "review_on", by=by)

    def happen(self, *, by, on: date, reason: str = "") -> None:
        """It has happened."""
        self._refuse_unless(self.State.OPEN)
        self.state, self.happened_on = self.State.MATERIALISED, on
        record(self, reason, "state", "happened_on", by=by)

    def close(self, *, by, reason: str) -> None:
        """It can no longer happen, or has been dealt with."""
        self._refuse_unless(*self.OPEN)
        self.state = self.State.CLOSED
        record(self, reason, "state", by=by)

    def reopen(self, *, by, reason: str) -> None:
        self._refuse_unless(self.State.CLOSED, self.State.MATERIALISED)
        self.state, self.happened_on = self.State.OPEN, None
        record(self, reason, "state", "happened_on", by=by)

    def _refuse_unless(self, *states: str) -> None:
        if self.state not in states:
            raise ValidationError(
                _("%(code)s is %(state)s: this cannot be done now.")
                % {"code": self.code, "state": self.get_state_display()},
                code="state",
            )


class RiskScore(models.Model):
    """One look at a risk: how likely and how grave it seemed on a day, in a meeting or not."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="scores")
    likelihood = models.PositiveSmallIntegerField(_("likelihood"), validators=FROM_1_TO_5)
    impact = models.PositiveSmallIntegerField(_("impact"), validators=FROM_1_TO_5)
    scored_on = models.DateField(_("scored"))
    scored_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("scored by")
    )
    meeting = models.ForeignKey(
        "workpackages.Meeting",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="risk_scores",
        verbose_name=_("reviewed in"),
    )
    comment = models.CharField(_("comment"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("risk score")
        verbose_name_plural = _("risk scores")
        ordering = ["risk", "-scored_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)),
                name="risk_score_from_1_to_5",
            ),
        ]

    def __str__(self):
        return f"{self.likelihood} × {self.impact}"

    @property
    def level(self) -> int:
        return self.likelihood * self.impact


class StateOfPlay(models.Model):
    """What the EU portal asks of each risk for each reporting period."""

    class Applied(models.TextChoices):
        YES = "yes", _("yes")
        PARTLY = "partly", _("partly")
        NO = "no", _("no")

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="states_of_play")
    period = models.ForeignKey(
        "workpackages.ReportingPeriod",
        models.PROTECT,
        related_name="states_of_play",
        verbose_name=_("reporting period"),
    )
    applied = models.CharField(_("mitigation applied"), max_length=6, choices=Applied)
    materialised = models.BooleanField(_("the risk has happened"), default=False)
    comment = models.TextField(_("comment"), blank=True)

    history = History()

    class Meta:
        verbose_name = _("state of play")
        verbose_name_plural = _("states of play")
        ordering = ["risk", "period"]
        constraints = [
            models.UniqueConstraint(fields=["risk", "period"], name="state_of_play_once"),
        ]

    def __str__(self):
        return f"{self.risk.code}, {self.period}"

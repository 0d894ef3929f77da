"""The feasibility plan of a buyer group: twelve parts that its members write and approve."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers.querysets import (
    ApprovalQuerySet,
    FeasibilityPlanQuerySet,
    PlanPartQuerySet,
    VersionOfPartQuerySet,
)
from core.constraints import SpeaksAtFields
from core.history import History

from .money import LONGEST_PLAN, CurrencyField

LONGEST_TEXT = 50_000  # characters of a part
YEAR = [MinValueValidator(2000), MaxValueValidator(2100)]


class FeasibilityPlan(SpeaksAtFields):
    """How a group gets from options to a joint decision; there is one for each group.

    All amounts of the plan are in its one currency, all quantities in its one unit. Its years are
    counted from 1, the calendar year `first_year`. Whether it is a go follows from the decisions of
    the members (`buyers.deciding`).
    """

    project = models.ForeignKey("partners.Project", models.PROTECT, related_name="+")
    group = models.OneToOneField(
        "buyers.BuyerGroup", models.PROTECT, related_name="plan", verbose_name=_("buyer group")
    )
    title = models.CharField(_("title"), max_length=200)
    unit = models.CharField(
        _("unit"), max_length=40, help_text=_("Of all quantities a year: tonnes, vehicles.")
    )
    currency = CurrencyField(_("currency"), default="EUR")
    first_year = models.PositiveSmallIntegerField(
        _("first year"), validators=YEAR, help_text=_("Year 1 of all costs and budgets.")
    )
    years = models.PositiveSmallIntegerField(
        _("years"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PLAN)],
        help_text=_("Over how many years costs are counted."),
    )
    scores_due = models.DateField(
        _("scores wanted by"),
        null=True,
        blank=True,
        help_text=_("Members that have not scored the options are reminded."),
    )
    decisions_due = models.DateField(
        _("decisions wanted by"), null=True, blank=True, editable=False
    )
    decisions_asked_on = models.DateField(_("decisions asked for"), null=True, editable=False)
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )

    objects = FeasibilityPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("feasibility plan")
        verbose_name_plural = _("feasibility plans")
        ordering = ["group"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Follows group and project."""
        group = self.group
        return reverse("buyers:plan", args=[group.project.slug, group.slug])

    @property
    def last_year(self) -> int:
        return self.first_year + self.years - 1


class PlanPart(SpeaksAtFields):
    """One of the twelve parts: who writes it, by when, and how far it is.

    Its text is that of the version with the number `version`; 0 is none yet.
    """

    class Number(models.IntegerChoices):
        """After the contents of feasibility plans in this family of projects."""

        SCOPE = 1, _("scope and unmet need")
        BUYERS = 2, _("buyers, volumes and calendar")
        LAW = 3, _("national legal frame")
        FORM = 4, _("form of procurement")
        CONTRACT = 5, _("contract model")
        FINANCING = 6, _("costs and financing")
        RISKS = 7, _("risk reduction strategy")
        MARKET = 8, _("market readiness")
        ORGANISATION = 9, _("organisation")
        TIMELINE = 10, _("timeline and gates")
        DECISION = 11, _("decisions")
        ANNEXES = 12, _("annexes")

    class State(models.TextChoices):
        EMPTY = "empty", _("not begun")
        WRITING = "writing", _("being written")
        REVIEW = "review", _("waits for approval")
        AGREED = "agreed", _("agreed")

    project = models.ForeignKey("partners.Project", models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        FeasibilityPlan, models.PROTECT, related_name="parts", verbose_name=_("plan")
    )
    number = models.PositiveSmallIntegerField(_("part"), choices=Number, editable=False)
    owner = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written by"),
        help_text=_("A member. Empty: who manages the group."),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=7, choices=State, default=State.EMPTY, editable=False
    )
    version = models.PositiveSmallIntegerField(_("version"), default=0, editable=False)
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )

    objects = PlanPartQuerySet.as_manager()
    history = History(excluded_fields=["dossier"])

    class Meta:
        verbose_name = _("part of a plan")
        verbose_name_plural = _("parts of plans")
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_part_once"),
        ]

    def __str__(self):
        return f"{self.number} {self.get_number_display()}"

    def get_absolute_url(self):
        """Follows plan, group and project."""
        group = self.plan.group
        return reverse("buyers:plan_part", args=[group.project.slug, group.slug, self.number])


class PartVersion(models.Model):
    """The text of a part as it was at one time; never changed. Markdown."""

    part = models.ForeignKey(
        PlanPart, models.PROTECT, related_name="versions", verbose_name=_("part")
    )
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=LONGEST_TEXT)
    note = models.CharField(_("what is new"), max_length=300, blank=True)
    written_at = models.DateTimeField(_("written"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written by")
    )

    objects = VersionOfPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a part")
        verbose_name_plural = _("versions of parts")
        ordering = ["part", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["part", "number"], name="part_version_once"),
        ]

    def __str__(self):
        return f"{self.part}, {self.number}"


class PartApproval(models.Model):
    """What a member says of one version of a part; never changed, the newest of a member counts."""

    class Verdict(models.TextChoices):
        APPROVES = "approves", _("approves")
        OBJECTS = "objects", _("objects")

    part = models.ForeignKey(
        PlanPart, models.PROTECT, related_name="approvals", verbose_name=_("part")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    verdict = models.CharField(_("answer"), max_length=8, choices=Verdict)
    comment = models.CharField(
        _("comment"), max_length=500, blank=True, help_text=_("Who objects says why.")
    )
    given_at = models.DateTimeField(_("given"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given by")
    )

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("approval of a part")
        verbose_name_plural = _("approvals of parts")
        ordering = ["part", "-given_at", "-pk"]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.get_verdict_display()}"

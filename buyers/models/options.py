"""The options of a plan: forms of procurement, contract models, and by what they are compared."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from buyers.querysets import ClauseQuerySet, OfPlanQuerySet, ScoreSheetQuerySet
from core.constraints import SpeaksAtFields
from core.history import History

from .money import not_negative


class Question(models.TextChoices):
    """What is compared: each has its own options, criteria and score sheets."""

    FORM = "form", _("form of procurement")
    CONTRACT = "contract", _("contract model")


class Form(models.TextChoices):
    """With the articles of Directive 2014/24/EU; coordination has none."""

    JOINT = "joint", _("occasional joint procurement (Art. 38)")
    CROSS_BORDER = "cross_border", _("cross-border joint procurement (Art. 39)")
    CENTRAL = "central", _("central purchasing body (Art. 37)")
    COORDINATED = "coordinated", _("coordinated procurement")
    FRAMEWORK = "framework", _("framework open to named users (Art. 33)")


class Contract(models.TextChoices):
    SUPPLY = "supply", _("public supply contract")
    SERVICE = "service", _("service contract")
    WORKS = "works", _("works contract")
    MIXED = "mixed", _("mixed contract")
    FRAMEWORK = "framework", _("framework agreement")
    PARTNERSHIP = "partnership", _("innovation partnership")
    DIALOGUE = "dialogue", _("contract after a competitive dialogue")
    OUTCOME = "outcome", _("performance-based contract")
    AS_A_SERVICE = "as_a_service", _("as a service")
    LEASE = "lease", _("leasing")
    PAY_PER_USE = "pay_per_use", _("pay per use")
    CONCESSION = "concession", _("concession or public-private partnership")
    PILOT = "pilot", _("pilot with an option")
    LOTS = "lots", _("lots")
    PCP = "pcp", _("pre-commercial procurement first")


class PlanOption(SpeaksAtFields):
    """A way to buy (`question` form) or to contract. Taken out, it stays with its scores."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CHOSEN = "chosen", _("chosen")
        OUT = "out", _("taken out")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan",
        models.PROTECT,
        related_name="options",
        verbose_name=_("plan"),
    )
    question = models.CharField(_("question"), max_length=8, choices=Question, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(_("form"), max_length=12, choices=Form, blank=True)
    contract = models.CharField(_("model"), max_length=12, choices=Contract, blank=True)
    description = models.TextField(
        _("description"), blank=True, help_text=_("How it would work, for and against.")
    )
    applicable_law = models.CharField(
        _("applicable law"),
        max_length=120,
        blank=True,
        help_text=_("Art. 39: the agreement fixes whose national law applies, and the court."),
    )
    acting_body = models.CharField(
        _("who acts for the others"),
        max_length=200,
        blank=True,
        help_text=_("The central purchasing body, or the authority with the mandate."),
    )
    state = models.CharField(
        _("state"), max_length=8, choices=State, default=State.PROPOSED, editable=False
    )

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("option of a plan")
        verbose_name_plural = _("options of plans")
        ordering = ["plan", "question", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "question"],
                condition=models.Q(state="chosen"),
                name="plan_option_chosen_once",
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        errors = {}
        if self.question == Question.FORM and not self.form:
            errors["form"] = _("Which form is it?")
        if self.question == Question.CONTRACT and not self.contract:
            errors["contract"] = _("Which model is it?")
        if self.form == Form.CROSS_BORDER and not self.applicable_law.strip():
            errors["applicable_law"] = _("Whose national law would apply? Art. 39 asks for it.")
        if self.form == Form.CENTRAL and not self.acting_body.strip():
            errors["acting_body"] = _("Which body would buy?")
        if errors:
            raise ValidationError(errors)


class Criterion(SpeaksAtFields):
    """By what options are compared. Weights are relative: they are normalised to 100 %."""

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan",
        models.PROTECT,
        related_name="criteria",
        verbose_name=_("plan"),
    )
    question = models.CharField(_("question"), max_length=8, choices=Question, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("criterion"), max_length=120)
    description = models.CharField(
        _("what is meant"), max_length=300, blank=True, help_text=_("When is it 10, when 0?")
    )
    weight = models.DecimalField(_("weight"), max_digits=6, decimal_places=2, default=1)
    removed_on = models.DateField(_("taken out"), null=True, editable=False)

    objects = OfPlanQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("criterion of a plan")
        verbose_name_plural = _("criteria of plans")
        ordering = ["plan", "question", "position", "pk"]
        constraints = [not_negative("weight", "criterion_weight_not_negative")]

    def __str__(self):
        return self.name


class ScoreSheet(SpeaksAtFields):
    """How one member scores the options of one question; given as a whole.

    A draft is its own people's. Single scores are read by the others where `discloses`; else they
    count in means of at least three members alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        GIVEN = "given", _("given")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="sheets", verbose_name=_("plan")
    )
    question = models.CharField(_("question"), max_length=8, choices=Question, editable=False)
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    state = models.CharField(
        _("state"), max_length=5, choices=State, default=State.DRAFT, editable=False
    )
    discloses = models.BooleanField(_("other members may see our scores"), default=False)
    given_on = models.DateField(_("given"), null=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("given by"),
    )

    objects = ScoreSheetQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["plan", "question", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "question", "organisation"], name="score_sheet_once"
            ),
        ]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.get_question_display()}"


class Score(models.Model):
    """How well an option meets a criterion: 0 not at all, 10 fully."""

    sheet = models.ForeignKey(
        ScoreSheet, models.CASCADE, related_name="scores", verbose_name=_("score sheet")
    )
    option = models.ForeignKey(
        PlanOption, models.PROTECT, related_name="+", verbose_name=_("option")
    )
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion")
    )
    value = models.PositiveSmallIntegerField(
        _("score"), validators=[MinValueValidator(0), MaxValueValidator(10)]
    )

    history = History()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "option", "criterion"], name="score_once"),
            models.CheckConstraint(
                condition=models.Q(value__range=(0, 10)), name="score_from_0_to_10"
            ),
        ]

    def __str__(self):
        return str(self.value)


class Clause(SpeaksAtFields):
    """A point that the contract has to settle, and how far the members have settled it."""

    class Topic(models.TextChoices):
        IPR = "ipr", _("intellectual property and confidentiality")
        SERVICE = "service", _("service levels and indicators")
        ACCEPTANCE = "acceptance", _("verification and acceptance test")
        PRICE = "price", _("price revision")
        LIABILITY = "liability", _("liability and warranty")
        EXIT = "exit", _("exit and hand-over")
        DATA = "data", _("data")
        CHANGE = "change", _("modification (Art. 72)")
        SUBCONTRACTING = "subcontracting", _("subcontracting")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        DISCUSSED = "discussed", _("under discussion")
        SETTLED = "settled", _("settled")
        NOT_NEEDED = "not_needed", _("not needed")

    plan = models.ForeignKey(
        "buyers.FeasibilityPlan", models.PROTECT, related_name="clauses", verbose_name=_("plan")
    )
    topic = models.CharField(_("topic"), max_length=14, choices=Topic, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    text = models.TextField(_("what is agreed, or what is open"), blank=True)
    owner = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("prepared by"),
        help_text=_("A member. Empty: who manages the group."),
    )

    objects = ClauseQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("clause to settle")
        verbose_name_plural = _("clauses to settle")
        ordering = ["plan", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "topic"], name="clause_topic_once"),
        ]

    def __str__(self):
        return str(self.get_topic_display())

"""Unmet needs: what today's market does not offer, and how much each buyer wants of it."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers.querysets import NeedQuerySet, OfNeedQuerySet, ShareQuerySet
from core.constraints import SpeaksAtFields
from core.fields import Searchable, SearchTextField
from core.history import History

from .money import AmountField, CurrencyField, QuantityField, not_negative, with_currency

FROM_1_TO_5 = [MinValueValidator(1), MaxValueValidator(5)]


class Need(SpeaksAtFields, Searchable):
    """An unmet need of a buyer or of the whole group; described by outcome, not technology.

    The template follows the Commission's and EAFIP's guidance on needs assessment. Numbers run from
    1 in each group and are never reused. A draft is seen by its owner alone.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SHARED = "shared", _("shared with the group")
        CLOSED = "closed", _("closed")

    class Trigger(models.TextChoices):
        SERVICE = "service", _("problems of the service today")
        QUALITY = "quality", _("quality or efficiency to come")
        POLICY = "policy", _("a policy target")
        LAW = "law", _("legislation")
        OTHER = "other", _("another reason")

    group = models.ForeignKey(
        "buyers.BuyerGroup", models.PROTECT, related_name="needs", verbose_name=_("buyer group")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
        help_text=_("Whose people write it. Empty: the group's own, written by who manages it."),
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=6, choices=State, default=State.DRAFT, editable=False
    )
    problem = models.TextField(_("problem today"))
    affected_users = models.TextField(_("affected users"), blank=True)
    desired_outcome = models.TextField(
        _("desired outcome"), help_text=_("What shall be reached, not with which technology.")
    )
    trigger = models.CharField(_("trigger"), max_length=7, choices=Trigger, blank=True)
    constraints = models.TextField(
        _("constraints"), blank=True, help_text=_("Laws, standards, interfaces.")
    )
    market_gap = models.TextField(_("why the market fails today"), blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    unit = models.CharField(
        _("unit"), max_length=40, help_text=_("Of all quantities: tonnes a year, vehicles.")
    )
    cpv = models.ManyToManyField(
        "buyers.ClassificationCode",
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": "CPV"},
        verbose_name=_("CPV codes"),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        null=True,
        blank=True,
        validators=FROM_1_TO_5,
        help_text=_("1 low to 5 high, for the group."),
    )
    answers_due = models.DateField(
        _("answers wanted by"),
        null=True,
        blank=True,
        help_text=_("Members that have not answered are reminded."),
    )
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    search_text = SearchTextField(sources=("title", "problem", "desired_outcome"))

    objects = NeedQuerySet.as_manager()
    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("unmet need")
        verbose_name_plural = _("unmet needs")
        ordering = ["group", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="need_number_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"N{self.number}"

    @property
    def project(self):
        """Follows the group."""
        return self.group.project

    def get_absolute_url(self):
        """Follows group and project."""
        group = self.group
        return reverse("buyers:need", args=[group.project.slug, group.slug, self.number])


class Indicator(models.Model):
    """By what the need is measured: today's value and the one to be reached, in one unit."""

    need = models.ForeignKey(
        Need, models.CASCADE, related_name="indicators", verbose_name=_("need")
    )
    position = models.PositiveSmallIntegerField(default=0, editable=False)
    name = models.CharField(_("indicator"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    baseline = QuantityField(_("today"), null=True, blank=True)
    target = QuantityField(_("target"))

    objects = OfNeedQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("indicator of a need")
        verbose_name_plural = _("indicators of needs")
        ordering = ["need", "position", "pk"]

    def __str__(self):
        return self.name


class NeedShare(SpeaksAtFields):
    """What one buyer answers to a need: how much, by when, where, and what differs for it.

    All of the group read what was given; quantity and price estimate only where `discloses`, else
    they count in totals alone (`buyers.disclosure`).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        GIVEN = "given", _("given")

    need = models.ForeignKey(Need, models.PROTECT, related_name="shares", verbose_name=_("need"))
    organisation = models.ForeignKey(
        "partners.Organisation", models.PROTECT, related_name="+", verbose_name=_("buyer")
    )
    state = models.CharField(
        _("state"), max_length=5, choices=State, default=State.DRAFT, editable=False
    )
    quantity = QuantityField(_("quantity"), null=True, blank=True)
    price_estimate = AmountField(
        _("price estimate"), null=True, blank=True, help_text=_("For the whole quantity.")
    )
    currency = CurrencyField(_("currency"), blank=True)
    replacement_on = models.DateField(
        _("replacement date"),
        null=True,
        blank=True,
        help_text=_("When what is used today ends: a contract, a vehicle's life."),
    )
    nuts = models.ForeignKey(
        "buyers.ClassificationCode",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        limit_choices_to={"scheme": "NUTS"},
        verbose_name=_("region (NUTS)"),
    )
    priority = models.PositiveSmallIntegerField(
        _("priority"),
        null=True,
        blank=True,
        validators=FROM_1_TO_5,
        help_text=_("1 low to 5 high, for this buyer."),
    )
    differences = models.TextField(_("what differs for us"), blank=True)
    discloses = models.BooleanField(
        _("other members may see our quantity and price estimate"), default=False
    )
    given_on = models.DateField(_("given"), null=True, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("given by"),
    )

    objects = ShareQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("answer to a need")
        verbose_name_plural = _("answers to needs")
        ordering = ["need", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "organisation"],
                name="need_share_once",
                violation_error_message=_("This buyer has an answer already."),
            ),
            not_negative("quantity", "need_share_quantity_not_negative"),
            not_negative("price_estimate", "need_share_price_not_negative"),
            with_currency("price_estimate", "need_share_price_has_currency"),
        ]

    def __str__(self):
        return f"{self.organisation.short_name}: {self.need.code}"


class ShareIndicator(models.Model):
    """Where a buyer's own values differ from those of the need's indicator."""

    share = models.ForeignKey(
        NeedShare, models.CASCADE, related_name="indicators", verbose_name=_("answer")
    )
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="answers", verbose_name=_("indicator")
    )
    baseline = QuantityField(_("today"), null=True, blank=True)
    target = QuantityField(_("target"), null=True, blank=True)

    history = History()

    class Meta:
        verbose_name = _("indicator of an answer")
        verbose_name_plural = _("indicators of answers")
        constraints = [
            models.UniqueConstraint(fields=["share", "indicator"], name="share_indicator_once"),
        ]

    def __str__(self):
        return self.indicator.name


class PriorArt(Searchable):
    """What there is already: a product, a patent, a standard; and how far it covers the need."""

    class Kind(models.TextChoices):
        PRODUCT = "product", _("product or service")
        PATENT = "patent", _("patent")
        STANDARD = "standard", _("standard")
        PROJECT = "project", _("research project")

    class Covers(models.TextChoices):
        NO = "no", _("no")
        PARTLY = "partly", _("partly")
        YES = "yes", _("yes")

    need = models.ForeignKey(Need, models.PROTECT, related_name="prior_art", verbose_name=_("need"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PRODUCT)
    title = models.CharField(_("title"), max_length=200)
    owner = models.CharField(_("owner"), max_length=200, blank=True)
    url = models.URLField(_("link"), blank=True)
    trl = models.PositiveSmallIntegerField(
        "TRL",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("Technology readiness level, 1 to 9."),
    )
    covers = models.CharField(
        _("covers the need"), max_length=6, choices=Covers, default=Covers.PARTLY
    )
    source_date = models.DateField(_("found on"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)
    removed_on = models.DateField(_("taken out"), null=True, editable=False)
    search_text = SearchTextField(sources=("title", "owner"))

    objects = OfNeedQuerySet.as_manager()
    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("prior art")
        verbose_name_plural = _("prior art")
        ordering = ["need", "-trl", "title"]

    def __str__(self):
        return self.title

"""Open market consultations: what suppliers are asked, ask and are told, all of them the same."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from buyers.querysets import ConsultationQuerySet, OfConsultationQuerySet
from core.constraints import SpeaksAtFields
from core.fields import Searchable, SearchTextField
from core.history import History, record


class Channel(models.TextChoices):
    EVENT = "event", _("event")
    ONLINE = "online", _("online event")
    QUESTIONNAIRE = "form", _("questionnaire")
    MEETING = "meeting", _("single meeting")
    MAIL = "mail", _("e-mail")
    PHONE = "phone", _("telephone")


class Consultation(SpeaksAtFields, Searchable):
    """An open market consultation (Directive 2014/24/EU, Art. 40). Numbers run from 1 in a group.

    Once open its page is public, with the questions that were answered and published.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        CANCELLED = "cancelled", _("cancelled")

    NEXT = {
        State.PLANNED: (State.OPEN, State.CANCELLED),
        State.OPEN: (State.CLOSED, State.CANCELLED),
        State.CLOSED: (State.OPEN,),
        State.CANCELLED: (State.PLANNED,),
    }

    group = models.ForeignKey(
        "buyers.BuyerGroup",
        models.PROTECT,
        related_name="consultations",
        verbose_name=_("buyer group"),
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=9, choices=State, default=State.PLANNED, editable=False
    )
    needs = models.ManyToManyField(
        "buyers.Need", blank=True, related_name="consultations", verbose_name=_("needs")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.EVENT)
    notice = models.CharField(
        _("notice"), max_length=120, blank=True, help_text=_("Number of the PIN or E1 notice.")
    )
    opens_on = models.DateField(_("opens"))
    closes_on = models.DateField(_("closes"), help_text=_("The last day for questions."))
    place = models.CharField(_("place"), max_length=200, blank=True)
    online_url = models.URLField(_("online link"), blank=True)
    description = models.TextField(
        _("what suppliers read"), blank=True, help_text=_("Public once the consultation is open.")
    )
    contact_email = models.EmailField(
        _("address for questions"), blank=True, help_text=_("Public. Where suppliers write to.")
    )
    report = models.TextField(_("report"), blank=True, help_text=_("For the group."))
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    search_text = SearchTextField(sources=("title", "place", "notice"))

    objects = ConsultationQuerySet.as_manager()
    history = History(excluded_fields=["search_text"])

    class Meta:
        verbose_name = _("market consultation")
        verbose_name_plural = _("market consultations")
        ordering = ["group", "opens_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="consultation_number_once"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="consultation_days_in_order",
                violation_error_message=_("It closes before it opens."),
                violation_error_code="closes_on",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        """Follows group and project."""
        group = self.group
        return reverse("buyers:consultation", args=[group.project.slug, group.slug, self.number])

    def go_to(self, state: str, *, by, reason: str = "") -> None:
        """Open, close, cancel or take up again. Raises ValidationError for a step that NEXT has
        not."""
        if state not in self.NEXT[self.state]:
            raise ValidationError(
                _("This consultation is %(state)s: this cannot be done now.")
                % {"state": self.get_state_display()},
                code="state",
            )
        self.state = state
        record(self, reason, "state", by=by)


class ConsultationQuestion(SpeaksAtFields):
    """A question of a supplier. Published, it is read by all with its answer, and never changed;
    who asked is not told."""

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="questions", verbose_name=_("consultation")
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    asked_by = models.CharField(
        _("asked by"), max_length=200, blank=True, help_text=_("Never published.")
    )
    asked_on = models.DateField(_("asked on"))
    text = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)

    objects = OfConsultationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("question of a consultation")
        verbose_name_plural = _("questions of consultations")
        ordering = ["consultation", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "number"], name="consultation_question_number_once"
            ),
        ]

    def __str__(self):
        return self.text[:60]


class SupplierContact(SpeaksAtFields):
    """A line of the equal-treatment log: who was told what, and how the others got the same.

    Never changed; a mistake is struck out with a reason.
    """

    class Size(models.TextChoices):
        """Recommendation 2003/361/EC."""

        MICRO = "micro", _("micro")
        SMALL = "small", _("small")
        MEDIUM = "medium", _("medium-sized")
        LARGE = "large", _("large")

    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="contacts", verbose_name=_("consultation")
    )
    day = models.DateField(_("day"))
    supplier = models.CharField(_("supplier"), max_length=200)
    size = models.CharField(_("size"), max_length=6, choices=Size, blank=True)
    country = CountryField(_("country"), blank=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.MEETING)
    told = models.TextField(_("what they were told"))
    shared_how = models.TextField(
        _("how the others got the same"),
        blank=True,
        help_text=_("Empty as long as they have not."),
    )
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered"))
    struck_on = models.DateField(_("struck out"), null=True, editable=False)
    struck_reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    objects = OfConsultationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("contact with a supplier")
        verbose_name_plural = _("equal-treatment log")
        ordering = ["consultation", "day", "pk"]

    def __str__(self):
        return f"{self.supplier}, {self.day}"

"""What people say of themselves at registration, and whether they came."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.history import History
from trainings.querysets import ConsentQuerySet, OfRegistrationQuerySet, QuestionQuerySet


class Question(models.Model):
    """What everybody is asked who registers: at one training, or at all of the programme
    (`training` None). A retired question is asked no more; its answers stay."""

    class Kind(models.TextChoices):
        LINE = "line", _("a line of text")
        TEXT = "text", _("a longer text")
        YES = "yes", _("yes or no")
        ONE = "one", _("one of several")
        SEVERAL = "several", _("any of several")

    programme = models.ForeignKey(
        "trainings.Programme",
        models.PROTECT,
        related_name="questions",
        verbose_name=_("programme"),
    )
    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("training"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    text = models.CharField(_("question"), max_length=300)
    kind = models.CharField(_("answered by"), max_length=7, choices=Kind, default=Kind.LINE)
    options = models.JSONField(_("to choose from"), default=list, blank=True)
    is_required = models.BooleanField(_("has to be answered"), default=False)
    retired_at = models.DateTimeField(_("asked no more"), null=True, editable=False)

    objects = QuestionQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["programme", "training", "position", "pk"]

    def __str__(self):
        return self.text


class QuestionAnswer(models.Model):
    """What one registered person answered; of several options one a line."""

    question = models.ForeignKey(
        Question, models.PROTECT, related_name="answers", verbose_name=_("question")
    )
    registration = models.ForeignKey(
        "trainings.Registration",
        models.PROTECT,
        related_name="answers",
        verbose_name=_("registration"),
    )
    text = models.TextField(_("answer"), max_length=2000)

    objects = OfRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["registration", "question"]
        constraints = [
            models.UniqueConstraint(fields=["question", "registration"], name="answer_once"),
        ]

    def __str__(self):
        return self.text


class SpecialNeeds(models.Model):
    """Food and access: told for one training, read by who runs it, and deleted 30 days after its
    last day (trainings.retention). Without history and search, and in no copy."""

    registration = models.OneToOneField(
        "trainings.Registration",
        models.CASCADE,
        related_name="special_needs",
        verbose_name=_("registration"),
    )
    diet = models.CharField(_("food"), max_length=300, blank=True)
    access = models.CharField(_("access"), max_length=300, blank=True)
    told_at = models.DateTimeField(_("told"))

    objects = OfRegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("special needs")
        verbose_name_plural = _("special needs")
        ordering = ["registration"]

    def __str__(self):
        return str(self.registration)


class Consent(models.Model):
    """One consent, for one purpose, with the words that were agreed to. Nothing depends on it, and
    it can be taken back at any time; then the row stays, as proof, and another can be given."""

    class Purpose(models.TextChoices):
        PHOTOS = "photos", _("photos")
        LIST = "list", _("list of participants")
        NEWS = "news", _("news of further trainings")

    registration = models.ForeignKey(
        "trainings.Registration",
        models.PROTECT,
        related_name="consents",
        verbose_name=_("registration"),
    )
    purpose = models.CharField(_("purpose"), max_length=6, choices=Purpose)
    words = models.CharField(_("agreed to"), max_length=500)
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["registration", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="one_standing_consent",
            ),
        ]

    def __str__(self):
        return self.get_purpose_display()


class Attendance(models.Model):
    """Whether one registered person was there on one day. A correction keeps the value before, its
    author and the reason in the history. No row: nobody has said."""

    registration = models.ForeignKey(
        "trainings.Registration",
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("registration"),
    )
    day = models.ForeignKey(
        "trainings.TrainingDay",
        models.PROTECT,
        related_name="attendances",
        verbose_name=_("training day"),
    )
    was_there = models.BooleanField(_("was there"))
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )

    objects = OfRegistrationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["day", "registration"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "day"], name="attendance_once"),
        ]

    def __str__(self):
        return f"{self.registration}, {self.day}"

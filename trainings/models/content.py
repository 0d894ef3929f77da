"""What trainings are made of: modules, agenda, trainers, co-hosts, materials."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.constraints import SpeaksAtFields
from core.history import History
from trainings.querysets import (
    AgendaItemQuerySet,
    MaterialQuerySet,
    ModuleQuerySet,
    OfTrainingQuerySet,
    TrainerQuerySet,
)


class Module(models.Model):
    """A part of a programme's curriculum that each training teaches, in its own language.

    A retired module is taught no more; it stays where it was.
    """

    programme = models.ForeignKey(
        "trainings.Programme",
        models.PROTECT,
        related_name="modules",
        verbose_name=_("programme"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    title = models.CharField(_("title"), max_length=200)
    aims = models.TextField(_("what people can do afterwards"), blank=True, max_length=2000)
    retired_at = models.DateTimeField(_("retired"), null=True, editable=False)

    objects = ModuleQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")
        ordering = ["programme", "position", "pk"]

    def __str__(self):
        return self.title


class Trainer(models.Model):
    """Who teaches at a training: a person known here, or somebody by name from elsewhere."""

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="trainers",
        verbose_name=_("training"),
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=150, help_text=_("As the agenda prints it."))
    organisation = models.CharField(_("organisation"), max_length=150, blank=True)
    left_at = models.DateTimeField(_("no longer"), null=True, editable=False)

    objects = TrainerQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("trainer")
        verbose_name_plural = _("trainers")
        ordering = ["training", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "person"],
                condition=Q(person__isnull=False, left_at__isnull=True),
                name="trainer_once",
                violation_error_message=_("This person teaches here already."),
            ),
        ]

    def __str__(self):
        return ", ".join(part for part in (self.name, self.organisation) if part)


class AgendaItem(SpeaksAtFields):
    """What happens when on one day of a training; `day` counts its days from 1, so that the agenda
    can stand before the days are fixed. Hours are wall time of the place; both or neither is given.
    """

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="agenda_items",
        verbose_name=_("training"),
    )
    day = models.PositiveSmallIntegerField(_("day"), default=1, validators=[MinValueValidator(1)])
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    starts = models.TimeField(_("starts"), null=True, blank=True)
    ends = models.TimeField(_("ends"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    module = models.ForeignKey(
        Module,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agenda_items",
        verbose_name=_("module"),
    )
    trainers = models.ManyToManyField(
        Trainer, blank=True, related_name="agenda_items", verbose_name=_("trainers")
    )
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AgendaItemQuerySet.as_manager()
    history = History(m2m_fields=[trainers])

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering = ["training", "day", F("starts").asc(nulls_last=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts__isnull=True, ends__isnull=True) | Q(ends__gt=F("starts")),
                name="agenda_item_ends_after_start",
                violation_error_message=_("It ends before it starts."),
                violation_error_code="ends",
            ),
        ]

    def __str__(self):
        return self.title


class CoHost(models.Model):
    """An organisation, mostly outside the consortium, that runs a training together with its
    organiser. It has no right here by itself."""

    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        related_name="cohost_rows",
        verbose_name=_("training"),
    )
    name = models.CharField(_("name"), max_length=150)
    country = CountryField(_("country"), blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("their e-mail address"), blank=True)

    objects = OfTrainingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("co-host")
        verbose_name_plural = _("co-hosts")
        ordering = ["training", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["training", "name"],
                name="cohost_once",
                violation_error_message=_("This co-host stands here already."),
            ),
        ]

    def __str__(self):
        return self.name


class Material(models.Model):
    """Slides, exercises, handouts: of a module in one language, or of one training.

    Its file and the file's versions lie in `dossier`. `training` None: for all trainings of the
    programme. What was taken out stays, unseen.
    """

    class Audience(models.TextChoices):
        RUNNERS = "runners", _("those who run the trainings")
        PARTICIPANTS = "participants", _("everybody registered")
        ALL = "all", _("everybody, without an account")

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="+", verbose_name=_("project")
    )
    programme = models.ForeignKey(
        "trainings.Programme",
        models.PROTECT,
        related_name="materials",
        verbose_name=_("programme"),
    )
    module = models.ForeignKey(
        Module,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("module"),
    )
    training = models.ForeignKey(
        "trainings.Training",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="materials",
        verbose_name=_("training"),
        help_text=_("Empty: for all trainings of the programme."),
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(
        _("language"), max_length=10, help_text=_("Two letters, such as hr.")
    )
    audience = models.CharField(
        _("who may have it"), max_length=12, choices=Audience, default=Audience.PARTICIPANTS
    )
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, related_name="+", editable=False
    )
    removed_at = models.DateTimeField(_("taken out"), null=True, editable=False)

    objects = MaterialQuerySet.as_manager()
    history = History(excluded_fields=["dossier"])

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        ordering = ["programme", "module", "language", "pk"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.module_id and self.module.programme_id != self.programme_id:
            raise ValidationError({"module": _("This is another programme's module.")})
        if self.training_id and self.training.programme_id != self.programme_id:
            raise ValidationError({"training": _("This is another programme's training.")})

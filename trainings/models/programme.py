"""A programme says what a series of trainings is for: window, minimum, audience."""

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from buyers.models import Tier
from core import months
from core.fields import MonthField
from core.history import History
from trainings.querysets import ProgrammeQuerySet


class Programme(models.Model):
    """A series of trainings that serves a task, such as the four regional trainings of T4.2.

    The window (project months, and exact days where the plan names them) says when the trainings
    should take place. The audience is a rule over the roster: the tiers of the buyer groups, and
    whether the partners' own people may come.
    """

    project = models.ForeignKey(
        "partners.Project", models.PROTECT, related_name="programmes", verbose_name=_("project")
    )
    task = models.ForeignKey(
        "workpackages.Task",
        models.PROTECT,
        related_name="programmes",
        verbose_name=_("task"),
        help_text=_("The people of its lead partner schedule the trainings."),
    )
    title = models.CharField(_("title"), max_length=200)
    slug = models.SlugField(_("address"), max_length=60)
    purpose = models.TextField(_("purpose"), blank=True)
    first_month = MonthField(_("window: first month"))
    last_month = MonthField(_("window: last month"))
    window_opens = models.DateField(
        _("window: first day"),
        null=True,
        blank=True,
        help_text=_("When not the first of the month."),
    )
    window_closes = models.DateField(
        _("window: last day"), null=True, blank=True, help_text=_("When not the last of the month.")
    )
    target_number = models.PositiveSmallIntegerField(_("trainings planned"), default=1)
    minimum = models.PositiveSmallIntegerField(
        _("minimum participants"),
        default=15,
        help_text=_("Per training, counting only people of the target groups."),
    )
    offer_days = models.PositiveSmallIntegerField(
        _("days in which freed seats are offered"),
        default=3,
        help_text=_(
            "So close to a training the first in line has to accept; earlier the seat is theirs "
            "at once."
        ),
    )
    buyer_groups = models.ManyToManyField(
        "buyers.BuyerGroup",
        blank=True,
        related_name="programmes",
        verbose_name=_("buyer groups"),
    )
    tiers = models.JSONField(
        _("tiers"), default=list, blank=True, help_text=_("Which members of the groups may come.")
    )
    for_partners = models.BooleanField(
        _("open to partners' people"),
        default=False,
        help_text=_("They may come, but do not count towards the minimum."),
    )
    prerequisite = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("prerequisite programme"),
        help_text=_("Such as the training for trainers."),
    )

    is_public = models.BooleanField(
        _("public pages"),
        default=False,
        help_text=_("Everybody can read what, when and where its trainings are, and no names."),
    )

    objects = ProgrammeQuerySet.as_manager()
    history = History(m2m_fields=[buyer_groups])

    class Meta:
        verbose_name = _("training programme")
        verbose_name_plural = _("training programmes")
        ordering = ["project", "first_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "slug"],
                name="programme_slug_once",
                violation_error_message=_("Another programme of this project has this address."),
            ),
            models.CheckConstraint(
                condition=models.Q(first_month__gte=1, last_month__gte=models.F("first_month")),
                name="programme_months_in_order",
                violation_error_message=_("The last month lies before the first."),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("trainings:programme", args=[self.project.slug, self.slug])

    def clean(self):
        super().clean()
        if not self.project_id:
            return
        if self.task_id and self.task.project_id != self.project_id:
            raise ValidationError({"task": _("This is another project's task.")})
        if self.prerequisite_id and self.prerequisite_id == self.pk:
            raise ValidationError({"prerequisite": _("A programme cannot come before itself.")})
        if self.prerequisite_id and self.prerequisite.project_id != self.project_id:
            raise ValidationError({"prerequisite": _("This is another project's programme.")})
        self.project.check_month(self.first_month, "first_month")
        self.project.check_month(self.last_month, "last_month")
        if set(self.tiers or ()) - set(Tier.values):
            raise ValidationError({"tiers": _("Choose tiers of a buyer group.")})
        for field, month in (("window_opens", "first_month"), ("window_closes", "last_month")):
            day = getattr(self, field)
            if day and getattr(self, month) and self.project.month(day) != getattr(self, month):
                raise ValidationError(
                    {
                        field: _("This day lies in M%(month)d, not in the month of the window.")
                        % {"month": self.project.month(day)}
                    }
                )

    @property
    def tier_labels(self) -> list[str]:
        """The tiers of its audience in words, closest to the purchase first."""
        return [str(tier.label) for tier in Tier if tier.value in self.tiers]

    @property
    def opens(self):
        """First day of the window."""
        return self.window_opens or months.first_day(self.project.start, self.first_month)

    @property
    def closes(self):
        """Last day of the window."""
        return self.window_closes or months.last_day(self.project.start, self.last_month)

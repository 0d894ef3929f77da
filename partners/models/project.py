"""A project, who takes part in it, and the places people have on its teams."""

from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core import months
from core.constraints import SpeaksAtFields
from core.fields import ZoneField
from core.history import History
from partners.querysets import (
    ParticipationQuerySet,
    ProjectQuerySet,
    ProjectReaderQuerySet,
    TeamMemberQuerySet,
)


class Project(models.Model):
    """One grant. Its months run from `start`; every plan item is placed in them (core.months)."""

    class Programme(models.TextChoices):
        FP7 = "FP7", _("FP7")
        H2020 = "H2020", _("Horizon 2020")
        HORIZON = "HE", _("Horizon Europe")
        OTHER = "OTHER", _("other")

    acronym = models.CharField(_("acronym"), max_length=40)
    slug = models.SlugField(_("address"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    grant_number = models.CharField(_("grant agreement number"), max_length=20, unique=True)
    programme = models.CharField(
        _("programme"), max_length=10, choices=Programme, default=Programme.HORIZON
    )
    start = models.DateField(
        _("start"),
        validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 12, 31))],
        help_text=_("The first day of month 1 (M1)."),
    )
    duration = models.PositiveSmallIntegerField(
        _("duration"),
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text=_("Full months."),
    )
    zone = ZoneField(_("time zone"), default="Europe/Brussels")
    summary = models.TextField(
        _("public summary"), blank=True, help_text=_("What people outside the consortium may read.")
    )
    is_illustrative = models.BooleanField(_("illustrative"), default=False, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)

    objects = ProjectQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["acronym"]
        constraints = [
            models.CheckConstraint(
                condition=Q(duration__gte=1, duration__lte=240), name="project_duration"
            ),
        ]

    def __str__(self):
        return self.acronym

    def get_absolute_url(self):
        return reverse("project", args=[self.slug])

    @property
    def end(self) -> date:
        """The last day of the last month."""
        return months.last_day(self.start, self.duration)

    def month(self, day: date) -> int:
        """The project month of a day; outside 1..duration when it lies outside the project."""
        return months.month_of(self.start, day)

    def check_month(self, month: int | None, field: str) -> None:
        """Raises ValidationError on `field` when the month lies outside the project."""
        if month is not None and not 1 <= month <= self.duration:
            raise ValidationError(
                {
                    field: _(
                        "M%(month)d lies outside the project: %(acronym)s runs from M1 to "
                        "M%(last)d."
                    )
                    % {"month": month, "acronym": self.acronym, "last": self.duration}
                }
            )

    def check_day(self, day: date | None, field: str) -> None:
        """Raises ValidationError on `field` when the day lies outside the project's months."""
        if day is not None and not self.start <= day <= self.end:
            raise ValidationError(
                {
                    field: _(
                        "This day lies outside the project: %(acronym)s runs from "
                        "%(start)s to %(end)s."
                    )
                    % {
                        "acronym": self.acronym,
                        "start": self.start.strftime("%d %b %Y"),
                        "end": self.end.strftime("%d %b %Y"),
                    }
                }
            )


class Participation(SpeaksAtFields):
    """An organisation in a project, from its entry to its exit (both days included)."""

    class Role(models.TextChoices):
        COORDINATOR = "coordinator", _("coordinator")
        BENEFICIARY = "beneficiary", _("beneficiary")
        AFFILIATED = "affiliated", _("linked third party or affiliated entity")
        ASSOCIATED = "associated", _("associated partner")

    project = models.ForeignKey(
        Project, models.PROTECT, related_name="participations", verbose_name=_("project")
    )
    organisation = models.ForeignKey(
        "partners.Organisation",
        models.PROTECT,
        related_name="participations",
        verbose_name=_("organisation"),
    )
    number = models.PositiveSmallIntegerField(
        _("number"), validators=[MinValueValidator(1)], help_text=_("As in the grant agreement.")
    )
    role = models.CharField(_("role"), max_length=12, choices=Role, default=Role.BENEFICIARY)
    entry = models.DateField(_("entry"))
    exit = models.DateField(_("exit"), null=True, blank=True, help_text=_("The last day."))

    objects = ParticipationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="partner_number_once",
                violation_error_message=_("Another partner has this number."),
                violation_error_code="number",
            ),
            models.UniqueConstraint(
                fields=["project", "organisation"],
                name="partner_once_per_project",
                violation_error_message=_("This organisation is already a partner."),
                violation_error_code="organisation",
            ),
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(role="coordinator", exit__isnull=True),
                name="one_coordinator",
                violation_error_message=_(
                    "The project has a coordinator. Enter that partner's exit first."
                ),
                violation_error_code="role",
            ),
            models.CheckConstraint(
                condition=Q(exit__isnull=True) | Q(exit__gte=F("entry")),
                name="partner_exit_after_entry",
                violation_error_message=_("The exit lies before the entry."),
                violation_error_code="exit",
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.organisation.short_name}"

    def get_absolute_url(self):
        return reverse("partners:partner", args=[self.project.slug, self.number])

    def is_current(self, day: date) -> bool:
        return self.entry <= day and (self.exit is None or day <= self.exit)


class Dated(SpeaksAtFields):
    """A place that holds from one day to another, both included; no end means it still holds."""

    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True, help_text=_("The last day."))

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(app_label)s_%(class)s_until_after_since",
                violation_error_message=_("The last day lies before the first."),
                violation_error_code="until",
            )
        ]


class TeamMember(Dated):
    """A person's place on a partner's team: all their rights in the project follow from it."""

    class Access(models.TextChoices):
        EDITOR = "editor", _("editor")
        READER = "reader", _("reader")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="places", verbose_name=_("person")
    )
    participation = models.ForeignKey(
        Participation, models.PROTECT, related_name="team", verbose_name=_("partner")
    )
    access = models.CharField(
        _("access"),
        max_length=6,
        choices=Access,
        default=Access.EDITOR,
        help_text=_("An editor may change what the partner leads; a reader only reads."),
    )
    function = models.CharField(_("function"), max_length=100, blank=True)

    objects = TeamMemberQuerySet.as_manager()
    history = History()

    class Meta(Dated.Meta):
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        ordering = ["participation", "person"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "participation"],
                condition=Q(until__isnull=True),
                name="team_place_once",
                violation_error_message=_("This person already has a place on this team."),
                violation_error_code="person",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.participation})"


class ProjectReader(Dated):
    """A person outside the consortium who reads the whole project, such as its project officer."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="readings", verbose_name=_("person")
    )
    project = models.ForeignKey(
        Project, models.PROTECT, related_name="readers", verbose_name=_("project")
    )
    function = models.CharField(_("function"), max_length=100, blank=True)

    objects = ProjectReaderQuerySet.as_manager()
    history = History()

    class Meta(Dated.Meta):
        verbose_name = _("project reader")
        verbose_name_plural = _("project readers")
        ordering = ["project", "person"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "project"],
                condition=Q(until__isnull=True),
                name="project_reader_once",
                violation_error_message=_("This person already reads this project."),
                violation_error_code="person",
            ),
        ]

    def __str__(self):
        return f"{self.person} ({self.project})"

"""Person-months: planned by work package, reported by reporting period."""

from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import months
from core.fields import MonthField
from core.history import History, record
from workpackages.querysets import (
    EffortReportQuerySet,
    PlannedEffortQuerySet,
    ReportingPeriodQuerySet,
)

from .base import all_of

REPORT_WITHIN = timedelta(days=60)  # after the end of the period; H2020 and Horizon Europe
EFFORT_WITHIN = REPORT_WITHIN / 2


class PersonMonthsField(models.DecimalField):
    """Person-months with two decimals, never negative."""

    default_validators = [MinValueValidator(Decimal(0))]

    def __init__(self, *args, **kwargs):
        kwargs |= {"max_digits": 7, "decimal_places": 2}
        super().__init__(*args, **kwargs)


class ReportingPeriod(models.Model):
    """A range of months about which the consortium reports; the periods follow on each other."""

    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        related_name="reporting_periods",
        verbose_name=_("project"),
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    first_month = MonthField(_("first month"))
    last_month = MonthField(_("last month"))
    report_due_on = models.DateField(
        _("report due"),
        null=True,
        blank=True,
        help_text=_("Empty: 60 days after the period ends."),
    )
    effort_due_on = models.DateField(
        _("partners report their effort by"),
        null=True,
        blank=True,
        help_text=_("Empty: 30 days after the period ends."),
    )
    reported_on = models.DateField(_("report handed in"), null=True, editable=False)

    objects = ReportingPeriodQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("reporting period")
        verbose_name_plural = _("reporting periods")
        ordering = ["project", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "number"],
                name="reporting_period_number_once",
                violation_error_message=_("This number is taken. Numbers are never reused."),
            ),
            models.CheckConstraint(
                condition=models.Q(first_month__gte=1, last_month__gte=models.F("first_month")),
                name="reporting_period_months_in_order",
                violation_error_message=_("The last month lies before the first."),
            ),
        ]

    def __str__(self):
        return f"RP{self.number}"

    @property
    def span(self) -> str:
        return months.span(self.first_month, self.last_month)

    def starts_on(self, start: date) -> date:
        """Its first day, in a project that starts on `start`."""
        return months.first_day(start, self.first_month)

    def ends_on(self, start: date) -> date:
        """Its last day, in a project that starts on `start`."""
        return months.last_day(start, self.last_month)

    def due_day(self, start: date) -> date:
        """When the periodic report is due."""
        return self.report_due_on or self.ends_on(start) + REPORT_WITHIN

    def effort_day(self, start: date) -> date:
        """By when partners report their effort."""
        return self.effort_due_on or self.ends_on(start) + EFFORT_WITHIN

    def concerns(self, participation, start: date) -> bool:
        """Whether the partner takes part in the project on a day of the period."""
        leaves = participation.exit
        return participation.entry <= self.ends_on(start) and (
            leaves is None or leaves >= self.starts_on(start)
        )

    def clean(self):
        checks = [super().clean]
        if self.project_id:
            checks.append(self.check_number)
        if self.project_id and self.first_month and self.last_month:
            checks += [self.check_months, self.check_due_days]
        all_of(*checks)

    def check_number(self) -> None:
        if other := self._others().filter(number=self.number).first():
            raise ValidationError(
                {
                    "number": _("%(period)s is %(months)s. Numbers are never reused.")
                    % {"period": other, "months": other.span}
                }
            )

    def check_months(self) -> None:
        """Inside the project, over no other period, and in the order of their numbers."""
        if self.last_month < self.first_month:
            raise ValidationError({"last_month": _("The last month lies before the first.")})
        for name in ("first_month", "last_month"):
            self.project.check_month(getattr(self, name), name)
        for other in self._others():
            words = {"period": other, "months": other.span}
            if self.first_month <= other.last_month and other.first_month <= self.last_month:
                message = _("%(period)s has %(months)s already.")
            elif self.number and (self.number < other.number) != (
                self.first_month < other.first_month
            ):
                message = _("%(period)s is %(months)s: periods follow in the order of numbers.")
            else:
                continue
            raise ValidationError({"first_month": message % words})

    def check_due_days(self) -> None:
        if self.last_month > self.project.duration:
            return
        end = self.ends_on(self.project.start)
        refused = {
            name: _("The period ends later, on %(day)s.") % {"day": date_format(end)}
            for name in ("report_due_on", "effort_due_on")
            if getattr(self, name) and getattr(self, name) <= end
        }
        if refused:
            raise ValidationError(refused)

    def _others(self):
        return ReportingPeriod.objects.filter(project=self.project_id).exclude(pk=self.pk)

    def report(self, *, by, on: date, reason: str = "") -> None:
        """The periodic report has gone to the Commission."""
        if self.reported_on:
            raise ValidationError(_("The report of %s is handed in already.") % self)
        self.reported_on = on
        record(self, reason, "reported_on", by=by)

    def reopen(self, *, by, reason: str) -> None:
        """The report is to be handed in once more."""
        if not self.reported_on:
            raise ValidationError(_("The report of %s is not handed in.") % self)
        self.reported_on = None
        record(self, reason, "reported_on", by=by)


class PlannedEffort(models.Model):
    """Person-months of a partner in a work package (Annex 1, table WT6)."""

    work_package = models.ForeignKey(
        "workpackages.WorkPackage",
        models.PROTECT,
        related_name="planned_effort",
        verbose_name=_("work package"),
    )
    participation = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        related_name="planned_effort",
        verbose_name=_("partner"),
    )
    person_months = PersonMonthsField(_("person-months"))

    objects = PlannedEffortQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("planned effort")
        verbose_name_plural = _("planned effort")
        ordering = ["work_package", "participation"]
        constraints = [
            models.UniqueConstraint(
                fields=["work_package", "participation"], name="planned_effort_once"
            ),
        ]

    def __str__(self):
        return f"{self.work_package.code}, {self.participation}: {self.person_months}"


class EffortReport(models.Model):
    """What one partner reports for one period: open, handed in, approved and thereby locked.

    There is one for each partner and period as soon as the partner has planned effort: it is owed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        SUBMITTED = "submitted", _("handed in")
        APPROVED = "approved", _("approved")

    period = models.ForeignKey(
        ReportingPeriod,
        models.PROTECT,
        related_name="effort_reports",
        verbose_name=_("reporting period"),
    )
    participation = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        related_name="effort_reports",
        verbose_name=_("partner"),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State, default=State.OPEN, editable=False
    )
    comment = models.TextField(
        _("explanation"), blank=True, help_text=_("What differs from the plan, and why.")
    )
    submitted_on = models.DateField(_("handed in"), null=True, editable=False)
    approved_on = models.DateField(_("approved"), null=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
    )

    objects = EffortReportQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("effort report")
        verbose_name_plural = _("effort reports")
        ordering = ["period", "participation"]
        constraints = [
            models.UniqueConstraint(fields=["period", "participation"], name="effort_report_once"),
        ]

    def __str__(self):
        return f"{self.period}, {self.participation.organisation.short_name}"

    def get_absolute_url(self):
        period = self.period
        return reverse(
            "workpackages:effort_report",
            args=[period.project.slug, period.number, self.participation.number],
        )

    @property
    def was_returned(self) -> bool:
        """Handed in once, and given back."""
        return self.state == self.State.OPEN and self.submitted_on is not None

    def refuse_if_locked(self) -> None:
        if self.state == self.State.APPROVED:
            raise ValidationError(
                _(
                    "This report was approved on %(day)s and is locked. The coordinator can "
                    "reopen it."
                )
                % {"day": date_format(self.approved_on)},
                code="locked",
            )

    def hand_in(self, *, by, on: date) -> None:
        self._refuse_unless(self.State.OPEN)
        self.state, self.submitted_on = self.State.SUBMITTED, on
        record(self, "", "state", "submitted_on", by=by)

    def approve(self, *, by, on: date) -> None:
        """And thereby locked."""
        self._refuse_unless(self.State.SUBMITTED)
        self.state, self.approved_on, self.approved_by = self.State.APPROVED, on, by
        record(self, "", "state", "approved_on", "approved_by", by=by)

    def give_back(self, *, by, reason: str) -> None:
        """Returned to the partner, or reopened after it was approved; the reason is told."""
        self._refuse_unless(self.State.SUBMITTED, self.State.APPROVED)
        self.state, self.approved_on, self.approved_by = self.State.OPEN, None, None
        record(self, reason, "state", "approved_on", "approved_by", by=by)

    def _refuse_unless(self, *states: str) -> None:
        if self.state not in states:
            raise ValidationError(
                _("The report is %(state)s: this cannot be done now.")
                % {"state": self.get_state_display()},
                code="state",
            )


class ReportedEffort(models.Model):
    """Person-months that a partner spent on a work package in a period."""

    report = models.ForeignKey(EffortReport, models.PROTECT, related_name="lines")
    work_package = models.ForeignKey(
        "workpackages.WorkPackage",
        models.PROTECT,
        related_name="reported_effort",
        verbose_name=_("work package"),
    )
    person_months = PersonMonthsField(_("person-months"))

    history = History()

    class Meta:
        verbose_name = _("reported effort")
        verbose_name_plural = _("reported effort")
        ordering = ["report", "work_package"]
        constraints = [
            models.UniqueConstraint(fields=["report", "work_package"], name="reported_effort_once"),
        ]

    def __str__(self):
        return f"{self.work_package.code}: {self.person_months}"

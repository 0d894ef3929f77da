"""What all plan items share: project, number (never reused), lead, a place in the months."""

from datetime import date
from functools import partial

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core import months
from core.fields import MonthField, Searchable

number_validator = RegexValidator(r"^\d+(\.\d+)*[a-z]?$", _("A number looks like 4 or 4.2."))


class DueDayField(models.DateField):
    """The calendar day of a project month, kept beside it so that the database can compare days.

    Filled at each save: the exact day where the plan names one, else the last (or first) day of the
    month. Never edited by hand; `workpackages.timetable` saves the items anew when the start of
    their project moves.
    """

    def __init__(self, *args, month="", exact="", first=False, **kwargs):
        self.month, self.exact, self.first = month, exact, first
        kwargs.update(editable=False, null=True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        kwargs.pop("null", None)
        return (
            name,
            path,
            args,
            kwargs
            | {
                "month": self.month,
                "exact": self.exact,
                "first": self.first,
            },
        )

    def pre_save(self, instance, add):
        day_of = months.first_day if self.first else months.last_day
        exact: date | None = getattr(instance, self.exact) if self.exact else None
        day = exact or day_of(instance.project.start, getattr(instance, self.month))
        setattr(instance, self.attname, day)
        return day


class SortKeyField(models.CharField):
    """Digits padded, so that 4.10 stands after 4.9."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 60)
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    def pre_save(self, instance, add):
        key = ".".join(part.rjust(5, "0") for part in instance.number.split("."))
        setattr(instance, self.attname, key)
        return key


def all_of(*checks) -> None:
    """Run every check and raise what they refuse together, so that one look shows all of it."""
    refused = {}
    for check in checks:
        try:
            check()
        except ValidationError as refusal:
            refused = refusal.update_error_dict(refused)
    if refused:
        raise ValidationError(refused)


def last_day_of(project, month: int | None) -> date | None:
    """None for a month that the project does not have."""
    if month is None or not 1 <= month <= project.duration:
        return None
    return months.last_day(project.start, month)


class PlanItem(Searchable):
    """Base of work packages, tasks, deliverables and milestones.

    `number` is the one of the grant agreement ("4", "4.2"), unique in its project and kind; an item
    is cancelled, never deleted, so a number is never reused. `code` is how people write it: D4.2.
    """

    PREFIX = ""
    DERIVED = ("sort_key",)  # columns that follow from others at each save
    ACT_FIELDS = ("state",)  # columns that acts write

    project = models.ForeignKey(
        "partners.Project",
        models.PROTECT,
        related_name="%(class)ss",
        verbose_name=_("project"),
    )
    number = models.CharField(
        _("number"), max_length=12, validators=[number_validator], help_text=_("Such as 4.2.")
    )
    sort_key = SortKeyField()
    title = models.CharField(_("title"), max_length=200)
    lead = models.ForeignKey(
        "partners.Participation",
        models.PROTECT,
        related_name="led_%(class)ss",
        verbose_name=_("lead partner"),
    )
    is_illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Invented for the demo.")
    )
    dossier = models.OneToOneField(
        "records.Dossier", models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"{self.PREFIX}{self.number}"

    def clean(self):
        all_of(super().clean, self.check_number, self.check_lead)

    def check_number(self) -> None:
        """Cancelled items keep their number."""
        others = type(self).objects.filter(project=self.project_id, number=self.number)
        if other := others.exclude(pk=self.pk).only("number", "title").first():
            raise ValidationError(
                {
                    "number": _("%(code)s is “%(title)s”. Numbers are never reused.")
                    % {"code": other.code, "title": other.title}
                }
            )

    def check_lead(self) -> None:
        if not self.lead_id or not self.project_id:
            return
        if self.lead.project_id != self.project_id:
            raise ValidationError({"lead": _("The lead is no partner of this project.")})
        due = self.due_date()
        if due and self.lead.exit and self.lead.exit < due:
            raise ValidationError(
                {
                    "lead": _("%(partner)s takes part until %(exit)s: this is due later.")
                    % {
                        "partner": self.lead.organisation.short_name,
                        "exit": date_format(self.lead.exit),
                    }
                }
            )

    def due_date(self) -> date | None:
        """The day it is due or ends, from the months as they stand; None where they are missing."""
        raise NotImplementedError

    def refuse_unless(self, *states: str) -> None:
        """Raises ValidationError when the item is in none of these states."""
        if self.state not in states:
            raise ValidationError(
                _("%(code)s is %(state)s: this cannot be done now.")
                % {"code": self.code, "state": self.get_state_display()},
                code="state",
            )


class Spanning(models.Model):
    """First and last project month, with the calendar days they mean."""

    DERIVED = (*PlanItem.DERIVED, "starts_on", "ends_on")

    first_month = MonthField(_("first month"))
    last_month = MonthField(_("last month"))
    starts_on = DueDayField(_("starts"), month="first_month", first=True)
    ends_on = DueDayField(_("ends"), month="last_month", db_index=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_month__gte=1, last_month__gte=models.F("first_month")),
                name="%(class)s_months_in_order",
                violation_error_message=_("The last month lies before the first."),
            )
        ]

    @property
    def span(self) -> str:
        return months.span(self.first_month, self.last_month)

    def clean(self):
        all_of(super().clean, self.check_order, *self.month_checks())

    def check_order(self) -> None:
        first, last = self.first_month, self.last_month
        if first and last and last < first:
            raise ValidationError({"last_month": _("The last month lies before the first.")})

    def month_checks(self) -> list:
        if not self.project_id:
            return []
        check = self.project.check_month
        return [
            partial(check, self.first_month, "first_month"),
            partial(check, self.last_month, "last_month"),
        ]

    def due_date(self) -> date | None:
        return last_day_of(self.project, self.last_month)

    def is_late(self, today: date) -> bool:
        """Past its last day and still open."""
        return self.state in self.OPEN and self.ends_on < today


class Due(models.Model):
    """A due month, or an exact day where the plan names one; `due_on` is the day that counts."""

    DERIVED = (*PlanItem.DERIVED, "due_on")

    due_month = MonthField(_("due month"))
    due_day = models.DateField(
        _("exact day"),
        null=True,
        blank=True,
        help_text=_("Only when it is not the last day of the due month."),
    )
    due_on = DueDayField(_("due"), month="due_month", exact="due_day", db_index=True)

    class Meta:
        abstract = True

    def clean(self):
        all_of(super().clean, *self.month_checks())

    def month_checks(self) -> list:
        if not self.project_id:
            return []
        return [
            partial(self.project.check_month, self.due_month, "due_month"),
            self.check_due_day,
        ]

    def check_due_day(self) -> None:
        if not self.due_day:
            return
        self.project.check_day(self.due_day, "due_day")
        month = self.project.month(self.due_day)
        if self.due_month and month != self.due_month:
            raise ValidationError(
                {
                    "due_day": _("This day lies in %(month)s, not in the due month.")
                    % {"month": months.label(month)}
                }
            )

    def due_date(self) -> date | None:
        return self.due_day or last_day_of(self.project, self.due_month)

    def is_late(self, today: date) -> bool:
        """Past its due day and still open."""
        return self.state in self.OPEN and self.due_on < today

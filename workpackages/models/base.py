"""What all plan items share: a project, a number that is never reused, a lead, a place in the months."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core import months
from core.fields import MonthField

number_validator = RegexValidator(r"^\d+(\.\d+)*[a-z]?$", _("A number looks like 4 or 4.2."))


class DueDayField(models.DateField):
    """The calendar day of a project month, kept beside it so that the database can compare days.

    Filled at each save: the exact day where the plan names one, else the last (or first) day of the
    month. Never edited by hand; `workpackages.timetable` saves the items anew when a project's start
    moves.
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


class PlanItem(models.Model):
    """Base of work packages, tasks, deliverables and milestones.

    `number` is the one of the grant agreement ("4", "4.2"), unique in its project and kind; an item
    is cancelled, never deleted, so a number is never reused. `code` is how people write it: D4.2.
    """

    PREFIX = ""

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

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def code(self) -> str:
        return f"{self.PREFIX}{self.number}"

    def clean(self):
        super().clean()
        if self.lead_id and self.project_id and self.lead.project_id != self.project_id:
            raise ValidationError({"lead": _("The lead is no partner of this project.")})

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
        super().clean()
        if self.project_id:
            self.project.check_month(self.first_month, "first_month")
            self.project.check_month(self.last_month, "last_month")


class Due(models.Model):
    """A due month, or an exact day where the plan names one; `due_on` is the day that counts."""

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
        super().clean()
        if self.project_id:
            self.project.check_month(self.due_month, "due_month")
            self.project.check_day(self.due_day, "due_day")
            if self.due_day and self.project.month(self.due_day) != self.due_month:
                raise ValidationError(
                    {
                        "due_day": _("This day lies in M%(month)d, not in the due month.")
                        % {"month": self.project.month(self.due_day)}
                    }
                )

    def is_late(self, today: date) -> bool:
        """Past its due day and still open."""
        return self.state in self.OPEN and self.due_on < today

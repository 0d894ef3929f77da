"""Tables of person-months as forms: one field for each cell, all of them saved or none."""

from dataclasses import dataclass
from datetime import date, datetime

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import MonthField, PortalForm, month_help, not_in_the_future, reason_field
from core.stale import WHILE_WRITING, StaleCheck, told
from workpackages import cell_changes, effort
from workpackages.comparison import NONE
from workpackages.forms.filters import ANY, id_field
from workpackages.models import ReportingPeriod


class PersonMonthsField(forms.DecimalField):
    """Person-months as people write them: 1.5 or 1,5; nothing means none."""

    default_error_messages = {
        "invalid": gettext_lazy("Write person-months such as 1.5."),
        "min_value": gettext_lazy("Not less than 0."),
    }

    def __init__(self, **kwargs):
        super().__init__(required=False, min_value=0, max_digits=7, decimal_places=2, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = "".join(value.split())  # blanks of thousands, and of cells that were pasted
            if "." not in value:
                value = value.replace(",", ".")
            if value in ("-", "–"):
                value = ""
        return super().to_python(value)


@dataclass(slots=True)
class Cell:
    """One input of the table; the page writes it by hand, for there are hundreds."""

    name: str
    label: str
    value: str
    errors: list[str]


class GridForm(PortalForm, forms.Form):
    """A table of person-months. The page carries the moment of the newest change it shows.

    When somebody saved in between, the form says who and what, keeps what was typed, and lets a
    second save through.
    """

    def __init__(self, *args, cells: dict[str, str], values: dict, changes: list, **kwargs):
        """`cells`: what the cell of each name is called; `values` and `changes`: as they are."""
        super().__init__(*args, **kwargs)
        self.now_there, self.changes = values, changes
        for name, label in cells.items():
            self.fields[name] = PersonMonthsField(label=label)
        self.fields["seen"] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.newest = cell_changes.newest(changes)

    def cell(self, name: str) -> Cell:
        if self.is_bound:
            value = self.data.get(name, "")
        else:
            value = self.now_there.get(name)
            value = number_format(value, 2, force_grouping=False) if value else ""
        return Cell(name, self.fields[name].label, value, self.errors.get(name, []))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("seen", "") != self.newest:
            since = cell_changes.since(self.changes, cleaned.get("seen", ""))
            raise ValidationError([WHILE_WRITING, *map(told, since)])
        return cleaned


class PlanForm(GridForm):
    """What each partner plans for each work package; only cells that differ are written."""

    reason = reason_field(gettext_lazy("Goes into the history. Such as: amendment 2."))

    def __init__(self, *args, project, partners, packages, planned: dict, **kwargs):
        """`planned`: {(work package id, participation id): Decimal}."""
        self.project, self.planned = project, planned
        self.partners, self.packages = partners, packages
        self.keys = {
            f"pm-{package.pk}-{partner.pk}": (package.pk, partner.pk)
            for partner in partners
            for package in packages
        }
        codes = {package.pk: package.code for package in packages}
        names = {partner.pk: partner.organisation.short_name for partner in partners}
        super().__init__(
            *args,
            cells={
                name: f"{names[partner]}, {codes[package]}"
                for name, (package, partner) in self.keys.items()
            },
            values={name: planned.get(key) for name, key in self.keys.items()},
            changes=cell_changes.of_plan(project, limit=None),
            **kwargs,
        )

    @property
    def rows(self):
        """(partner, its cells, its sum as it is saved)"""
        for partner in self.partners:
            cells = [self.cell(f"pm-{package.pk}-{partner.pk}") for package in self.packages]
            mine = [self.planned.get((package.pk, partner.pk), NONE) for package in self.packages]
            yield partner, cells, sum(mine, NONE)

    @property
    def sums(self):
        """By work package, as they are saved, and of all."""
        columns = [
            sum((self.planned.get((package.pk, each.pk), NONE) for each in self.partners), NONE)
            for package in self.packages
        ]
        return [*columns, sum(columns, NONE)]

    def save(self, *, by, now: datetime) -> int:
        cells = {key: self.cleaned_data[name] for name, key in self.keys.items()}
        return effort.plan(
            project=self.project, cells=cells, by=by, now=now, reason=self.cleaned_data["reason"]
        )


class ReportForm(GridForm):
    """A partner's report: its work packages, one more, and an explanation."""

    other = forms.TypedChoiceField(
        label=gettext_lazy("Another work package"), required=False, coerce=int, empty_value=None
    )
    comment = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("What differs from the plan, and why."),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, report, packages, others, reported: dict, changes, **kwargs):
        """`packages` have a row each, `others` are offered; `reported` is by their ids."""
        self.report, self.packages = report, packages
        self.keys = {f"pm-{package.pk}": package.pk for package in packages}
        cells = {f"pm-{package.pk}": package.code for package in packages}
        kwargs["initial"] = {"comment": report.comment}
        super().__init__(
            *args,
            cells=cells | {"pm-other": _("Another work package")},
            values={name: reported.get(pk) for name, pk in self.keys.items()},
            changes=changes,
            **kwargs,
        )
        choices = [(package.pk, str(package)) for package in others]
        self.fields["other"].choices = [("", _("none")), *choices]
        self.fields["other"].widget.attrs["aria-label"] = _("Another work package")

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout("comment")
        return helper

    @property
    def cells(self) -> dict:
        """By the id of the work package."""
        return {pk: self.cell(name) for name, pk in self.keys.items()}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("pm-other") and not cleaned.get("other"):
            self.add_error("other", _("Choose the work package of these person-months."))
        return cleaned

    def save(self, *, by, now: datetime, on: date, hands_in: bool):
        """Write it, and hand it in if that button was pressed; both or neither."""
        lines = {pk: self.cleaned_data[name] for name, pk in self.keys.items()}
        if self.cleaned_data["other"]:
            lines[self.cleaned_data["other"]] = self.cleaned_data["pm-other"]
        return effort.write(
            period=self.report.period,
            participation=self.report.participation,
            lines=lines,
            comment=self.cleaned_data["comment"].replace("\r\n", "\n"),
            by=by,
            now=now,
            hand_in_on=on if hands_in else None,
        )


class ReturnForm(PortalForm, forms.Form):
    """Why a report goes back to its partner."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Goes to the partner by mail, and into the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReportedForm(PortalForm, forms.Form):
    """When the periodic report went to the Commission."""

    on = forms.DateField(label=gettext_lazy("Handed in on"))
    reason = forms.CharField(
        label=gettext_lazy("Comment"),
        required=False,
        help_text=gettext_lazy("Goes into the history."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today

    def clean_on(self):
        return not_in_the_future(self.cleaned_data["on"], self.today)


class PeriodForm(StaleCheck, PortalForm, forms.ModelForm):
    """Enter or change a reporting period; its number is given once."""

    reason = reason_field(gettext_lazy("Goes into the history. Such as: amendment 2."))

    class Meta:
        model = ReportingPeriod
        fields = ["number", "first_month", "last_month", "effort_due_on", "report_due_on"]
        field_classes = {"first_month": MonthField, "last_month": MonthField}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance.project
        del self.fields["reason" if self.instance._state.adding else "number"]
        self.fields["first_month"].help_text = month_help(project.start, project.duration)

    @cached_property
    def helper(self):
        helper = super().helper
        shown = ["effort_due_on", "report_due_on", "reason", "version_seen"]
        helper.layout = Layout(
            *(["number"] if "number" in self.fields else []),
            Div("first_month", "last_month", css_class="side-by-side"),
            *(name for name in shown if name in self.fields),
        )
        return helper

    def _get_validation_exclusions(self):
        # No fields of the form, but the rules about them hold.
        return super()._get_validation_exclusions() - {"project", "number"}

    def save(self, *, by):
        values = {n: self.cleaned_data[n] for n in self.Meta.fields if n in self.fields}
        if self.instance._state.adding:
            return effort.enter_period(period=self.instance, by=by)
        reason = self.cleaned_data["reason"]
        return effort.change_period(period=self.instance, by=by, reason=reason, **values)


class EffortFilter(PortalForm, forms.Form):
    """The filter of the effort page; it lives in its address."""

    period = id_field(gettext_lazy("Period"))
    partner = id_field(gettext_lazy("Partner"))
    by = forms.ChoiceField(
        label=gettext_lazy("By"),
        required=False,
        choices=[("", gettext_lazy("partner")), ("package", gettext_lazy("work package"))],
    )

    def __init__(self, *args, periods, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [
            ("", _("all periods")),
            *((each.number, f"{each} ({each.span})") for each in periods),
        ]
        self.fields["partner"].choices = [*ANY, *((each.number, str(each)) for each in partners)]
        self.is_valid()

    def value(self, name):
        """What was asked for; None where it could not be read."""
        return self.cleaned_data.get(name)

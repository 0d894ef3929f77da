"""Entering and changing plan items: one form per kind."""

import re
from datetime import date
from functools import cached_property

from crispy_forms.layout import Div, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import (
    MonthField,
    MonthSpansField,
    PortalForm,
    SeveralField,
    month_help,
    reason_field,
)
from core.stale import StaleCheck
from partners.models import Participation, Person
from workpackages import planning
from workpackages.models import Code, Deliverable, Milestone, Review, Task, WorkPackage
from workpackages.querysets.partners import partners_today


class ItemForm(StaleCheck, PortalForm, forms.ModelForm):
    """Create or edit a plan item; the instance comes with its project (and work package)."""

    LAYOUT = ()

    reason = reason_field(_("Goes into the history. Such as: amendment 2."))

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        project = self.instance.project
        if not self.instance.pk:
            del self.fields["reason"]
        lead = self.fields["lead"]
        lead.queryset = partners_today(project, today, kept=self.instance.lead_id)
        lead.error_messages["invalid_choice"] = _(
            "This partner does not take part in the project today."
        )
        partners = Participation.objects.filter(project=project).select_related("organisation")
        self.fields["contributors"].queryset = partners
        for name in {
            "objectives",
            "description",
            "means_of_verification",
            "comments",
        } & self.fields.keys():
            self.fields[name].widget.attrs["rows"] = 6
        for name in {"first_month", "due_month"} & self.fields.keys():
            self.fields[name].help_text = month_help(project.start, project.duration)

    @cached_property
    def helper(self):
        helper = super().helper
        shown = ("reason", "version_seen")
        helper.layout = Layout(*self.LAYOUT, *(name for name in shown if name in self.fields))
        return helper

    def clean_number(self):
        """People write 4.2, T4.2 or t 4.2."""
        number = self.cleaned_data["number"].strip()
        return re.sub(rf"(?i)^{self.instance.PREFIX}\s*", "", number).lower()

    def _get_validation_exclusions(self):
        # These two are no fields of the form, but the rules about them hold.
        return super()._get_validation_exclusions() - {"project", "work_package"}

    def values(self) -> dict:
        """What was typed, by the fields of the model."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def save(self, *, by):
        """Enter the new item, or change the one there is. Raises ValidationError as these do."""
        values = self.values()
        if self.instance.pk:
            reason = self.cleaned_data["reason"]
            return planning.change(item=self.instance, by=by, reason=reason, **values)
        lists = {field.name for field in self.instance._meta.many_to_many}
        lists = {name: value for name, value in values.items() if name in lists}
        return planning.enter(item=self.instance, by=by, **lists)


def side_by_side(*fields):
    return Div(*fields, css_class="side-by-side")


class WorkPackageForm(ItemForm):
    LAYOUT = (
        *("number", "title", side_by_side("first_month", "last_month")),
        *("lead", "contributors", "objectives", "description"),
    )

    class Meta:
        model = WorkPackage
        fields = [
            *["number", "title", "first_month", "last_month", "lead", "contributors"],
            *["objectives", "description"],
        ]
        field_classes = {
            "first_month": MonthField,
            "last_month": MonthField,
            "contributors": SeveralField,
        }
        widgets = {"contributors": forms.CheckboxSelectMultiple}
        help_texts = {"number": _("Such as 4.")}


class TaskForm(ItemForm):
    """`months` says it all: the first and last month, and the intervals of a task that pauses."""

    LAYOUT = ("number", "title", "months", "lead", "contributors", "description")

    months = MonthSpansField(label=_("Months"))

    class Meta:
        model = Task
        fields = ["number", "title", "lead", "contributors", "description"]
        field_classes = {"contributors": SeveralField}
        widgets = {"contributors": forms.CheckboxSelectMultiple}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        project = self.instance.project
        self.fields["months"].help_text = _(
            "M12-M24; where it pauses, each interval: M1-M4, M10-M12. %(bounds)s"
        ) % {"bounds": month_help(project.start, project.duration)}
        if self.instance.pk:
            self.fields["months"].initial = self.instance.spans

    def clean_months(self):
        """Told to the instance too, whose other rules ask when the task ends."""
        spans = self.cleaned_data["months"]
        values = {
            "first_month": spans[0][0],
            "last_month": spans[-1][1],
            "intervals": spans if len(spans) > 1 else (),
        }
        try:
            self.instance.project.check_month(values["last_month"], "months")
        except ValidationError as refusal:
            raise ValidationError(refusal.message_dict["months"]) from None
        self.instance._meta.get_field("intervals").clean(values["intervals"], self.instance)
        for name, value in values.items():
            setattr(self.instance, name, value)
        return spans

    def values(self):
        names = ("first_month", "last_month", "intervals")
        return super().values() | {name: getattr(self.instance, name) for name in names}


class DeliverableForm(ItemForm):
    LAYOUT = (
        *("number", "title", "due_month", "due_day", "lead", "contributors"),
        *("type", "level", "reviewer", "description"),
    )

    class Meta:
        model = Deliverable
        fields = [
            *["number", "title", "due_month", "due_day", "lead", "contributors"],
            *["type", "level", "reviewer", "description"],
        ]
        field_classes = {"due_month": MonthField, "contributors": SeveralField}
        widgets = {"contributors": forms.CheckboxSelectMultiple}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        codes = Code.objects.of(self.instance.project)
        for name in ("type", "level"):
            self.offer(name, list(codes.offered(name, getattr(self.instance, name))))
        people = Person.objects.active().on_teams(self.instance.project, today)
        self.fields["reviewer"].queryset = people | Person.objects.filter(
            pk=self.instance.reviewer_id
        )

    def offer(self, name, codes) -> None:
        """The codes of one list of the project's programme, where it has one."""
        if codes:
            self.fields[name] = forms.ChoiceField(
                label=self.fields[name].label, choices=[(row.code, str(row)) for row in codes]
            )


class MilestoneForm(ItemForm):
    LAYOUT = (
        *("number", "title", "due_month", "due_day", "work_packages", "lead"),
        *("contributors", "means_of_verification"),
    )

    class Meta:
        model = Milestone
        fields = [
            *["number", "title", "due_month", "due_day", "work_packages", "lead"],
            *["contributors", "means_of_verification"],
        ]
        field_classes = {
            "due_month": MonthField,
            "contributors": SeveralField,
            "work_packages": SeveralField,
        }
        widgets = {
            "contributors": forms.CheckboxSelectMultiple,
            "work_packages": forms.CheckboxSelectMultiple,
        }
        help_texts = {"number": _("Such as 1.")}

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, today=today, **kwargs)
        self.fields["work_packages"].queryset = WorkPackage.objects.filter(
            project=self.instance.project
        )


class ReviewForm(ItemForm):
    LAYOUT = (
        *("number", "title", "due_month", "due_day", "venue", "lead"),
        *("contributors", "comments"),
    )

    class Meta:
        model = Review
        fields = [
            *["number", "title", "due_month", "due_day", "venue", "lead"],
            *["contributors", "comments"],
        ]
        field_classes = {"due_month": MonthField, "contributors": SeveralField}
        widgets = {"contributors": forms.CheckboxSelectMultiple}
        labels = {"due_month": _("Tentative month")}
        help_texts = {"number": _("Such as 1.")}


FORMS = {
    WorkPackage: WorkPackageForm,
    Task: TaskForm,
    Deliverable: DeliverableForm,
    Milestone: MilestoneForm,
    Review: ReviewForm,
}

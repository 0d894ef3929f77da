from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from workpackages.timetable import move_project


class TimetableForm(PortalForm, forms.Form):
    """A start and a duration to look at; nothing is written."""

    start = forms.DateField(
        label=_("Start"),
        help_text=_("The first day of month 1 (M1)."),
        validators=[MinValueValidator(date(1990, 1, 1)), MaxValueValidator(date(2100, 1, 1))],
        error_messages={"invalid": _("Write a day such as 2027-01-01.")},
    )
    duration = forms.IntegerField(
        label=_("Duration"), help_text=_("Full months."), min_value=1, max_value=240
    )

    def __init__(self, *args, project, **kwargs):
        self.project = project
        kwargs.setdefault("initial", {"start": project.start, "duration": project.duration})
        super().__init__(*args, **kwargs)

    def clean(self):
        cleaned = super().clean()
        now = (self.project.start, self.project.duration)
        if (cleaned.get("start"), cleaned.get("duration")) == now:
            raise ValidationError(_("This is how it is now."))
        return cleaned


class MoveForm(TimetableForm):
    """Do what was looked at: start and duration go along unseen."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Goes into the history of everything that moves. Such as: amendment 1."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="move_%s", **kwargs)
        for name in ("start", "duration"):
            self.fields[name].widget = forms.HiddenInput()

    def save(self, *, by):
        return move_project(self.project, by=by, **self.cleaned_data)

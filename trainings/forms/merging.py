"""Into which training another one is merged, and why."""

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from trainings.forms.days import ReasonForm


class IntoField(forms.ModelChoiceField):
    """Trainings by name, day and free seats."""

    def label_from_instance(self, row):
        return ngettext(
            "%(training)s, %(day)s (%(free)d seat free)",
            "%(training)s, %(day)s (%(free)d seats free)",
            row.seats_free,
        ) % {"training": row, "day": date_format(row.first_day), "free": row.seats_free}

    def to_python(self, value):
        # A number too large for a key is no choice; Django asks the database for it.
        if len(str(value or "")) > 18:
            raise forms.ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value},
            )
        return super().to_python(value)


class MergeForm(ReasonForm):
    into = IntoField(
        queryset=None,
        label=_("Merge it into"),
        empty_label=_("Choose a training"),
        error_messages={
            "required": _("Choose the training into which it is merged."),
            "invalid_choice": _(
                "This is no training of the programme whose days are fixed and ahead. "
                "Choose another one."
            ),
        },
        help_text=_("Trainings of the same programme whose days are fixed and ahead."),
    )
    field_order = ["into", "reason"]

    def __init__(self, *args, targets, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = targets

    def given(self) -> dict:
        return {**super().given(), "into": self.cleaned_data["into"]}

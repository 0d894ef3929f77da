"""What every form of the portal has in common: see "Forms" in docs/interface.md."""

import re
from datetime import date
from functools import cache
from zoneinfo import available_timezones

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core import months


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    """Browsers send a local moment without zone; Django reads it in the active time zone."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


NATIVE_INPUTS = {
    forms.DateField: (forms.DateInput, DateInput),
    forms.TimeField: (forms.TimeInput, TimeInput),
    forms.DateTimeField: (forms.DateTimeInput, DateTimeInput),
}


class PortalForm:
    """Mixin for forms and model forms, named first: `class MoveForm(PortalForm, forms.Form)`.

    Gives crispy its helper (the page writes the <form> and its buttons) and the browser's own
    inputs for days and times. The error summary and the marks come from templates/bootstrap5.
    """

    use_required_attribute = False  # our messages, not the browser's bubbles

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            plain, native = NATIVE_INPUTS.get(type(field), (None, None))
            if plain and type(field.widget) is plain:
                field.widget = native(field.widget.attrs)

    def carry_out(self, act, **given) -> bool:
        """Whether the form is valid and the act was done; what the act returned is in `outcome`.

        What an act refuses (ValidationError) stands at the form's field, or in its summary.
        """
        if not self.is_valid():
            return False
        try:
            self.outcome = act(**given)
        except ValidationError as refusal:
            messages = getattr(refusal, "error_dict", {NON_FIELD_ERRORS: refusal})
            for field, errors in messages.items():
                self.add_error(field if field in self.fields else None, errors)
            return False
        return True

    @cached_property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


def reason_field(help_text="") -> forms.CharField:
    """Why something is changed, for those who want to say it."""
    help_text = help_text or _("Goes into the history.")
    return forms.CharField(label=_("Why"), required=False, max_length=500, help_text=help_text)


def not_in_the_future(day: date, today: date) -> date:
    """The day, for a `clean_...`. Raises ValidationError for one after today."""
    if day > today:
        raise ValidationError(_("This day has not come yet."))
    return day


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows. A number too large for a key is no choice; Django asks the database for it."""

    def clean(self, value):
        for key in value or ():
            if len(str(key)) > 18:  # the digits that 64 bits hold whatever they are
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key},
                )
        return super().clean(value)


class MonthField(forms.IntegerField):
    """A project month as people write it: 21, M21 or m 21. Its value is the number."""

    widget = forms.TextInput
    default_error_messages = {"invalid": _("Write a project month such as M21.")}

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 1)
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"^\s*[Mm]\s*", "", value)
        return super().to_python(value)

    def prepare_value(self, value):
        return months.label(value) if isinstance(value, int) else value

    def widget_attrs(self, widget):
        return {"class": "short", "autocomplete": "off"}


class MonthSpansField(forms.CharField):
    """Intervals of project months as people write them: M12-M24, or M1-M4, M10."""

    def to_python(self, value):
        try:
            return months.parse_spans(super().to_python(value))
        except ValueError as error:
            raise ValidationError(
                gettext("“%s” is no interval of months. Write M12-M24, or M1-M4, M10.") % error,
                code="months",
            ) from None

    def prepare_value(self, value):
        return value if isinstance(value, str) else months.spans_text(value or ())

    def has_changed(self, initial, data):
        try:
            return months.parse_spans(data or "") != tuple(initial or ())
        except ValueError:
            return True

    def run_validators(self, value):
        """Its value is no text."""


def month_help(start: date, duration: int) -> str:
    """The hint of a month field: what M1 and the last month are."""
    return gettext("M1 is %(first)s; the last, M%(last)d, is %(end)s.") % {
        "first": date_format(start, "YEAR_MONTH_FORMAT"),
        "last": duration,
        "end": date_format(months.last_day(start, duration), "YEAR_MONTH_FORMAT"),
    }


class ZoneChoiceField(forms.ChoiceField):
    """A time zone, European ones first."""

    def __init__(self, **kwargs):
        kwargs.pop("max_length", None)
        super().__init__(choices=zone_choices, **kwargs)


@cache
def zone_choices() -> list:
    """Read from the zone database once: it is a walk over a folder."""
    names = sorted(name for name in available_timezones() if "/" in name and name[:3] != "Etc")
    europe = [(name, _zone_label(name)) for name in names if name.startswith("Europe/")]
    world = [(name, _zone_label(name)) for name in names if not name.startswith("Europe/")]
    return [(_("Europe"), europe), (_("World"), world)]


def _zone_label(name: str) -> str:
    region, _slash, place = name.partition("/")
    return f"{place.replace('_', ' ')} ({region})"


class WithProject:
    """A choice that says of which project it is."""

    def label_from_instance(self, row):
        return f"{row.project.acronym}: {row}"


class ChoicesWithProject(WithProject, forms.ModelChoiceField):
    pass


class SeveralWithProject(WithProject, SeveralField):
    pass


class KeptForm(forms.ModelForm):
    """The table's constraints hold for fields too that an admin page only shows.

    Django leaves out a constraint as soon as one of its fields is read-only, or is the row above
    this one, and fails on saving.
    """

    def full_clean(self):
        super().full_clean()
        left_empty = self.empty_permitted and not self.has_changed()
        if self.is_bound and not self.errors and not left_empty:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                for field, errors in refusal.update_error_dict({}).items():
                    self.add_error(field if field in self.fields else None, errors)

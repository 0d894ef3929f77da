"""The days of a training, and why they change."""

from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DateInput, PortalForm, TimeInput
from trainings.days import MOST_DAYS, Slot, check_slots, outside_window


class ReasonForm(PortalForm, forms.Form):
    """Why something is done; `sequence` is the state of the training that the person saw."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        error_messages={"required": _("Say why: everybody registered reads it.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sequence = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, training, needs_reason=True, reason_help="", asked_why="", **kwargs):
        self.training = training
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = needs_reason
        self.fields["reason"].help_text = reason_help
        if asked_why:
            self.fields["reason"].error_messages["required"] = asked_why
        self.fields["sequence"].initial = training.sequence

    def given(self) -> dict:
        """What the acts take."""
        return {
            "reason": self.cleaned_data["reason"],
            "sequence": self.cleaned_data["sequence"],
        }


class DaysForm(ReasonForm):
    """The days of a training: those it has, and empty rows for more. An emptied row takes one away.

    Date, start and end of a day stand as day_1, starts_1, ends_1, ...
    """

    def __init__(self, *args, slots=(), may_open=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.slots_before = list(slots)
        rows = []
        for number in range(1, MOST_DAYS + 1):
            names = [f"day_{number}", f"starts_{number}", f"ends_{number}"]
            slot = slots[number - 1] if number <= len(slots) else None
            values = (slot.day, slot.starts, slot.ends) if slot else (None, None, None)
            if number == 1 and not slot:
                values = (None, "09:00", "17:00")
            kinds = (
                (forms.DateField, DateInput, _("Date")),
                (forms.TimeField, TimeInput, _("Starts")),
                (forms.TimeField, TimeInput, _("Ends")),
            )
            for name, (field, widget, label), value in zip(names, kinds, values, strict=True):
                self.fields[name] = field(
                    label=label, widget=widget(), initial=value, required=number == 1
                )
            rows.append(
                Fieldset(
                    gettext("Day %(number)d") % {"number": number},
                    Div(*names, css_class="side-by-side"),
                    css_class="group",
                )
            )
        shown = max(len(slots), 1)
        more = gettext("More days")
        self.helper.layout = Layout(
            *rows[:shown],
            HTML(f'<details class="more"{" open" if self._more_typed(shown) else ""}>'),
            HTML(f"<summary>{more}</summary>"),
            *rows[shown:],
            HTML("</details>"),
            "reason",
            "sequence",
        )
        if may_open:
            self.fields["open_registration"] = forms.BooleanField(
                label=_("Open registration at once"), required=False, initial=True
            )
            self.helper.layout.append(Field("open_registration"))

    def clean(self):
        self.slots = []
        for number in range(1, MOST_DAYS + 1):
            day, starts, ends = (
                self.cleaned_data.get(f"{name}_{number}") for name in ("day", "starts", "ends")
            )
            if not day:
                continue
            for name, value in ((f"starts_{number}", starts), (f"ends_{number}", ends)):
                if value is None and name not in self.errors:
                    self.add_error(name, _("Enter the hour."))
            if starts and ends:
                self._take(number, Slot(day, starts, ends))
        if self.slots_before and sorted(self.slots) == self.slots_before:
            self.add_error("day_1", _("These are the days it has now."))
        outside = outside_window(self.training, self.slots)
        if outside and not self.cleaned_data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("%(outside)s Say why.") % {"outside": outside})
        return self.cleaned_data

    def given(self) -> dict:
        given = {**super().given(), "slots": self.slots}
        if "open_registration" in self.fields:
            given["open_registration"] = self.cleaned_data["open_registration"]
        return given

    def _take(self, number, slot) -> None:
        if slot.ends <= slot.starts:
            self.add_error(f"ends_{number}", _("It ends before it starts."))
            return
        try:
            check_slots(self.training, [slot])
        except ValidationError as refusal:
            self.add_error(f"day_{number}", refusal.message_dict["slots"])
            return
        if any(slot.day == other.day for other in self.slots):
            self.add_error(f"day_{number}", _("The same day stands here twice."))
            return
        self.slots.append(slot)

    def _more_typed(self, shown) -> bool:
        return any(self.data.get(f"day_{n}") for n in range(shown + 1, MOST_DAYS + 1))

"""The forms of meetings, their minutes and their decisions."""

from functools import cached_property

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm, ZoneChoiceField, reason_field
from core.stale import StaleCheck
from workpackages import meetings
from workpackages.forms.filters import ANY, ListFilter, search_field
from workpackages.forms.items import side_by_side
from workpackages.models import Decision, Meeting

OF_EVERYBODY = {Meeting.Kind.BOARD, Meeting.Kind.ASSEMBLY, Meeting.Kind.REVIEW}


class MeetingFilter(ListFilter):
    SORTS = ("title", "kind_label", "first_day", "place", "state_label", "actions")

    q = search_field()
    kind = forms.ChoiceField(label=_("Kind"), choices=[*ANY, *Meeting.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("State"), choices=[*ANY, *Meeting.State.choices], required=False
    )

    def narrow(self, rows):
        return rows.matching(
            text=self.value("q"), kind=self.value("kind"), state=self.value("state")
        )


class WrittenForm(StaleCheck, PortalForm, forms.ModelForm):
    """Changes some columns of a meeting, and says why."""

    reason = reason_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            del self.fields["reason"]

    def save(self, *, by):
        """Enter the new meeting, or change the one there is. Raises ValidationError."""
        if not self.instance.pk:
            return meetings.enter(meeting=self.instance, by=by)
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        reason = self.cleaned_data["reason"]
        return meetings.change(meeting=self.instance, by=by, reason=reason, **values)


class MeetingForm(WrittenForm):
    """`hosts`: the partners whose people may edit it. The coordinator alone calls those in."""

    zone = ZoneChoiceField(label=_("Time zone"), help_text=_("Of the place."))

    class Meta:
        model = Meeting
        fields = [
            *["title", "kind", "host", "first_day", "last_day", "starts", "ends", "zone"],
            *["venue", "city", "country", "online_url", "agenda"],
        ]
        widgets = {"agenda": forms.Textarea(attrs={"rows": 8})}

    def __init__(self, *args, coordinates: bool, hosts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["host"].queryset = hosts
        if not coordinates:
            self.fields["host"].required = True
            self.fields["kind"].choices = [
                (value, label)
                for value, label in Meeting.Kind.choices
                if value not in OF_EVERYBODY or value == self.instance.kind
            ]

    @cached_property
    def helper(self):
        helper = super().helper
        helper.layout = Layout(
            *("title", "kind", "host"),
            Fieldset(
                gettext("When"),
                side_by_side("first_day", "last_day"),
                side_by_side("starts", "ends"),
                "zone",
                css_class="group",
            ),
            Fieldset(
                gettext("Where"),
                "venue",
                side_by_side("city", "country"),
                "online_url",
                css_class="group",
            ),
            "agenda",
            *(name for name in ("reason", "version_seen") if name in self.fields),
        )
        return helper


class MinutesForm(WrittenForm):
    class Meta:
        model = Meeting
        fields = ["attendance", "notes"]
        widgets = {
            "attendance": forms.Textarea(attrs={"rows": 8}),
            "notes": forms.Textarea(attrs={"rows": 16}),
        }


class DecisionForm(PortalForm, forms.ModelForm):
    class Meta:
        model = Decision
        fields = ["text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting

    def save(self, *, by):
        text = self.cleaned_data["text"]
        if self.instance.pk:
            return meetings.reword(decision=self.instance, by=by, text=text)
        return meetings.decide(meeting=self.meeting, by=by, text=text)


class StrikeForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Reason"), max_length=500, help_text=_("Goes into the history.")
    )

    def save(self, *, decision, by, on):
        return meetings.strike(decision=decision, by=by, on=on, **self.cleaned_data)

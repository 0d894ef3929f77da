from datetime import date

from crispy_forms.layout import Layout
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core.forms import PortalForm
from partners.models import Participation, Person
from workpackages import bulk
from workpackages.forms.moving import FollowersField

ASKS = {  # the field of ChangeForm by the kind of change; cancelling asks nothing
    "lead": "partner",
    "join": "partner",
    "leave": "partner",
    "move": "months",
    "reviewer": "reviewer",
}


class ChangeForm(PortalForm, forms.Form):
    """What is to be done to the ticked items; they go along unseen."""

    picked = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(choices=list(bulk.KINDS.items()), widget=forms.HiddenInput)
    next = forms.CharField(widget=forms.HiddenInput, required=False)
    partner = forms.ModelChoiceField(Participation.objects.none(), label=_("Partner"))
    months = forms.IntegerField(
        label=_("Months"),
        min_value=-240,
        max_value=240,
        help_text=_("2 is two months later, -1 one month earlier."),
    )
    reviewer = forms.ModelChoiceField(
        Person.objects.none(),
        label=_("Reviewer"),
        help_text=_("Approves the draft before the coordinator submits it."),
    )

    def __init__(self, *args, project, kind: str, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        for name in {"partner", "months", "reviewer"} - {ASKS.get(kind)}:
            del self.fields[name]
        partners = Participation.objects.filter(project=project).select_related("organisation")
        if "partner" in self.fields:
            self.fields["partner"].queryset = (
                partners if kind == "leave" else partners.current(today)
            )
        if "reviewer" in self.fields:
            people = Person.objects.active().on_teams(project, today)
            self.fields["reviewer"].queryset = people

    def clean_months(self):
        if self.cleaned_data["months"] == 0:
            raise ValidationError(_("By 0 months nothing moves."))
        return self.cleaned_data["months"]

    @property
    def change(self) -> bulk.Change:
        """Of a valid form."""
        kind = self.cleaned_data["kind"]
        return bulk.Change(kind, self.cleaned_data.get(ASKS.get(kind, "")))


class ConfirmForm(PortalForm, forms.Form):
    """Do what was shown."""

    accepted = FollowersField()
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Goes into the history of each item. Such as: amendment 2."),
    )
    quiet = forms.BooleanField(label=_("Do not notify them"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, kind: str, people, followers, seen: str, **kwargs):
        super().__init__(*args, auto_id="do_%s", initial={"seen": seen}, **kwargs)
        self.fields["reason"].required = kind == "cancel"
        if not people:
            del self.fields["quiet"]
        self.fields["accepted"].offer(followers)

    @cached_property
    def helper(self):
        helper = super().helper
        # What moves along has a table of its own.
        helper.layout = Layout(*(name for name in self.fields if name != "accepted"))
        return helper

    def save(self, **given):
        return bulk.carry_out(
            seen=self.cleaned_data["seen"],
            reason=self.cleaned_data["reason"],
            notify=not self.cleaned_data.get("quiet"),
            accepted=self.cleaned_data["accepted"],
            **given,
        )

    def show_again(self, seen: str) -> None:
        """With what was typed, for the plan as it is by now."""
        if self.is_bound:
            self.data = self.data.copy()
            self.data["seen"] = seen

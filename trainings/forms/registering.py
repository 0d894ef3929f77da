"""Who comes: opening registration, adding, rejecting, finding people in the list."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.fields import NormalisedEmailFormField
from core.forms import PortalForm, SeveralField
from trainings import eligibility
from trainings.models import Registration


class OpenForm(PortalForm, forms.Form):
    """Moments are read and shown in the zone of the training: the view activates it."""

    opens = forms.DateTimeField(
        label=_("Opens"), required=False, help_text=_("Empty: it is open now.")
    )
    closes = forms.DateTimeField(
        label=_("Closes"), required=False, help_text=_("Empty: when the training starts.")
    )


class AddForm(PortalForm, forms.Form):
    """Somebody who phoned or wrote, or whom the rule leaves out."""

    email = NormalisedEmailFormField(
        label=_("E-mail address"),
        help_text=_("Of somebody on a partner's team or named by a buyer of this project."),
    )
    override = forms.CharField(
        label=_("Why"),
        max_length=200,
        help_text=_("It stands in the list as the reason for which they come."),
    )

    def __init__(self, *args, programme, today, **kwargs):
        self.people = eligibility.people_of(programme, today)
        super().__init__(*args, **kwargs)

    def clean_email(self):
        person = self.people.filter(email=self.cleaned_data["email"]).first()
        if person is None:
            raise ValidationError(
                _("Nobody in this project has this address. The coordinator can invite them.")
            )
        self.cleaned_data["person"] = person
        return self.cleaned_data["email"]


class ApproveForm(forms.Form):
    """The ticked rows of the list; which of them still wait for an answer the act looks up."""

    item = SeveralField(
        queryset=None, error_messages={"required": _("Tick at least one application.")}
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = rows


class WithdrawForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organiser may read it."),
    )


class RejectForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The person reads it."),
    )


class RegistrationFilter(forms.Form):
    q = forms.CharField(
        label=_("Name, address or organisation"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("all registered")),
            *((state.value, state.label) for state in Registration.ACTIVE),
            ("ended", _("no longer registered")),
        ],
    )

    def apply(self, rows):
        """The rows that the filter lets through; what it does not know it ignores."""
        given = self.cleaned_data if self.is_valid() else {}
        state = given.get("state", "")
        if state == "ended":
            rows = rows.ended()
        else:
            rows = rows.filter(state=state) if state else rows.active()
        return rows.matching(given.get("q", ""))

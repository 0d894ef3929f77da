"""Inviting: whom to ask, what is sent, and until when they answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.fields import NormalisedEmailFormField
from core.forms import PortalForm, SeveralField
from trainings import gap


class PrepareForm(PortalForm, forms.Form):
    """The people to invite, as `<organisation>-<person>`; `rows` are what the page shows."""

    chosen = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one person.")},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["chosen"].choices = [
            (f"{row.organisation.pk}-{person.pk}", person) for row in rows for person in row.people
        ]

    def pairs(self) -> list[tuple[int, int]]:
        """(organisation, person) as ids."""
        found = []
        for value in self.cleaned_data["chosen"]:
            organisation, _dash, person = value.partition("-")
            found.append((int(organisation), int(person)))
        return found


class SomebodyForm(PortalForm, forms.Form):
    """Somebody whom the organisation does not name here."""

    organisation = forms.TypedChoiceField(label=_("For which organisation"), coerce=int)
    name = forms.CharField(label=_("Name"), max_length=150)
    email = NormalisedEmailFormField(
        label=_("E-mail address"),
        max_length=254,
        help_text=_("They need no account: the mail has a link by which they answer."),
    )

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.organisations = {row.organisation.pk: row.organisation for row in rows}
        self.fields["organisation"].choices = [
            ("", "---------"),
            *((pk, row.name) for pk, row in self.organisations.items()),
        ]

    def clean_organisation(self):
        return self.organisations[self.cleaned_data["organisation"]]


class ChangeForm(PortalForm, forms.Form):
    """Somebody else of the same organisation."""

    person = forms.ModelChoiceField(label=_("Who is asked"), queryset=None, empty_label=None)

    def __init__(self, *args, invitation, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = gap.people_of(
            invitation.organisation, invitation.training, today
        )
        self.fields["person"].initial = invitation.person_id


class SendForm(PortalForm, forms.Form):
    """`rows` are the prepared invitations; `everybody` sends them all, of other pages too."""

    invitations = SeveralField(
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    answer_by = forms.DateField(
        label=_("Answer by"),
        help_text=_("The links work until the end of this day, at the training's place."),
    )
    everybody = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["invitations"].queryset = rows

    def clean(self):
        cleaned = super().clean()
        chosen = cleaned.get("everybody") or cleaned.get("invitations")
        if not chosen and "invitations" not in self.errors:
            self.add_error("invitations", _("Choose at least one invitation."))
        return cleaned

    def ids(self) -> list[int] | None:
        """None: all that are prepared."""
        if self.cleaned_data["everybody"]:
            return None
        return [row.pk for row in self.cleaned_data["invitations"]]


class ResendForm(PortalForm, forms.Form):
    answer_by = forms.DateField(label=_("Answer by"))


class RevokeForm(PortalForm, forms.Form):
    reason = forms.CharField(
        label=_("Why"), required=False, max_length=200, help_text=_("Goes into the history.")
    )

"""The forms of people, their places and their invitations."""

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import (
    password_validators_help_text_html,
    validate_password,
)
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.forms import PortalForm, ZoneChoiceField, reason_field
from partners import consortium, inviting
from partners.models import Person, TeamMember


class LanguageField(forms.ChoiceField):
    """In which language mails come; each is named in itself."""

    def __init__(self, **kwargs):
        super().__init__(label=_("Language"), choices=settings.LANGUAGES, **kwargs)


def language_of_somebody_new() -> LanguageField:
    return LanguageField(
        required=False,
        help_text=_("Of the mails to them. Who is known already keeps their own."),
    )


class InviteToTeamForm(PortalForm, forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("First name and surname."))
    email = forms.EmailField(label=_("E-mail address"))
    access = forms.ChoiceField(
        label=_("Access"),
        choices=TeamMember.Access,
        initial=TeamMember.Access.EDITOR,
        help_text=TeamMember._meta.get_field("access").help_text,
    )
    function = forms.CharField(
        label=_("Function"),
        max_length=100,
        required=False,
        help_text=_("Such as: project manager, trainer, financial officer."),
    )
    language = language_of_somebody_new()

    def save(self, *, participation, by, now):
        return inviting.invite_to_team(
            participation=participation, by=by, now=now, **self.cleaned_data
        )


class InviteReaderForm(PortalForm, forms.Form):
    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("First name and surname."))
    email = forms.EmailField(label=_("E-mail address"))
    function = forms.CharField(
        label=_("Function"),
        max_length=100,
        required=False,
        help_text=_("Such as: project officer, reviewer, auditor."),
    )
    language = language_of_somebody_new()

    def save(self, *, project, by, now):
        return inviting.invite_reader(project=project, by=by, now=now, **self.cleaned_data)


class PlaceForm(PortalForm, forms.ModelForm):
    class Meta:
        model = TeamMember
        fields = ["access", "function"]

    def save(self, *, by):
        return consortium.change(row=self.instance, by=by, **self.cleaned_data)


class EndPlaceForm(PortalForm, forms.Form):
    until = forms.DateField(label=_("Last day"), help_text=_("The place holds to its end."))
    reason = reason_field()

    def save(self, *, place, by):
        return consortium.end_place(place=place, by=by, **self.cleaned_data)


class WithLanguage:
    """Mixin: in which language the person gets mail."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = LanguageField(
            initial=self.person.language,
            help_text=_(
                "Mails, calendars and the pages that are open to everybody come in this language; "
                "the rest of the portal is in English."
            ),
        )

    @property
    def person(self) -> Person:
        return self.instance


class AcceptForm(WithLanguage, PortalForm, forms.Form):
    """What a person says when they open their account."""

    name = forms.CharField(label=_("Your name"), max_length=150)
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html,
    )
    zone = ZoneChoiceField(label=_("Your time zone"))
    country = CountryField(blank=True).formfield(
        label=_("Your country"),
        required=False,
        help_text=Person._meta.get_field("country").help_text,
    )

    def __init__(self, *args, person, **kwargs):
        self.invited = person
        initial = {"name": person.name, "zone": person.zone, "country": person.country}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def person(self) -> Person:
        return self.invited

    def clean(self):
        cleaned_data = super().clean()
        if "password" in cleaned_data:
            person = Person(email=self.person.email, name=cleaned_data.get("name", ""))
            try:
                validate_password(cleaned_data["password"], person)
            except forms.ValidationError as refusal:
                self.add_error("password", refusal)
        return cleaned_data

    def save(self, *, token, now):
        return inviting.accept(token=token, now=now, **self.cleaned_data)


class ProfileForm(WithLanguage, PortalForm, forms.ModelForm):
    zone = ZoneChoiceField(label=_("Time zone"), help_text=_("Times are shown in this zone."))
    preferred_hour = forms.TypedChoiceField(
        label=_("Preferred hour"),
        help_text=_("Reminders arrive at this hour of your day."),
        choices=[(hour, f"{hour}:00") for hour in range(24)],
        coerce=int,
    )

    class Meta:
        model = Person
        fields = ["name", "zone", "country", "preferred_hour"]

    def save(self, *, by):
        return consortium.change(row=self.instance, by=by, **self.cleaned_data)

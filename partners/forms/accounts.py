"""allauth's forms, looking at `Person.email` only: its EmailAddress table opens no door."""

from allauth.account import forms as allauth_forms
from django import forms

from core.text import normalise_email
from partners.models import Person


class LoginForm(allauth_forms.LoginForm):
    def clean_login(self):
        """In its one spelling, so that the throttle counts all spellings together."""
        return normalise_email(super().clean_login())


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def clean_email(self):
        email = normalise_email(self.cleaned_data["email"])
        self.users = [person for person in Person.objects.filter(email=email) if person.is_active]
        return email


class ResetTokenForm(allauth_forms.UserTokenForm):
    """The link of a reset mail; it ends when the account is closed."""

    def clean(self):
        cleaned_data = super().clean()
        if not self.reset_user.is_active:
            self.reset_user = None
            raise forms.ValidationError("This account is not active.")
        return cleaned_data

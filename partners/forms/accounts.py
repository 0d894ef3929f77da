"""allauth's forms, looking at `Person.email` only: its EmailAddress table opens no door.

Their labels are those of the other pages.
"""

from allauth.account import forms as allauth_forms
from django import forms
from django.utils.translation import gettext_lazy as _

from core.text import normalise_email
from partners.models import Person


class LoginForm(allauth_forms.LoginForm):
    def clean_login(self):
        """In its one spelling, so that the throttle counts all spellings together."""
        return normalise_email(super().clean_login())


class ResetPasswordForm(allauth_forms.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail address")

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


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Current password")
        label_new(self)


class ResetPasswordKeyForm(allauth_forms.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        label_new(self)


def label_new(form) -> None:
    form.fields["password1"].label = _("New password")
    form.fields["password2"].label = _("New password, once more")

"""allauth as this portal uses it.

By invitation only; one address per person, in `Person.email` and not in allauth's EmailAddress
table; every account mail goes through the outbox.
"""

from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from partners import emails

# The notices allauth can send, by the last word of its template's name.
NOTICES = {
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was changed by a link from a mail."),
    "password_set": _("Your account got a password."),
    "recovery_codes_generated": _("New recovery codes were made; the older ones no longer work."),
    "totp_activated": _("A second factor was switched on."),
    "totp_deactivated": _("The second factor was switched off."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not belong together."),
        "enter_current_password": _("This is not your password. Type the one you have now."),
        "incorrect_password": _("This is not your password."),
    }

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        """Only the two below are left to send anything; a mail that nobody wrote is an error."""
        raise LookupError(f"no account mail is named {template_prefix}")

    def send_password_reset_mail(self, user, email, context):
        emails.password_reset(user, link=context["password_reset_url"], now=timezone.now())

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        emails.account_notice(
            user,
            notice=NOTICES[template_prefix.rpartition("/")[2]],
            ip=self.get_client_ip(self.request),
            user_agent=self.get_http_user_agent(self.request)[:200],
            now=timezone.now(),
        )

    def get_reset_password_from_key_url(self, key):
        """At our own name, whatever name the request was made to."""
        return settings.BASE_URL + urlsplit(super().get_reset_password_from_key_url(key)).path

    def reauthenticate(self, user, password):
        found = self.authenticate(self.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def respond_user_inactive(self, request, user):
        """A passkey of an account that is not active: no more is said than for a wrong password."""
        messages.error(request, _("This log in was not accepted."))
        return redirect("account_login")

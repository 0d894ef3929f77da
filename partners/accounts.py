"""What happens to an account, other than by its owner's hand."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.history import record
from partners import emails, inviting
from partners.models import Person


@transaction.atomic
def close(*, person: Person, reason: str, by: Person, now: datetime) -> Person:
    """No log in from this moment; their places end with it, and so do invitations on their way."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.account == Person.Account.CLOSED:
        raise ValidationError(_("This account is closed already."))
    for invitation in person.invitations.unanswered():
        inviting.revoke(invitation=invitation, by=by, now=now)
    had_account = person.account == Person.Account.ACTIVE
    person.close_account(by=by, reason=reason)
    if had_account:
        emails.account_closed(person, change=person.history.latest("history_id").pk)
    return person


@transaction.atomic
def reopen(*, person: Person, by: Person, now: datetime):
    """A closed account, or none: an invitation to open it, outside of any project.

    A closed account's places hold again, as far as they have not ended. None: nothing to offer.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.account == Person.Account.CLOSED:
        person.account = Person.Account.NONE
        record(person, _("Account may be opened again"), "account", by=by)
    return inviting.invite_to_account(person=person, project=None, by=by, now=now)


@transaction.atomic
def change_address(*, person: Person, email: str, by: Person) -> Person:
    """From now on they log in with the new one; both are told. Links of reset mails end."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    old = person.email
    person.email = email
    person.full_clean(exclude=["password"])
    if person.email != old:
        record(person, _("Address changed"), "email", by=by)
        if person.account == Person.Account.ACTIVE:
            change = person.history.latest("history_id").pk
            emails.address_changed(person, old=old, change=change)
    return person


@transaction.atomic
def remove_second_factor(*, person: Person, by: Person) -> Person:
    """For whoever lost the device: they log in with the password alone, and are told."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    factors = Authenticator.objects.filter(user=person)
    if not factors.exists():
        raise ValidationError(_("has no second factor."))
    factors.delete()
    record(person, _("Second factor removed"), "account", by=by)
    emails.second_factor_removed(person, change=person.history.latest("history_id").pk)
    return person

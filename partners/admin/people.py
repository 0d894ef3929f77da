"""People, their accounts and their invitations in Django admin: docs/decisions/0010."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin import ActWithReason, KeptAdmin, ReadOnlyAdmin, Rows
from partners import accounts, inviting
from partners.forms.accounts import ResetPasswordForm
from partners.forms.people import LanguageField
from partners.models import Invitation, Person, TeamMember


class OwnPlaceRows(Rows):
    model = TeamMember
    fields = ["participation", "access", "function", "since", "until"]
    autocomplete_fields = ["participation"]


def act_on_each(admin_page, request, rows, act, done):
    """`act(row)` for each row, with what it refuses; `done(n)` says how many it was done to."""
    count = 0
    for row in rows:
        try:
            act(row)
        except ValidationError as refusal:
            admin_page.message_user(request, f"{row}: {refusal.messages[0]}", messages.WARNING)
        else:
            count += 1
    if count:
        admin_page.message_user(request, done(count) % count, messages.SUCCESS)


@admin.register(Person)
class PersonAdmin(KeptAdmin):
    """Passwords are set by nobody here. Administrators are changed by superusers only."""

    list_display = ["name", "email", "account", "country", "is_staff", "last_login"]
    list_filter = ["account", "language", "is_staff", "is_superuser", "is_demo"]
    search_fields = ["search_text"]
    fieldsets = [
        (None, {"fields": ["name", "email", "account", "last_login", "created_at"]}),
        (
            gettext_lazy("Profile"),
            {"fields": ["language", "zone", "country", "preferred_hour"]},
        ),
        (
            gettext_lazy("Administration"),
            {"fields": ["is_staff", "is_superuser", "is_demo"]},
        ),
    ]
    inlines = [OwnPlaceRows]
    action_form = ActWithReason
    actions = ["send_invitation", "send_reset", "remove_second_factor", "close_accounts"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "language":
            return LanguageField(initial=db_field.default)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        if obj and obj.is_staff and obj != request.user and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        fixed = ["account", "last_login", "created_at", "is_demo"]
        if not request.user.is_superuser or obj == request.user:
            fixed += ["is_staff", "is_superuser"]
        return fixed

    def save_model(self, request, person, form, change):
        if not change:
            person.set_unusable_password()
        elif "email" in form.changed_data:
            accounts.change_address(person=person, email=person.email, by=request.user)
        super().save_model(request, person, form, change)

    @admin.action(description=gettext_lazy("Send an invitation to open the account"))
    def send_invitation(self, request, people):
        def act(person):
            offered = accounts.reopen(person=person, by=request.user, now=timezone.now())
            if offered is None:
                raise ValidationError(_("has an account, or an invitation on its way."))

        self._act(
            request,
            people,
            act,
            lambda n: ngettext("%d invitation sent.", "%d invitations sent.", n),
        )

    @admin.action(description=gettext_lazy("Send a link to a new password"))
    def send_reset(self, request, people):
        def act(person):
            if not person.is_active:
                raise ValidationError(_("has no active account."))
            form = ResetPasswordForm({"email": person.email})
            form.full_clean()
            form.save(request)

        self._act(request, people, act, lambda n: ngettext("%d link sent.", "%d links sent.", n))

    @admin.action(description=gettext_lazy("Remove second factor and passkeys (lost device)"))
    def remove_second_factor(self, request, people):
        self._act(
            request,
            people,
            lambda person: accounts.remove_second_factor(person=person, by=request.user),
            lambda n: ngettext("%d second factor removed.", "%d second factors removed.", n),
        )

    @admin.action(description=gettext_lazy("Close the account (give the reason beside)"))
    def close_accounts(self, request, people):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            self.message_user(request, _("Give the reason beside the act."), messages.ERROR)
            return
        self._act(
            request,
            people,
            lambda person: accounts.close(
                person=person, reason=reason, by=request.user, now=timezone.now()
            ),
            lambda n: ngettext("%d account closed.", "%d accounts closed.", n),
        )

    def _act(self, request, people, act, done):
        def guarded(person):
            if person == request.user or not self.has_change_permission(request, person):
                raise ValidationError(_("is not yours to change here."))
            act(person)

        act_on_each(self, request, people, guarded, done)


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    """Written by acts only: whoever invites does it from the project's pages."""

    list_display = [
        "person",
        "offer",
        "project",
        "participation",
        "state_now",
        "sent_at",
        "expires_at",
    ]
    list_filter = ["project", "offer", "sent_at"]
    list_select_related = ["person", "project", "participation__organisation"]
    search_fields = ["person__search_text", "project__acronym"]
    exclude = ["token_hash"]
    actions = ["resend", "revoke"]

    @admin.display(description=gettext_lazy("state"))
    def state_now(self, invitation):
        return invitation.state(timezone.now()).label

    @admin.action(description=gettext_lazy("Resend with a new link"), permissions=["view"])
    def resend(self, request, invitations):
        now = timezone.now()
        act_on_each(
            self,
            request,
            invitations,
            lambda row: inviting.resend(invitation=row, by=request.user, now=now),
            lambda n: ngettext("%d invitation sent again.", "%d invitations sent again.", n),
        )

    @admin.action(description=gettext_lazy("Revoke: the link ends"), permissions=["view"])
    def revoke(self, request, invitations):
        now = timezone.now()
        act_on_each(
            self,
            request,
            invitations,
            lambda row: inviting.revoke(invitation=row, by=request.user, now=now),
            lambda n: ngettext("%d invitation revoked.", "%d invitations revoked.", n),
        )

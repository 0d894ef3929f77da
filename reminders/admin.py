from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from core.admin import Finding, ReadOnlyAdmin
from reminders.models import Entry, Preference, Rule
from reminders.planning import plan
from reminders.ruling import COLUMNS


@admin.register(Rule)
class RuleAdmin(Finding, SimpleHistoryAdmin):
    """Defaults and projects' own rules. A change counts from now on; a rule is switched off, never
    deleted: the ledger names it."""

    list_display = ["kind_label", "role_label", "project", "days_before", "late_from", "is_on"]
    list_display_links = ["kind_label"]
    list_filter = ["is_on", "kind", "delivery", "project"]
    list_select_related = ["project"]
    search_fields = ["kind", "role", "project__acronym"]
    autocomplete_fields = ["project"]
    readonly_fields = ["active_from", "planned_until"]
    fields = ["project", "kind", "role", *COLUMNS, "active_from", "planned_until"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, *(["project", "kind", "role"] if obj else [])]

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if change:
            plan(now)  # by the rule as it was until now
            changed = {name: getattr(obj, name) for name in form.changed_data}
            obj.change(by=request.user, now=now, **changed)
        else:
            obj.active_from = now
            super().save_model(request, obj, form, change)

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("kind of date"), ordering="kind")
    def kind_label(self, rule):
        return rule.kind_label

    @admin.display(description=_("who is told"), ordering="role")
    def role_label(self, rule):
        return rule.role_label


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    """Read-only: the record of who was told what."""

    list_display = ["label", "words", "person", "project", "due", "shown_state_label", "reason"]
    list_filter = ["state", "mail__state", "kind", "project", "due"]
    list_select_related = ["person", "project", "mail"]
    search_fields = ["label", "item_key", "person__name", "person__email"]
    date_hierarchy = "due"
    fields = [
        *["label", "kind", "item_key", "moment", "person", "project", "rule", "words", "due"],
        *["shown_state_label", "reason", "mail_link", "created_at", "decided_at", "trail"],
    ]

    def get_queryset(self, request):
        unread = ("mail__text", "mail__html", "mail__attachments", "mail__headers")
        return super().get_queryset(request).defer(*unread)

    @admin.display(description=_("state"), ordering="state")
    def shown_state_label(self, entry):
        return entry.shown_state_label

    @admin.display(description=_("reminder"), ordering="step")
    def words(self, entry):
        return entry.words

    @admin.display(description=_("mail"))
    def mail_link(self, entry):
        if not entry.mail_id:
            return ""
        address = reverse("admin:outbox_mail_change", args=[entry.mail_id])
        return format_html('<a href="{}">{}</a>', address, entry.mail)


@admin.register(Preference)
class PreferenceAdmin(Finding, SimpleHistoryAdmin):
    list_display = ["person", "rhythm", "weekday"]
    list_filter = ["rhythm", "weekday"]
    list_select_related = ["person"]
    search_fields = ["person__name", "person__email"]
    autocomplete_fields = ["person"]

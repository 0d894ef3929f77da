"""Meetings and actions in Django admin: written through the acts of their pages."""

from django.contrib import admin
from django.utils.translation import gettext as _

from core.admin import ReadOnlyAdmin, Shown
from core.forms import KeptForm
from workpackages import actions, meetings
from workpackages.admin.items import ActsAdmin
from workpackages.models import Action, Decision, Meeting


class Decisions(Shown):
    """Written and struck out on the page of the meeting."""

    model = Decision
    fields = readonly_fields = ["number", "text", "withdrawn_on"]


class Actions(Shown):
    model = Action
    show_change_link = True
    fields = readonly_fields = ["text", "owner", "due_on", "state"]
    RELATED = ("owner",)


class MeetingAdminForm(KeptForm):
    def clean(self):
        cleaned = super().clean()
        meetings.check_minutes(self.instance, cleaned)
        project = self.instance.project if self.instance.pk else cleaned.get("project")
        moved = set(meetings.DAYS) & set(self.changed_data) & cleaned.keys()
        if project:
            meetings.check_days(project, {name: cleaned[name] for name in moved})
        return cleaned


@admin.register(Meeting)
class MeetingAdmin(ActsAdmin):
    form = MeetingAdminForm
    acts = meetings.ACTS
    list_display = ["title", "project", "kind", "first_day", "last_day", "city", "state"]
    list_filter = ["state", "kind", "project", "is_illustrative"]
    list_select_related = ["project"]
    search_fields = ["search_text", "project__acronym"]
    autocomplete_fields = ["project"]
    date_hierarchy = "first_day"
    inlines = [Decisions, Actions]

    def get_exclude(self, request, obj=None):
        return [] if obj else ["slug"]  # follows from the title

    def get_readonly_fields(self, request, obj=None):
        return ["project", "slug", "state"] if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk = meetings.enter(meeting=obj, by=request.user).pk
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        reason = _("In the administration")
        meetings.change(meeting=obj, by=request.user, reason=reason, **values)


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Read-only: what meetings decided."""

    list_display = ["meeting", "number", "text", "withdrawn_on"]
    list_filter = ["meeting__project", "withdrawn_on"]
    list_select_related = ["meeting"]
    search_fields = ["text", "meeting__title"]


class ActionAdminForm(KeptForm):
    def clean(self):
        cleaned = super().clean()
        actions.check_sources(cleaned, self.instance)
        return cleaned


@admin.register(Action)
class ActionAdmin(ActsAdmin):
    form = ActionAdminForm
    acts = actions.ACTS
    list_display = ["text", "project", "owner", "due_on", "meeting", "risk", "state"]
    list_filter = ["state", "project"]
    list_select_related = ["project", "owner", "meeting", "risk"]
    search_fields = ["text", "owner__name", "owner__email", "project__acronym"]
    autocomplete_fields = ["project", "meeting", "risk", "owner"]
    date_hierarchy = "due_on"

    def get_readonly_fields(self, request, obj=None):
        return ["project", "state", "done_on"] if obj else []

    def save_model(self, request, obj, form, change):
        if not change:
            obj.pk = actions.assign(action=obj, by=request.user).pk
            return
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        reason = _("In the administration")
        actions.change(action=obj, by=request.user, reason=reason, **values)

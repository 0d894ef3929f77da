"""Invitations in Django admin: read here; their acts tell people and keep the history."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy

from core.admin import KeptAdmin
from trainings import inviting
from trainings.admin.trainings import Acting, ReasonActionForm, reason
from trainings.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(Acting, KeptAdmin):
    action_form = ReasonActionForm
    list_display = ["person", "organisation", "training", "state", "answer_by", "answered_at"]
    list_filter = ["state", "training__project", "training"]
    list_select_related = ["person", "organisation", "training"]
    search_fields = ["person__search_text", "organisation__short_name", "training__title"]
    date_hierarchy = "prepared_at"
    actions = ["nudge", "revoke"]

    def has_add_permission(self, request):
        """They are prepared out of the gap, on the training's page."""
        return False

    def has_change_permission(self, request, obj=None):
        """The list has its actions; a row is only read."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=gettext_lazy("Nudge who has not answered"))
    def nudge(self, request, queryset):
        for row in queryset.select_related("training", "person"):
            self.attempt(
                request,
                str(row.person),
                inviting.nudge_one,
                invitation=row,
                by=request.user,
                now=timezone.now(),
            )

    @admin.action(description=gettext_lazy("Take back"))
    def revoke(self, request, queryset):
        for row in queryset.select_related("training", "person"):
            self.attempt(
                request,
                str(row.person),
                inviting.revoke,
                invitation=row,
                by=request.user,
                now=timezone.now(),
                reason=reason(request),
            )

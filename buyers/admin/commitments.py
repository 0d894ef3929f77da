"""The ledger of commitments in Django admin: read, and withdrawn with a reason."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import commitment as acts
from buyers.models import Commitment
from core.admin import ActWithReason, ReadOnlyAdmin
from core.text import fold


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyAdmin):
    """Drafts are their buyer's alone, here too."""

    action_form = ActWithReason
    actions = ["withdraw"]
    list_display = [
        *["organisation", "group", "need", "year", "level", "quantity", "value", "currency"],
        *["state", "valid_until", "recorded_at"],
    ]
    list_filter = ["state", "level", "year", "group__project", "group", "is_disclosed", "currency"]
    list_select_related = ["organisation", "group", "need"]
    search_fields = [
        *["organisation__search_text", "organisation__short_name", "need__search_text"],
        "group__name",
    ]
    date_hierarchy = "recorded_at"
    exclude = ["dossier"]

    def get_queryset(self, request):
        return super().get_queryset(request).recorded()

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

    @admin.action(description=gettext_lazy("Withdraw the selected ones, for a reason"))
    def withdraw(self, request, queryset):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("This act needs a reason: write it beside the action."))
            return
        for row in queryset:
            try:
                acts.withdraw(commitment=row, by=request.user, reason=reason, now=timezone.now())
            except ValidationError as refusal:
                messages.error(request, f"{row}: {' '.join(refusal.messages)}")
            else:
                messages.success(request, _("%s is withdrawn.") % row)

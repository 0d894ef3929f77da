"""What the admin pages of all apps have in common."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from core.forms import KeptForm
from core.text import fold


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only acts write."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class KeptAdmin(SimpleHistoryAdmin):
    """Rows that people were shown: each save has its history and its author, nothing is deleted.

    An older version is read, never put back: that would go past the acts. Search by `search_text`
    takes words without case and accents.
    """

    form = KeptForm
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def revert_disabled(self, request, obj=None):
        return True

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method == "POST":  # the package hides its button and saves all the same
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_search_results(self, request, queryset, search_term):
        if "search_text" in self.search_fields:
            search_term = fold(search_term)
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, obj, form, change):
        obj._change_reason = _("In the administration")
        super().save_model(request, obj, form, change)

"""Saved filters in Django admin: renamed, shared or no longer, removed."""

from django.contrib import admin

from core.forms import KeptForm
from workpackages.models import SavedFilter


@admin.register(SavedFilter)
class SavedFilterAdmin(admin.ModelAdmin):
    form = KeptForm
    list_display = ["name", "page", "project", "person", "is_shared", "query"]
    list_filter = ["page", "is_shared", "project"]
    list_select_related = ["project", "person"]
    list_per_page = 50
    show_full_result_count = False
    search_fields = ["name", "person__search_text", "project__acronym"]
    readonly_fields = ["project", "person", "page", "query"]

    def has_add_permission(self, request):
        return False  # a filter is saved on the page that it filters

"""The code lists in Django admin."""

from django.contrib import admin

from core.admin import KeptAdmin
from workpackages.models import Code


@admin.register(Code)
class CodeAdmin(KeptAdmin):
    """Deliverables name a code by its letters: these never change; it is taken out of the offer."""

    list_display = ["code", "label", "programme", "list", "position", "is_active"]
    list_display_links = ["code", "label"]
    list_filter = ["programme", "list", "is_active"]
    search_fields = ["code", "label"]
    fields = ["programme", "list", "code", "label", "position", "is_active"]

    def get_readonly_fields(self, request, obj=None):
        return ["programme", "list", "code"] if obj else []

"""Baselines in Django admin: read and searched, never changed."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy

from core.admin import ReadOnlyAdmin
from workpackages.models import Baseline, BaselineItem


@admin.register(Baseline)
class BaselineAdmin(ReadOnlyAdmin):
    list_display = ["name", "project", "taken_at", "taken_by", "count"]
    list_filter = ["project"]
    list_select_related = ["project", "taken_by"]
    search_fields = ["name", "reason", "project__acronym"]
    date_hierarchy = "taken_at"

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(number_of_items=Count("items"))

    @admin.display(description=gettext_lazy("items"), ordering="number_of_items")
    def count(self, baseline):
        return baseline.number_of_items


@admin.register(BaselineItem)
class BaselineItemAdmin(ReadOnlyAdmin):
    list_display = [
        *["number", "title", "kind", "baseline", "lead", "state", "first_month", "last_month"],
        "ends_on",
    ]
    list_display_links = ["number", "title"]
    list_filter = ["kind", "baseline__project", "baseline"]
    list_select_related = ["baseline", "lead__organisation"]
    search_fields = ["=number", "title", "baseline__name"]

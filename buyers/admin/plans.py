"""Feasibility plans and their parts in Django admin. What acts own is read here."""

from django.contrib import admin

from buyers.models import FeasibilityPlan, PartApproval, PartVersion, PlanPart
from core.admin import KeptAdmin, ReadOnlyAdmin, Shown
from core.text import fold


@admin.register(FeasibilityPlan)
class FeasibilityPlanAdmin(KeptAdmin):
    """Begun on the page of its group, with its parts; currency, unit and years are changed there,
    where its figures are asked first."""

    list_display = ["title", "group", "currency", "unit", "first_year", "years", "decisions_due"]
    list_filter = ["group__project", "currency", "is_illustrative"]
    list_select_related = ["group"]
    search_fields = ["title", "group__name"]
    readonly_fields = [
        *["project", "group", "currency", "unit", "first_year", "years"],
        *["decisions_due", "decisions_asked_on", "is_illustrative"],
    ]

    def has_add_permission(self, request):
        return False


class Versions(Shown):
    model = PartVersion
    fields = ["number", "note", "written_at", "written_by"]
    RELATED = ("written_by",)


@admin.register(PlanPart)
class PlanPartAdmin(ReadOnlyAdmin):
    """Written, approved and assigned on its page."""

    list_display = ["number", "plan", "owner", "state", "version", "due_on"]
    list_filter = ["plan__group", "state", "number"]
    list_select_related = ["plan", "owner"]
    search_fields = ["plan__title", "plan__group__name", "owner__search_text"]
    date_hierarchy = "due_on"
    exclude = ["dossier"]
    inlines = [Versions]


@admin.register(PartVersion)
class PartVersionAdmin(ReadOnlyAdmin):
    list_display = ["part", "number", "note", "written_at", "written_by"]
    list_filter = ["part__plan__group", "part__number"]
    list_select_related = ["part", "written_by"]
    search_fields = ["text", "note", "written_by__search_text"]
    date_hierarchy = "written_at"


@admin.register(PartApproval)
class PartApprovalAdmin(ReadOnlyAdmin):
    list_display = ["part", "version", "organisation", "verdict", "given_at", "given_by"]
    list_filter = ["part__plan__group", "verdict", "part__number"]
    list_select_related = ["part", "organisation", "given_by"]
    search_fields = ["organisation__search_text", "comment"]
    date_hierarchy = "given_at"

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

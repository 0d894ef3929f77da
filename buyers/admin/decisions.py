"""Risks, gates and decisions of feasibility plans in Django admin: read; pages write them."""

from django.contrib import admin

from buyers.models import Decision, Gate, PlanRisk
from core.admin import ReadOnlyAdmin
from core.text import fold


@admin.register(PlanRisk)
class PlanRiskAdmin(ReadOnlyAdmin):
    list_display = ["risk", "plan", "bearer", "buyer_percent", "stage"]
    list_filter = ["bearer", "stage", "plan__project", "plan__group"]
    list_select_related = ["risk", "plan"]
    search_fields = ["risk__search_text", "plan__title", "reason"]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))


@admin.register(Gate)
class GateAdmin(ReadOnlyAdmin):
    list_display = ["kind", "plan", "planned_on", "passed_on", "note"]
    list_filter = ["kind", "plan__project", "plan__group"]
    list_select_related = ["plan"]
    search_fields = ["plan__title", "note"]


@admin.register(Decision)
class DecisionAdmin(ReadOnlyAdmin):
    """Nobody decides for a buyer, here neither: the member's next decision corrects it."""

    list_display = [
        *["organisation", "plan", "verdict", "stands", "decided_on", "signatory"],
        *["recorded_at", "recorded_by"],
    ]
    list_filter = ["verdict", "stands", "project", "plan__group"]
    list_select_related = ["organisation", "plan", "recorded_by"]
    search_fields = ["organisation__search_text", "organisation__short_name", "signatory"]
    date_hierarchy = "decided_on"
    exclude = ["dossier"]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

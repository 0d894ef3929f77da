"""Costs, quantities, funding and scenarios of feasibility plans in Django admin.

The acts of the plan's pages write them; here they are read. Rates of funding schemes are data that
administrators keep: a scheme that is offered no longer is switched off, not deleted.
"""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from buyers.models import (
    BudgetLine,
    BuyerVolume,
    CostItem,
    CostShare,
    FundingScheme,
    FundingSource,
    Scenario,
    ScenarioPrice,
)
from core.admin import KeptAdmin, ReadOnlyAdmin, Shown

REMOVED = ("removed_on", admin.EmptyFieldListFilter)


class ShareRows(Shown):
    model = CostShare
    fields = ["organisation", "percent"]
    RELATED = ("organisation",)


@admin.register(CostItem)
class CostItemAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "is_today", "phase", "nature", "amount", "key", "removed_on"]
    list_filter = ["plan__project", "plan", "is_today", "phase", "nature", "key", REMOVED]
    list_select_related = ["plan"]
    search_fields = ["name", "source", "plan__title"]
    inlines = [ShareRows]


@admin.register(BuyerVolume)
class BuyerVolumeAdmin(ReadOnlyAdmin):
    list_display = ["organisation", "plan", "quantity", "from_year", "to_year", "discloses"]
    list_filter = ["plan__project", "plan", "discloses"]
    list_select_related = ["organisation", "plan"]
    search_fields = ["organisation__search_text", "organisation__short_name", "plan__title"]


@admin.register(FundingScheme)
class FundingSchemeAdmin(KeptAdmin):
    """Of a scheme that sources name the kind stays: their fields follow from it."""

    list_display = ["name", "kind", "rate", "is_eu", "valid_from", "valid_until", "is_active"]
    list_filter = ["kind", "is_eu", "is_active"]
    search_fields = ["name", "source"]

    def get_readonly_fields(self, request, obj=None):
        return ["kind"] if obj else []


class LineRows(Shown):
    model = BudgetLine
    fields = ["year", "amount"]


@admin.register(FundingSource)
class FundingSourceAdmin(ReadOnlyAdmin):
    list_display = ["name", "plan", "whose", "scheme", "rate", "interest", "term", "removed_on"]
    list_filter = ["plan__project", "plan", "scheme__kind", "scheme", REMOVED]
    list_select_related = ["plan", "organisation", "scheme"]
    search_fields = ["name", "organisation__search_text", "scheme__name", "plan__title"]
    inlines = [LineRows]

    @admin.display(description=_("buyer"), ordering="organisation__short_name")
    def whose(self, source):
        return source.organisation.short_name if source.organisation else _("all buyers")


class PriceRows(Shown):
    model = ScenarioPrice
    fields = ["cost", "amount"]
    RELATED = ("cost",)


@admin.register(Scenario)
class ScenarioAdmin(ReadOnlyAdmin):
    list_display = [
        *["name", "plan", "case", "is_base", "option", "discount_rate", "indexation"],
        *["quantity_percent", "price_percent", "removed_on"],
    ]
    list_filter = ["plan__project", "plan", "case", "is_base", REMOVED]
    list_select_related = ["plan", "option"]
    search_fields = ["name", "plan__title"]
    inlines = [PriceRows]

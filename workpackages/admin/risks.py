"""The risk register in Django admin: written through the acts of its pages."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import KeptAdmin, ReadOnlyAdmin, Shown
from workpackages import risks
from workpackages.admin.items import ItemAdmin
from workpackages.models import Risk, RiskBands, RiskScore, StateOfPlay


class Scores(Shown):
    """How the risk was seen; scores are added on its page."""

    model = RiskScore
    fields = readonly_fields = [
        *["scored_on", "likelihood", "impact", "meeting", "scored_by", "comment"],
    ]
    RELATED = ("meeting", "scored_by")


@admin.register(Risk)
class RiskAdmin(ItemAdmin):
    acts = risks.ACTS
    list_display = ["code", "title", "project", "category", "lead", "level", "review_on", "state"]
    list_display_links = ["code", "title"]
    list_filter = [*ItemAdmin.list_filter, "category", "is_foreseen"]
    date_hierarchy = "review_on"
    filter_horizontal = ["work_packages"]
    inlines = [Scores]

    @admin.display(description=gettext_lazy("level"))
    def level(self, risk):
        return risk.level

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            risks.enter(risk=obj, by=request.user, on=timezone.localdate())


@admin.register(RiskBands)
class RiskBandsAdmin(KeptAdmin):
    list_display = ["project", "amber_from", "red_from"]
    list_select_related = ["project"]
    search_fields = ["project__acronym"]
    autocomplete_fields = ["project"]

    def get_readonly_fields(self, request, obj=None):
        return ["project"] if obj else []

    def save_model(self, request, obj, form, change):
        risks.set_bands(
            project=obj.project,
            by=request.user,
            amber_from=obj.amber_from,
            red_from=obj.red_from,
            reason=_("In the administration"),
        )


@admin.register(RiskScore)
class RiskScoreAdmin(ReadOnlyAdmin):
    """Read-only: the record of how risks were seen."""

    list_display = ["risk", "scored_on", "likelihood", "impact", "meeting", "scored_by", "comment"]
    list_filter = ["risk__project", "scored_on"]
    list_select_related = ["risk", "meeting", "scored_by"]
    search_fields = ["risk__title", "comment", "meeting__title"]
    date_hierarchy = "scored_on"


@admin.register(StateOfPlay)
class StateOfPlayAdmin(ReadOnlyAdmin):
    """Read-only: what is reported for each period; it is written on the pages of the register."""

    list_display = ["risk", "period", "applied", "materialised", "comment"]
    list_filter = ["risk__project", "period", "applied", "materialised"]
    list_select_related = ["risk", "period"]
    search_fields = ["risk__title", "comment"]

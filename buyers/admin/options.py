"""The options of feasibility plans in Django admin. Scores are read here and never written."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from buyers.models import Clause, Criterion, PlanOption, Score, ScoreSheet
from core.admin import KeptAdmin, ReadOnlyAdmin, Shown


@admin.register(PlanOption)
class PlanOptionAdmin(KeptAdmin):
    """Choosing and taking out are acts of the plan's page."""

    list_display = ["name", "plan", "question", "kind", "state"]
    list_filter = ["plan__group__project", "question", "state"]
    list_select_related = ["plan"]
    search_fields = ["name", "plan__title"]
    readonly_fields = ["plan", "question", "state"]

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("kind"))
    def kind(self, option):
        return option.get_form_display() if option.form else option.get_contract_display()


@admin.register(Criterion)
class CriterionAdmin(KeptAdmin):
    list_display = ["name", "plan", "question", "weight", "removed_on"]
    list_filter = [
        *["plan__group__project", "question", ("removed_on", admin.EmptyFieldListFilter)]
    ]
    list_select_related = ["plan"]
    search_fields = ["name", "plan__title"]
    readonly_fields = ["plan", "question", "removed_on"]

    def has_add_permission(self, request):
        return False


class Scores(Shown):
    model = Score
    fields = ["option", "criterion", "value"]
    RELATED = ("option", "criterion")


@admin.register(ScoreSheet)
class ScoreSheetAdmin(ReadOnlyAdmin):
    """What was given; a draft is its member's alone."""

    list_display = ["organisation", "plan", "question", "discloses", "given_on"]
    list_filter = ["plan__group__project", "question", "discloses"]
    list_select_related = ["organisation", "plan"]
    search_fields = ["organisation__search_text", "plan__title"]
    date_hierarchy = "given_on"
    inlines = [Scores]

    def get_queryset(self, request):
        return super().get_queryset(request).given()


@admin.register(Clause)
class ClauseAdmin(KeptAdmin):
    list_display = ["topic", "plan", "state", "owner"]
    list_filter = ["plan__group__project", "topic", "state"]
    list_select_related = ["plan", "owner"]
    search_fields = ["text", "plan__title"]
    autocomplete_fields = ["owner"]
    readonly_fields = ["plan", "topic"]

    def has_add_permission(self, request):
        return False

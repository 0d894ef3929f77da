"""Unmet needs in Django admin. What buyers answer is read here and never written."""

from django.contrib import admin
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from buyers.models import Indicator, Need, NeedShare, PriorArt, ShareIndicator
from core.admin import KeptAdmin, ReadOnlyAdmin, Rows, Shown

BUYERS_DRAFT = Q(state=Need.State.DRAFT, organisation__isnull=False)


class IndicatorRows(Rows):
    model = Indicator
    fields = ["name", "unit", "baseline", "target"]


@admin.register(Need)
class NeedAdmin(KeptAdmin):
    """Sharing and closing are acts of the need's page. A buyer's draft is its own, here too."""

    list_display = ["code", "title", "group", "organisation", "state", "priority", "answers_due"]
    list_filter = ["group__project", "group", "state", "priority"]
    list_select_related = ["group", "organisation"]
    search_fields = ["search_text"]
    autocomplete_fields = ["cpv"]
    date_hierarchy = "answers_due"
    readonly_fields = ["group", "organisation", "number", "state", "is_illustrative"]
    inlines = [IndicatorRows]

    def get_queryset(self, request):
        return super().get_queryset(request).exclude(BUYERS_DRAFT)

    def has_add_permission(self, request):
        return False  # the group's page gives it its number

    @admin.display(description=_("code"), ordering="number")
    def code(self, need):
        return need.code


class OwnValues(Shown):
    model = ShareIndicator
    fields = ["indicator", "baseline", "target"]
    RELATED = ("indicator",)


@admin.register(NeedShare)
class NeedShareAdmin(ReadOnlyAdmin):
    """What was given; a draft is its buyer's alone."""

    list_display = ["need", "organisation", "state", "quantity", "price_estimate", "currency"]
    list_filter = ["need__group", "state", "discloses"]
    list_select_related = ["need", "organisation"]
    search_fields = ["organisation__search_text", "need__search_text"]
    date_hierarchy = "given_on"
    inlines = [OwnValues]

    def get_queryset(self, request):
        return super().get_queryset(request).given()


@admin.register(PriorArt)
class PriorArtAdmin(KeptAdmin):
    list_display = ["title", "need", "kind", "trl", "covers", "removed_on"]
    list_filter = ["need__group", "kind", "covers", ("removed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["need"]
    search_fields = ["search_text"]
    readonly_fields = ["need", "removed_on"]

    def get_queryset(self, request):
        needs = Need.objects.filter(BUYERS_DRAFT).order_by()
        return super().get_queryset(request).exclude(need__in=needs.values("pk"))

    def has_add_permission(self, request):
        return False

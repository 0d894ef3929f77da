"""Buyer groups in Django admin."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from buyers.models import BuyerGroup, BuyerMembership, BuyerPerson
from core.admin import InProject, KeptAdmin, Rows
from workpackages.models import Meeting, Risk


class MemberRows(Rows):
    model = BuyerMembership
    fields = ["organisation", "tier", "since", "until"]
    autocomplete_fields = ["organisation"]


class PersonRows(Rows):
    model = BuyerPerson
    fields = ["person", "function", "since", "until"]
    autocomplete_fields = ["person"]


@admin.register(BuyerGroup)
class BuyerGroupAdmin(InProject, KeptAdmin):
    list_display = ["name", "project", "task", "lead_procurer", "is_illustrative"]
    list_filter = ["project"]
    list_select_related = ["project", "task", "lead_procurer__organisation"]
    search_fields = ["name", "project__acronym"]
    autocomplete_fields = ["project", "task"]
    filter_horizontal = ["meetings", "risks"]
    OF_PROJECT = (Meeting, Risk)
    inlines = [MemberRows]

    def get_readonly_fields(self, request, obj=None):
        """Trainings and mails know the group by its address."""
        return ["project", "slug", "is_illustrative"] if obj else ["is_illustrative"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "lead_procurer":
            group = request.resolver_match.kwargs.get("object_id")
            kwargs["queryset"] = BuyerMembership.objects.filter(group=group).select_related(
                "organisation"
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(BuyerMembership)
class BuyerMembershipAdmin(KeptAdmin):
    """A change of tier ends one membership and begins the next: the group's page does that."""

    list_display = ["organisation", "group", "project", "tier", "since", "until"]
    list_filter = ["group__project", "group", "tier", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["organisation", "group__project"]
    search_fields = ["organisation__search_text", "organisation__short_name", "group__name"]
    autocomplete_fields = ["group", "organisation"]
    date_hierarchy = "since"
    inlines = [PersonRows]

    def get_readonly_fields(self, request, obj=None):
        return ["group", "organisation", "tier"] if obj else []

    @admin.display(description=_("project"), ordering="group__project__acronym")
    def project(self, membership):
        return membership.group.project


@admin.register(BuyerPerson)
class BuyerPersonAdmin(KeptAdmin):
    list_display = ["person", "membership", "group", "function", "since", "until"]
    list_filter = ["membership__group", ("until", admin.EmptyFieldListFilter)]
    list_select_related = ["person", "membership__organisation", "membership__group"]
    search_fields = ["person__search_text", "membership__organisation__search_text", "function"]
    autocomplete_fields = ["person", "membership"]
    date_hierarchy = "since"

    @admin.display(description=_("buyer group"), ordering="membership__group__name")
    def group(self, place):
        return place.membership.group

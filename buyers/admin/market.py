"""Market consultations and open data in Django admin. Pages enter and publish; here is repaired."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from buyers.models import (
    Consultation,
    ConsultationQuestion,
    Need,
    PlannedProcurement,
    PlanningDocument,
    SupplierContact,
)
from core.admin import KeptAdmin, ReadOnlyAdmin
from core.forms import KeptForm, SeveralField


class QuestionForm(KeptForm):
    """What is published is never changed, here neither."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.published_at:
            for field in self.fields.values():
                field.disabled = True


class QuestionRows(admin.StackedInline):
    model = ConsultationQuestion
    form = QuestionForm
    fields = ["number", "text", "asked_by", "asked_on", "answer", "published_at"]
    readonly_fields = ["number", "published_at"]
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None):
        """Numbers are drawn by the act."""
        return False


@admin.register(Consultation)
class ConsultationAdmin(KeptAdmin):
    list_display = ["title", "number", "group", "state", "opens_on", "closes_on", "is_illustrative"]
    list_filter = ["group__project", "group", "state", "channel"]
    list_select_related = ["group__project"]
    search_fields = ["search_text"]
    date_hierarchy = "opens_on"
    readonly_fields = ["group", "number", "state", "is_illustrative"]
    inlines = [QuestionRows]

    def has_add_permission(self, request):
        """Numbers are drawn by the act."""
        return False

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Needs that its group shares: a draft is its owner's alone."""
        found = Consultation.objects.filter(pk=request.resolver_match.kwargs.get("object_id"))
        needs = Need.objects.filter(group__in=found.values("group")).exclude(state="draft")
        kwargs |= {
            "queryset": needs.order_by("number"),
            "form_class": SeveralField,
            "widget": forms.CheckboxSelectMultiple,
        }
        return db_field.formfield(**kwargs)


@admin.register(SupplierContact)
class SupplierContactAdmin(ReadOnlyAdmin):
    list_display = ["supplier", "consultation", "day", "channel", "entered_by", "struck_on"]
    list_filter = [
        *["consultation__group", "channel", "size"],
        ("struck_on", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["consultation", "entered_by"]
    search_fields = ["supplier", "told"]
    date_hierarchy = "day"


@admin.register(PlannedProcurement)
class PlannedProcurementAdmin(KeptAdmin):
    list_display = ["title", "group", "project", "procedure", "notice_on", "tender_on"]
    list_filter = ["group__project", "procedure", "category"]
    list_select_related = ["group__project"]
    search_fields = ["title", "group__name"]
    autocomplete_fields = ["group"]

    def get_readonly_fields(self, request, obj=None):
        return ["group"] if obj else []

    @admin.display(description=_("project"), ordering="group__project__acronym")
    def project(self, procurement):
        return procurement.group.project


@admin.register(PlanningDocument)
class PlanningDocumentAdmin(KeptAdmin):
    """Files are added and taken out on the page of the group."""

    list_display = ["title", "group", "type", "language", "published_on", "removed_on"]
    list_filter = ["group__project", "type", ("removed_on", admin.EmptyFieldListFilter)]
    list_select_related = ["group"]
    search_fields = ["title", "description", "group__name"]
    autocomplete_fields = ["group"]
    date_hierarchy = "published_on"
    readonly_fields = ["file", "removed_on"]

    def get_readonly_fields(self, request, obj=None):
        return [*self.readonly_fields, "group"] if obj else self.readonly_fields

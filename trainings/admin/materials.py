"""Materials in Django admin: what is said of them is changed by the act, and they are taken out."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import KeptAdmin
from trainings import materials
from trainings.admin.trainings import Acting
from trainings.models import Material, Module


@admin.register(Material)
class MaterialAdmin(Acting, KeptAdmin):
    """A material comes with its file, so it is added on its page; its versions are under Files."""

    list_display = ["title", "programme", "module", "training", "language", "audience", "is_out"]
    list_filter = ["audience", "language", ("removed_at", admin.EmptyFieldListFilter), "project"]
    list_select_related = ["programme", "module", "training"]
    search_fields = ["title", "programme__title", "training__title"]
    readonly_fields = ["project", "programme", "training", "removed_at"]
    actions = ["take_out", "put_back"]

    def has_add_permission(self, request):
        return False

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Modules of the material's own programme."""
        if db_field.name == "module" and (pk := request.resolver_match.kwargs.get("object_id")):
            of = Material.objects.filter(pk=pk).values("programme")
            kwargs["queryset"] = Module.objects.filter(programme__in=of)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("taken out"), boolean=True)
    def is_out(self, material):
        return material.removed_at is not None

    @admin.action(description=gettext_lazy("Take out"))
    def take_out(self, request, queryset):
        given = {"by": request.user, "now": timezone.now()}
        for row in queryset:
            self.attempt(request, row.title, materials.take_out, material=row, **given)

    @admin.action(description=gettext_lazy("Put back"))
    def put_back(self, request, queryset):
        for row in queryset:
            self.attempt(request, row.title, materials.put_back, material=row, by=request.user)

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        given = {"by": request.user, "reason": _("In the administration")}
        try:
            materials.change(material=obj, **given, **values)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import KeptAdmin
from workpackages import dependencies
from workpackages.forms.admin import DependencyAdminForm
from workpackages.models import Dependency
from workpackages.querysets.dependencies import KINDS

ENDS = [f"{end}_{kind}" for end in ("earlier", "later") for kind in KINDS]


@admin.register(Dependency)
class DependencyAdmin(KeptAdmin):
    """Linked, changed and taken back by the acts of the pages: no circle gets in."""

    form = DependencyAdminForm
    list_display = ["pair", "project", "lag"]
    list_filter = ["project"]
    list_select_related = ["project", *ENDS]
    search_fields = [f"{end}__search_text" for end in ENDS]
    autocomplete_fields = ENDS
    fields = [*ENDS, "lag"]

    @admin.display(description=gettext_lazy("dependency"))
    def pair(self, dependency):
        return str(dependency)

    def get_readonly_fields(self, request, obj=None):
        return ENDS if obj else []

    def has_delete_permission(self, request, obj=None):
        return request.user.is_superuser  # taken back; the history stays

    def save_model(self, request, obj, form, change):
        act = {"lag": obj.lag, "by": request.user, "reason": _("In the administration")}
        if change:
            dependencies.change_lag(dependency=obj, **act)
        else:
            made = dependencies.link(earlier=obj.earlier, later=obj.later, **act)
            obj.pk, obj.project_id = made.pk, made.project_id

    def delete_model(self, request, obj):
        dependencies.unlink(dependency=obj, by=request.user, reason=_("In the administration"))

    def delete_queryset(self, request, queryset):
        for dependency in queryset:
            self.delete_model(request, dependency)

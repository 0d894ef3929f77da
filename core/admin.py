"""What the admin pages of all apps have in common."""

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from core.forms import ChoicesWithProject, KeptForm, SeveralWithProject
from core.text import fold

LONGEST_ID = 19  # digits of the greatest one


class ActWithReason(ActionForm):
    """Beside the list's actions: why it is done."""

    reason = forms.CharField(label=gettext_lazy("Reason:"), required=False, max_length=500)


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows that only acts write."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class Found:
    """A box that finds rows while one types. What can be no id names no row, so none is shown;
    Django asks the database for it and fails."""

    def optgroups(self, name, value, attrs=None):
        ids = [each for each in value if str(each).isdecimal() and len(str(each)) < LONGEST_ID]
        return super().optgroups(name, ids, attrs)


class FoundOne(Found, AutocompleteSelect):
    pass


class FoundSeveral(Found, AutocompleteSelectMultiple):
    pass


class Finding:
    """The boxes above for `autocomplete_fields`."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = FoundOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = FoundSeveral(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class Rows(Finding, admin.TabularInline):
    """Rows below the one they belong to; they end, they are not deleted."""

    form = KeptForm
    extra = 0
    can_delete = False
    show_change_link = True


class Shown(admin.TabularInline):
    """Rows that are only read here; `RELATED` are read with them."""

    extra = 0
    can_delete = False
    RELATED: tuple[str, ...] = ()

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        return rows.select_related(*self.RELATED) if self.RELATED else rows


class InProject:
    """Offers rows of the project of the row that is edited; for a new one each with its project's
    name. `OF_PROJECT` are the models it is about."""

    OF_PROJECT: tuple = ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        self.offer(db_field, request, kwargs, ChoicesWithProject)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        self.offer(db_field, request, kwargs, SeveralWithProject)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def offer(self, db_field, request, kwargs, form_class):
        if db_field.related_model not in self.OF_PROJECT:
            return
        named = {"project", "organisation"}  # by what rows are called
        columns = {field.name for field in db_field.related_model._meta.get_fields()}
        rows = db_field.related_model.objects.select_related(*named & columns)
        if pk := request.resolver_match.kwargs.get("object_id"):
            rows = rows.filter(project__in=self.model.objects.filter(pk=pk).values("project"))
        kwargs |= {"queryset": rows, "form_class": form_class}


class KeptAdmin(Finding, SimpleHistoryAdmin):
    """Rows that people were shown: each save has its history and its author, nothing is deleted.

    An older version is read, never put back: that would go past the acts. Search by `search_text`
    takes words without case and accents.
    """

    form = KeptForm
    list_per_page = 50
    show_full_result_count = False

    def has_delete_permission(self, request, obj=None):
        return False

    def revert_disabled(self, request, obj=None):
        return True

    def history_view(self, request, object_id, extra_context=None):
        self._check_listed(request, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        self._check_listed(request, object_id)
        if request.method == "POST":  # the package hides its button and saves all the same
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def _check_listed(self, request, object_id):
        """The package finds rows that the list leaves out."""
        if self.get_object(request, unquote(object_id)) is None:
            raise Http404

    def get_search_results(self, request, queryset, search_term):
        if "search_text" in self.search_fields:
            search_term = fold(search_term)
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, obj, form, change):
        obj._change_reason = _("In the administration")
        super().save_model(request, obj, form, change)

"""What the admin pages of all apps have in common."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin

from core.text import fold


class KeptForm(forms.ModelForm):
    """The table's constraints hold for fields too that this page only shows.

    Django leaves out a constraint as soon as one of its fields is read-only, and fails on saving.
    """

    def full_clean(self):
        super().full_clean()
        if self.is_bound and not self.errors:
            try:
                self.instance.validate_constraints()
            except ValidationError as refusal:
                for field, errors in refusal.update_error_dict({}).items():
                    self.add_error(field if field in self.fields else None, errors)


class KeptAdmin(SimpleHistoryAdmin):
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

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if request.method == "POST":  # the package hides its button and saves all the same
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)

    def get_search_results(self, request, queryset, search_term):
        if "search_text" in self.search_fields:
            search_term = fold(search_term)
        return super().get_search_results(request, queryset, search_term)

    def save_model(self, request, obj, form, change):
        obj._change_reason = _("In the administration")
        super().save_model(request, obj, form, change)

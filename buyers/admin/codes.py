"""The code lists in Django admin: read here, loaded by `manage.py load_codelists`."""

from django.contrib import admin

from buyers.models import ClassificationCode
from core.admin import ReadOnlyAdmin
from core.text import fold


@admin.register(ClassificationCode)
class ClassificationCodeAdmin(ReadOnlyAdmin):
    list_display = ["code", "label", "scheme"]
    list_filter = ["scheme"]
    search_fields = ["search_text"]

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))

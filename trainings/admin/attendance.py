"""Who was there and what was written: read here, entered on the pages of the training."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import KeptAdmin, ReadOnlyAdmin
from trainings.models import Attendance, Message


@admin.register(Attendance)
class AttendanceAdmin(KeptAdmin):
    """A correction asks for a reason: that is the page "Attendance" of the training."""

    list_display = ["person", "training", "date", "was_there", "recorded_at", "recorded_by"]
    list_filter = ["was_there", "registration__training__project", "registration__training"]
    list_select_related = [
        "registration__person",
        "registration__training",
        "day",
        "recorded_by",
    ]
    search_fields = ["registration__person__search_text", "registration__training__title"]
    date_hierarchy = "recorded_at"

    @admin.display(description=_("person"), ordering="registration__person__name")
    def person(self, row):
        return row.registration.person

    @admin.display(description=_("training"), ordering="registration__training__title")
    def training(self, row):
        return row.registration.training

    @admin.display(description=_("date"), ordering="day__day")
    def date(self, row):
        return row.day.day

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["subject", "training", "states", "told", "sent_at", "sent_by"]
    list_filter = ["training__project", "training"]
    list_select_related = ["training", "sent_by"]
    search_fields = ["subject", "text", "training__title"]
    date_hierarchy = "sent_at"

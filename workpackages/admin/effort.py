"""Reporting periods and person-months in Django admin: changed through the acts of the pages.

A report is repaired by reopening it for a reason; its lines are read.
"""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ActWithReason, InProject, KeptAdmin, Shown
from core.forms import KeptForm
from partners.models import Participation
from workpackages import effort
from workpackages.models import (
    EffortReport,
    PlannedEffort,
    ReportedEffort,
    ReportingPeriod,
    WorkPackage,
)


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(KeptAdmin):
    list_display = [
        *["name", "project", "first_month", "last_month", "effort_due_on", "report_due_on"],
        "reported_on",
    ]
    list_filter = ["project"]
    list_select_related = ["project"]
    search_fields = ["project__acronym"]
    autocomplete_fields = ["project"]
    ordering = ["project__acronym", "number"]

    @admin.display(description=gettext_lazy("period"), ordering="number")
    def name(self, period):
        return str(period)

    def get_readonly_fields(self, request, obj=None):
        return ["project", "number", "reported_on"] if obj else []

    def save_model(self, request, obj, form, change):
        reason = _("In the administration")
        if change:
            values = {name: form.cleaned_data[name] for name in form.changed_data}
            effort.change_period(period=obj, by=request.user, reason=reason, **values)
        else:
            effort.enter_period(period=obj, by=request.user, reason=reason)


class PlannedEffortForm(KeptForm):
    def clean(self):
        cleaned = super().clean()
        package, partner = cleaned.get("work_package"), cleaned.get("participation")
        if package and partner and package.project_id != partner.project_id:
            self.add_error("participation", _("This partner belongs to another project."))
        if not self.instance.pk and cleaned.get("person_months") == 0:  # the act writes no row
            self.add_error("person_months", _("Write a number above 0."))
        return cleaned


@admin.register(PlannedEffort)
class PlannedEffortAdmin(InProject, KeptAdmin):
    form = PlannedEffortForm
    OF_PROJECT = (WorkPackage, Participation)
    list_display = ["code", "title", "participation", "person_months", "project"]
    list_display_links = ["code", "title"]
    list_filter = ["work_package__project"]
    list_select_related = ["work_package__project", "participation__organisation"]
    search_fields = [
        *["work_package__number", "work_package__search_text", "work_package__project__acronym"],
        *["participation__organisation__short_name"],
    ]
    ordering = ["work_package__project__acronym", "work_package__sort_key", "participation__number"]

    @admin.display(description=gettext_lazy("work package"), ordering="work_package__sort_key")
    def code(self, row):
        return row.work_package.code

    @admin.display(description=gettext_lazy("title"))
    def title(self, row):
        return row.work_package.title

    @admin.display(description=gettext_lazy("project"))
    def project(self, row):
        return row.work_package.project

    def get_readonly_fields(self, request, obj=None):
        return ["work_package", "participation"] if obj else []

    def save_model(self, request, obj, form, change):
        effort.plan(
            project=obj.work_package.project,
            cells={(obj.work_package_id, obj.participation_id): form.cleaned_data["person_months"]},
            by=request.user,
            now=timezone.now(),
            reason=_("In the administration"),
        )
        if not change:  # the row that the act wrote
            obj.pk = PlannedEffort.objects.get(
                work_package=obj.work_package_id, participation=obj.participation_id
            ).pk


class Lines(Shown):
    model = ReportedEffort
    fields = readonly_fields = ["work_package", "person_months"]
    RELATED = ("work_package", "report__period")


class ReadAdmin(KeptAdmin):
    """Read here, and changed by the acts that the list offers."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return obj is None and super().has_change_permission(request)  # for the acts of the list


@admin.register(EffortReport)
class EffortReportAdmin(ReadAdmin):
    action_form = ActWithReason
    actions = ["reopen"]
    list_display = ["period", "participation", "project", "state", "person_months", "approved_on"]
    list_display_links = ["period", "participation"]
    list_filter = ["state", "period__project"]
    search_fields = ["participation__organisation__short_name", "period__project__acronym"]
    ordering = ["period__project__acronym", "period__number", "participation__number"]
    fields = [
        *["period", "participation", "state", "comment", "submitted_on", "approved_on"],
        "approved_by",
    ]
    inlines = [Lines]

    def get_queryset(self, request):
        rows = super().get_queryset(request).annotate(months=Sum("lines__person_months"))
        return rows.select_related("period__project", "participation__organisation", "approved_by")

    @admin.display(description=gettext_lazy("project"))
    def project(self, report):
        return report.period.project

    @admin.display(description=gettext_lazy("person-months"), ordering="months")
    def person_months(self, report):
        return report.months

    @admin.action(description=gettext_lazy("Reopen, or return to the partner"))
    def reopen(self, request, queryset):
        reason = request.POST.get("reason", "").strip()
        if not reason:
            messages.error(request, _("This act needs a reason: write it beside the action."))
            return
        for report in queryset:
            try:
                effort.give_back(report=report, by=request.user, reason=reason)
            except ValidationError as refusal:
                messages.error(request, f"{report}: {' '.join(refusal.messages)}")
            else:
                messages.success(request, _("%s is the partner's again.") % report)


@admin.register(ReportedEffort)
class ReportedEffortAdmin(ReadAdmin):
    list_display = ["report", "code", "person_months", "state", "project"]
    list_filter = ["report__state", "report__period__project"]
    list_select_related = [
        *["report__period__project", "report__participation__organisation", "work_package"],
    ]
    search_fields = [
        *["report__participation__organisation__short_name", "work_package__number"],
        *["report__period__project__acronym"],
    ]
    ordering = ["report__period", "report__participation__number", "work_package__sort_key"]

    @admin.display(description=gettext_lazy("work package"), ordering="work_package__sort_key")
    def code(self, row):
        return row.work_package.code

    @admin.display(description=gettext_lazy("state"))
    def state(self, row):
        return row.report.get_state_display()

    @admin.display(description=gettext_lazy("project"))
    def project(self, row):
        return row.report.period.project

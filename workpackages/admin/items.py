"""The plan items in Django admin: fields are edited through the same acts as on the pages."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ActWithReason, InProject, KeptAdmin, Shown
from partners.models import Participation
from workpackages import planning
from workpackages.forms.admin import ItemAdminForm
from workpackages.models import CountdownStep, Deliverable, Milestone, Task, WorkPackage
from workpackages.progress import ACTS, Act, perform

# An administrator has no progress to report, and approves for nobody.
NOT_IN_ADMIN = {"report", "approve"}


class ActsAdmin(InProject, KeptAdmin):
    """A state is not edited: it changes by an act of the model, chosen in the list."""

    action_form = ActWithReason
    acts: tuple[Act, ...] = ()
    OF_PROJECT = (Participation, WorkPackage)

    def get_actions(self, request):
        actions = super().get_actions(request)
        for act in self.acts or ACTS[self.model]:
            if act.verb not in NOT_IN_ADMIN:
                actions[act.verb] = (do(act), act.verb, act.label)
        return actions


class ItemAdmin(ActsAdmin):
    """Of one project, which does not change either."""

    form = ItemAdminForm
    list_filter = ["state", "project", "is_illustrative"]
    list_select_related = ["project", "lead__organisation"]
    search_fields = ["search_text", "project__acronym"]
    autocomplete_fields = ["project"]
    ordering = ["project__acronym", "sort_key"]

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        days = [name for name in self.model.DERIVED if name != "sort_key"]
        return ["project", *self.model.ACT_FIELDS, *days]

    @admin.display(description=gettext_lazy("code"), ordering="sort_key")
    def code(self, item):
        return item.code

    def save_model(self, request, obj, form, change):
        values = {
            name: form.cleaned_data[name]
            for name in form.changed_data
            if not obj._meta.get_field(name).many_to_many
        }
        reason = _("In the administration")
        if change:
            planning.change(item=obj, by=request.user, reason=reason, **values)
        else:
            planning.enter(item=obj, by=request.user, reason=reason)


def do(act):
    """The admin action for an act: to each selected row, as far as its state allows."""

    def action(model_admin, request, queryset):
        reason = request.POST.get("reason", "").strip()
        if act.needs_reason and not reason:
            messages.error(request, _("This act needs a reason: write it beside the action."))
            return
        details = {"reason": reason}
        if "on" in act.asks or act.needs_day:
            details["on"] = timezone.localdate()
        for item in queryset:
            try:
                perform(item=item, verb=act.verb, by=request.user, **details)
            except ValidationError as refusal:
                messages.error(request, " ".join(refusal.messages))
            else:
                messages.success(request, act.done % {"item": getattr(item, "code", item)})

    return action


class Listed(Shown):
    """What belongs to a work package, each with a link to its own page."""

    show_change_link = True
    RELATED = ("lead__organisation",)


class Tasks(Listed):
    model = Task
    fields = readonly_fields = ["code", "title", "lead", "first_month", "last_month", "state"]


class Deliverables(Listed):
    model = Deliverable
    fields = readonly_fields = ["code", "title", "lead", "due_month", "due_on", "state"]


class Steps(Shown):
    """Their days hang together, and acts on the deliverable mark them: its page edits them."""

    model = CountdownStep
    fields = readonly_fields = ["kind", "due_on", "person", "done_on"]


@admin.register(WorkPackage)
class WorkPackageAdmin(ItemAdmin):
    list_display = ["code", "title", "project", "lead", "first_month", "last_month", "state"]
    list_display_links = ["code", "title"]
    filter_horizontal = ["contributors"]
    inlines = [Tasks, Deliverables]


@admin.register(Task)
class TaskAdmin(ItemAdmin):
    list_display = [
        *["code", "title", "project", "lead", "first_month", "last_month", "ends_on"],
        *["state", "progress"],
    ]
    list_display_links = ["code", "title"]
    date_hierarchy = "ends_on"
    filter_horizontal = ["contributors"]


@admin.register(Deliverable)
class DeliverableAdmin(ItemAdmin):
    list_display = ["code", "title", "project", "lead", "due_on", "state", "reviewer"]
    list_display_links = ["code", "title"]
    list_filter = [*ItemAdmin.list_filter, "type", "level"]
    list_select_related = [*ItemAdmin.list_select_related, "reviewer"]
    date_hierarchy = "due_on"
    autocomplete_fields = [*ItemAdmin.autocomplete_fields, "reviewer"]
    filter_horizontal = ["contributors"]
    inlines = [Steps]


@admin.register(Milestone)
class MilestoneAdmin(ItemAdmin):
    list_display = ["code", "title", "project", "lead", "due_on", "state", "achieved_on"]
    list_display_links = ["code", "title"]
    date_hierarchy = "due_on"
    filter_horizontal = ["contributors", "work_packages"]

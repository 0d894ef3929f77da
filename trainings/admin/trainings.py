"""Trainings in Django admin: everything is seen, and every repair goes through an act."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers.models import BuyerGroup, Tier
from core.admin import ActWithReason, InProject, KeptAdmin, Shown
from core.fields import NormalisedEmailFormField
from core.forms import KeptForm
from partners.models import Participation, Person
from trainings import emails, planning, registration, scheduling
from trainings.admin.participants import AnswerRows, ConsentRows
from trainings.days import slots_of
from trainings.forms.days import DaysForm
from trainings.models import Programme, Registration, Training, TrainingDay
from workpackages.models import Task

OF_PROJECT = (Task, BuyerGroup, Programme, Participation)


class ProgrammeAdminForm(KeptForm):
    tiers = forms.MultipleChoiceField(
        label=gettext_lazy("Tiers"),
        choices=Tier.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        cleaned = super().clean()
        project = cleaned.get("project") or self.instance.project
        if any(group.project_id != project.pk for group in cleaned.get("buyer_groups", ())):
            self.add_error("buyer_groups", _("One of these belongs to another project."))
        return cleaned


@admin.register(Programme)
class ProgrammeAdmin(InProject, KeptAdmin):
    OF_PROJECT = OF_PROJECT
    form = ProgrammeAdminForm
    list_display = ["title", "project", "task", "first_month", "last_month", "minimum"]
    list_filter = ["project"]
    list_select_related = ["project", "task"]
    search_fields = ["title", "project__acronym"]
    autocomplete_fields = ["project"]

    def get_readonly_fields(self, request, obj=None):
        return ["project", "slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["title"]}


class DayRows(Shown):
    model = TrainingDay
    fields = readonly_fields = ["position", "day", "starts", "ends", "is_withdrawn", "uid"]


class TrainingActionForm(ActWithReason):
    email = NormalisedEmailFormField(label=gettext_lazy("E-mail address:"), required=False)


def act_on_training(words, act, **given):
    """An admin action that does `act` to each selected training, as far as its rules allow."""

    @admin.action(description=words)
    def action(model_admin, request, queryset):
        for training in queryset:
            model_admin.attempt(
                request,
                str(training),
                act,
                training=training,
                by=request.user,
                **{name: value(request) for name, value in given.items()},
            )

    return action


def now(request):
    return timezone.now()


def reason(request):
    return request.POST.get("reason", "")


class Acting:
    """Admin pages whose actions call acts; a refusal is shown and changes nothing."""

    def attempt(self, request, name, act, **given) -> None:
        try:
            act(**given)
        except ValidationError as refusal:
            messages.error(request, f"{name}: {' '.join(refusal.messages)}")
        else:
            messages.success(request, _("%(name)s: done.") % {"name": name})


@admin.register(Training)
class TrainingAdmin(Acting, InProject, KeptAdmin):
    """Days and state change by acts: the days on their own page, the rest chosen in the list."""

    OF_PROJECT = OF_PROJECT
    action_form = TrainingActionForm
    list_display = ["title", "project", "organiser", "state", "first_day", "seats", "days_link"]
    list_filter = ["state", "project", "is_illustrative"]
    list_select_related = ["project", "organiser__organisation"]
    search_fields = ["search_text", "project__acronym"]
    date_hierarchy = "first_day"
    inlines = [DayRows]
    actions = ["add_person"]
    DERIVED = [
        "programme",
        "project",
        "slug",
        "state",
        "first_day",
        "last_day",
        "starts_at",
        "ends_at",
        "registration_switch",
        "registration_opens",
        "registration_closes",
        "seats_taken",
        "counting",
        "sequence",
        "unprepared_because",
        "is_illustrative",
    ]
    readonly_fields = DERIVED

    def get_actions(self, request):
        actions = super().get_actions(request)
        for name, action in ACTS.items():
            actions[name] = (action, name, action.short_description)
        return actions

    def has_add_permission(self, request):
        """Trainings are planned in their programme."""
        return False

    @admin.display(description=gettext_lazy("seats"))
    def seats(self, training):
        return f"{training.seats_taken} / {training.capacity}"

    @admin.display(description=gettext_lazy("days"))
    def days_link(self, training):
        if training.state in Training.OVER:
            return ""
        url = reverse("admin:trainings_training_days", args=[training.pk])
        return format_html('<a href="{}">{}</a>', url, _("Fix or move"))

    @admin.action(description=gettext_lazy("Register the person with this e-mail address"))
    def add_person(self, request, queryset):
        person = Person.objects.filter(email=request.POST.get("email", "")).first()
        if person is None or not reason(request):
            messages.error(request, _("Write the address of somebody known, and a reason."))
            return
        for training in queryset:
            given = {"person": person, "by": request.user, "override": reason(request)}
            act = registration.register
            self.attempt(
                request, str(training), act, training=training, now=timezone.now(), **given
            )

    def get_urls(self):
        days = self.admin_site.admin_view(self.days_view)
        return [
            path("<int:object_id>/days/", days, name="trainings_training_days"),
            *super().get_urls(),
        ]

    def days_view(self, request, object_id):
        """Fix the days of a training without days, or move it; everybody registered is told."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        rows = Training.objects.select_related("programme__project", "project")
        training = get_object_or_404(rows, pk=object_id)
        moves = training.state in Training.FIXED
        form = DaysForm(
            request.POST or None,
            training=training,
            needs_reason=moves,
            slots=slots_of(emails.active_days(training)) if moves else (),
        )
        if request.method == "POST" and form.is_valid():
            act = scheduling.move if moves else scheduling.schedule
            given = {"training": training, "by": request.user, "now": timezone.now()}
            if form.carry_out(act, **given, **form.given()):
                messages.success(request, _("%(name)s: done.") % {"name": training})
                return redirect("admin:trainings_training_change", training.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": training,
            "title": _("Days of %(training)s") % {"training": training},
            "form": form,
        }
        return TemplateResponse(request, "trainings/admin_days.html", context)

    def save_model(self, request, obj, form, change):
        details = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            planning.change_details(
                training=obj,
                by=request.user,
                details=details,
                now=timezone.now(),
                reason=_("In the administration"),
            )
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))


ACTS = {
    "open_registration": act_on_training(
        gettext_lazy("Open registration"), planning.open_registration
    ),
    "close_registration": act_on_training(
        gettext_lazy("Close registration"), planning.close_registration
    ),
    "go": act_on_training(
        gettext_lazy("Go: it takes place"), scheduling.confirm, now=now, reason=reason
    ),
    "postpone": act_on_training(
        gettext_lazy("Postpone (needs a reason)"), scheduling.postpone, now=now, reason=reason
    ),
    "cancel": act_on_training(
        gettext_lazy("Cancel (needs a reason)"), scheduling.cancel, now=now, reason=reason
    ),
    "mark_held": act_on_training(
        gettext_lazy("Mark as held"), scheduling.mark_held, now=now, reason=reason
    ),
}


class ReasonActionForm(ActWithReason):
    reason = forms.CharField(label=gettext_lazy("Reason:"), required=False, max_length=300)


@admin.register(Registration)
class RegistrationAdmin(Acting, KeptAdmin):
    """Read here; a seat changes by an act, which counts the seats and tells the person."""

    action_form = ReasonActionForm
    list_display = ["person", "organisation", "training", "state", "counts", "registered_at"]
    list_filter = ["state", "training__project", "training"]
    list_select_related = ["person", "organisation", "training"]
    search_fields = ["person__search_text", "organisation__short_name", "training__title"]
    date_hierarchy = "registered_at"
    inlines = [AnswerRows, ConsentRows]
    actions = ["withdraw", "reject", "accept", "approve"]

    def has_add_permission(self, request):
        """People are registered from the list of trainings."""
        return False

    def has_change_permission(self, request, obj=None):
        """The list has its actions; a row is only read."""
        return obj is None and super().has_change_permission(request)

    @admin.action(description=gettext_lazy("Take back"))
    def withdraw(self, request, queryset):
        self.act(request, queryset, registration.withdraw, reason=reason(request))

    @admin.action(description=gettext_lazy("Decline (needs a reason)"))
    def reject(self, request, queryset):
        self.act(request, queryset, registration.reject, reason=reason(request))

    @admin.action(description=gettext_lazy("Accept the offered seat for the person"))
    def accept(self, request, queryset):
        self.act(request, queryset, registration.accept)

    @admin.action(description=gettext_lazy("Approve"))
    def approve(self, request, queryset):
        self.act(request, queryset, registration.approve)

    def act(self, request, queryset, act, **given) -> None:
        for row in queryset.select_related("person"):
            self.attempt(
                request,
                str(row.person),
                act,
                registration=row,
                by=request.user,
                now=timezone.now(),
                **given,
            )

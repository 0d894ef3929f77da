"""Modules, agendas, trainers and co-hosts in Django admin; words and order follow by the acts."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError

from core.admin import KeptAdmin
from trainings import agenda, modules
from trainings.models import AgendaItem, CoHost, Module, Trainer


class ThroughAnAct(KeptAdmin):
    """Rows are entered on the pages, where their training or programme is known."""

    def has_add_permission(self, request):
        return False

    def save_model(self, request, obj, form, change):
        values = {name: form.cleaned_data[name] for name in form.changed_data}
        try:
            self.change(obj, by=request.user, **values)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))


@admin.register(Module)
class ModuleAdmin(ThroughAnAct):
    list_display = ["title", "programme", "position", "retired_at"]
    list_filter = ["programme__project"]
    list_select_related = ["programme"]
    search_fields = ["title", "programme__title"]
    readonly_fields = ["programme", "position", "retired_at"]

    def change(self, row, **given):
        modules.change(module=row, **given)


class OfTrainingAdmin(ThroughAnAct):
    list_filter = ["training__project"]
    list_select_related = ["training"]


@admin.register(AgendaItem)
class AgendaItemAdmin(OfTrainingAdmin):
    list_display = ["title", "training", "day", "starts", "ends"]
    search_fields = ["title", "training__title"]
    readonly_fields = ["training", "position", "module", "trainers"]

    def change(self, row, **given):
        agenda.change_item(item=row, **given)


@admin.register(Trainer)
class TrainerAdmin(OfTrainingAdmin):
    list_display = ["name", "organisation", "training", "left_at"]
    search_fields = ["name", "organisation", "training__title"]
    readonly_fields = ["training", "person", "left_at"]

    def change(self, row, **given):
        agenda.change_trainer(trainer=row, **given)


@admin.register(CoHost)
class CoHostAdmin(OfTrainingAdmin):
    list_display = ["name", "country", "training"]
    search_fields = ["name", "training__title"]
    readonly_fields = ["training"]

    def change(self, row, **given):
        agenda.change_cohost(cohost=row, **given)

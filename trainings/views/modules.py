"""The modules of a programme: for who edits it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.history import changes
from core.views import form_page
from trainings import modules as acts
from trainings.forms.modules import ModuleForm
from trainings.models import Module
from trainings.views.overview import find_programme


def new_module(request, slug, programme):
    row = find_programme(request, slug, programme)
    form = ModuleForm(
        request.POST if request.method == "POST" else None, instance=Module(programme=row)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is a module.") % form.outcome)
        return redirect(row)
    return page(request, form, row, _("Add a module"))


def edit_module(request, slug, programme, pk):
    row = find_programme(request, slug, programme)
    module = get_object_or_404(row.modules, pk=pk)
    module.programme = row
    title = str(module)
    form = ModuleForm(request.POST if request.method == "POST" else None, instance=module)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Saved."))
        return redirect(row)
    return page(request, form, row, title, module=module, changes=changes(module))


@require_POST
def move_module(request, slug, programme, pk):
    row = find_programme(request, slug, programme)
    module = get_object_or_404(row.modules, pk=pk)
    acts.move(module=module, up=request.POST.get("to") == "up", by=request.user)
    return redirect(row)


@require_POST
def retire_module(request, slug, programme, pk):
    row = find_programme(request, slug, programme)
    module = get_object_or_404(row.modules, pk=pk)
    acts.retire(module=module, by=request.user, now=timezone.now())
    messages.success(request, _("“%s” is taught no more. Where it was taught it stays.") % module)
    return redirect(row)


@require_POST
def teach_module(request, slug, programme, pk):
    row = find_programme(request, slug, programme)
    module = get_object_or_404(row.modules, pk=pk)
    acts.teach_again(module=module, by=request.user)
    messages.success(request, _("“%s” is taught again.") % module)
    return redirect(row)


def page(request, form, programme, title, **context):
    return form_page(
        request,
        form,
        programme.project,
        title,
        above=programme.get_absolute_url(),
        above_label=programme.title,
        template="trainings/module_form.html",
        programme=programme,
        **context,
    )

"""The agenda of a training, for who runs it: its items, who teaches, who hosts it with them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.views import form_page
from trainings import agenda as acts
from trainings import emails
from trainings.forms.agenda import CoHostForm, ItemForm, TrainerForm
from trainings.models import AgendaItem, CoHost, Trainer, Training
from trainings.views import find, heading


def agenda(request, slug, training):
    row = find(request, slug, training, "may_run")
    days = emails.active_days(row)
    items = AgendaItem.objects.with_trainers(row)
    form = ItemForm(
        request.POST or None,
        instance=AgendaItem(training=row),
        initial=next_item(items),
        days=days,
        used={item.day for item in items},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” stands on the agenda.") % form.outcome)
        return back_to(row, "#add")
    table = acts.timetable(items, days)
    acts.tell_moves(table)
    missing = list(row.programme.modules.missing_at(row))
    context = heading(row) | {
        "form": form,
        "days": table,
        "has_items": bool(items),
        "only_day": len(table) == 1,
        "warnings": acts.warnings(table),
        "missing": missing,
        "modules": len(missing) + len({item.module for item in items if taught(item)}),
        "trainers": row.trainers.teaching(),
        "cohosts": row.cohost_rows.all(),
        "may_change": row.state in (*Training.AHEAD, *Training.OVER),
    }
    return render(request, "trainings/agenda.html", context)


def taught(item) -> bool:
    return item.module is not None and item.module.retired_at is None


def next_item(items: list[AgendaItem]) -> dict:
    """What the row of the next item begins with: where the last one ended."""
    last = items[-1] if items else None
    return {"day": last.day, "starts": last.ends} if last else {"day": 1}


def edit_item(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    item = get_object_or_404(row.agenda_items, pk=pk)
    item.training = row
    title = str(item)
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        instance=item,
        days=emails.active_days(row),
        used={item.day},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Saved."))
        return back_to(row)
    return edit_page(request, form, row, title, remove="trainings:agenda_remove", pk=pk)


@require_POST
def remove_item(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    item = get_object_or_404(row.agenda_items, pk=pk)
    done = _("“%s” is off the agenda.") % item
    return carry_out(request, row, done, acts.remove_item, item=item)


@require_POST
def move_item(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    item = get_object_or_404(row.agenda_items, pk=pk)
    up = request.POST.get("to") == "up"
    return carry_out(request, row, "", acts.move_item, item=item, up=up)


@require_POST
def add_modules(request, slug, training):
    row = find(request, slug, training, "may_run")
    try:
        added = len(acts.add_missing_modules(training=row, by=request.user))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        said = ngettext("%d module added.", "%d modules added.", added) % added
        messages.success(request, said)
    return back_to(row)


# --- Trainers and co-hosts -----------------------------------------------------------------------


def new_trainer(request, slug, training):
    row = find(request, slug, training, "may_run")
    form = TrainerForm(
        request.POST if request.method == "POST" else None,
        instance=Trainer(training=row),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s teaches here.") % form.outcome.name)
        return back_to(row)
    return edit_page(request, form, row, _("Add a trainer"))


def edit_trainer(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    trainer = get_object_or_404(row.trainers.teaching(), pk=pk)
    title = trainer.name
    form = TrainerForm(
        request.POST if request.method == "POST" else None,
        instance=trainer,
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Saved."))
        return back_to(row)
    return edit_page(request, form, row, title, remove="trainings:trainer_remove", pk=pk)


@require_POST
def remove_trainer(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    trainer = get_object_or_404(row.trainers.teaching(), pk=pk)
    done = _("%s teaches here no longer.") % trainer.name
    return carry_out(request, row, done, acts.remove_trainer, trainer=trainer, now=timezone.now())


def new_cohost(request, slug, training):
    row = find(request, slug, training, "may_run")
    form = CoHostForm(
        request.POST if request.method == "POST" else None, instance=CoHost(training=row)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is a co-host.") % form.outcome)
        return back_to(row)
    return edit_page(request, form, row, _("Add a co-host"))


def edit_cohost(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    cohost = get_object_or_404(row.cohost_rows, pk=pk)
    title = str(cohost)
    form = CoHostForm(request.POST if request.method == "POST" else None, instance=cohost)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Saved."))
        return back_to(row)
    return edit_page(request, form, row, title, remove="trainings:cohost_remove", pk=pk)


@require_POST
def remove_cohost(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    cohost = get_object_or_404(row.cohost_rows, pk=pk)
    done = _("%s is no co-host any more.") % cohost
    return carry_out(request, row, done, acts.remove_cohost, cohost=cohost)


def edit_page(request, form, training, title, *, remove="", pk=None):
    """A form below the agenda; `remove` is the page that takes away what it edits."""
    address = (training.project.slug, training.slug)
    return form_page(
        request,
        form,
        training.project,
        title,
        above=reverse("trainings:agenda", args=address),
        above_label=_("Agenda of %(training)s") % {"training": training.title},
        template="trainings/agenda_form.html",
        remove_url=remove and reverse(remove, args=[*address, pk]),
    )


def carry_out(request, training, done: str, act, **given):
    """An act of one press; what it refuses is said on the agenda."""
    try:
        act(by=request.user, **given)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if done:
            messages.success(request, done)
    return back_to(training)


def back_to(training, part=""):
    address = reverse("trainings:agenda", args=[training.project.slug, training.slug])
    return redirect(f"{address}{part}")

"""The programmes of a project with their trainings, and planning new ones."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.exports import spreadsheet
from core.rights import tell
from partners.models import Project
from partners.places import places_of
from trainings import eligibility, exports, planning
from trainings.forms.details import PlanForm, ProgrammeForm
from trainings.models import Programme, Training
from trainings.views.listing import with_rows
from workpackages.models import Task


def programmes(request, slug):
    project = find_project(request, slug)
    rows = programmes_of(project, request.user)
    shown = with_rows(rows.select_related("task"), project, request.user, timezone.now())
    context = {
        "project": project,
        "programmes": shown,
        "runs_some": any(row.runs_one for row in shown),
        "may_add": tasks_led_by(request.user, project).exists(),
    }
    return render(request, "trainings/programmes.html", context)


def export(request, slug, format):
    """The trainings of all programmes on the page; counts are for who sees them there."""
    project = find_project(request, slug)
    trainings = Training.objects.filter(programme__in=programmes_of(project, request.user))
    return spreadsheet(
        format,
        f"{project.slug}-trainings",
        _("Trainings"),
        exports.TRAININGS + (exports.SEATS if project.inside else ()),
        exports.training_rows(trainings, project),
    )


def programme(request, slug, programme):
    project = find_project(request, slug)
    rows = programmes_of(project, request.user)
    row = get_object_or_404(
        rows.select_related("task", "prerequisite__project").prefetch_related("buyer_groups"),
        slug=programme,
    )
    with_rows([row], project, request.user, timezone.now())
    modules = list(row.modules.all())
    context = {
        "project": project,
        "programme": row,
        "audience": eligibility.audience_text(row),
        "modules": {
            "taught": [module for module in modules if not module.retired_at],
            "retired": [module for module in modules if module.retired_at],
        },
    }
    return render(request, "trainings/programme.html", context)


def new_programme(request, slug):
    project = find_project(request, slug)
    tasks = tasks_led_by(request.user, project)
    if not tasks.exists():
        raise PermissionDenied
    return edit_form(request, Programme(project=project), tasks, _("New training programme"))


def edit_programme(request, slug, programme):
    row = find_programme(request, slug, programme)
    tasks = tasks_led_by(request.user, row.project) | Task.objects.filter(pk=row.task_id)
    return edit_form(request, row, tasks, _("Edit: %(title)s") % {"title": row.title})


def plan(request, slug, programme):
    """A training in the programme's window; its days are fixed in the next step."""
    row = find_programme(request, slug, programme)
    training = Training(programme=row, project=row.project)
    form = PlanForm(
        request.POST or None,
        instance=training,
        initial={"zone": row.project.zone},
    )
    if request.method == "POST" and form.is_valid():
        given = {"reason": form.cleaned_data["reason"], **form.details()}
        if form.carry_out(planning.plan, programme=row, by=request.user, **given):
            messages.success(request, _("Planned. Fix its days when you know them."))
            return redirect(form.outcome)
    context = {
        "project": row.project,
        "form": form,
        "title": _("Plan a training"),
        "lede": row.title,
        "submit": _("Plan it"),
        "crumbs_url": reverse("trainings:list", args=[slug]),
        "crumbs_label": _("Trainings"),
        "cancel_url": reverse("trainings:list", args=[slug]),
    }
    return render(request, "trainings/form.html", context)


def find_project(request, slug) -> Project:
    """The project, for its people and readers (`inside`) and for who is named by its buyers."""
    project = get_object_or_404(Project, slug=slug)
    project.inside = project.pk in places_of(request.user).seen
    named = Programme.objects.for_buyer(request.user)
    if not project.inside and not named.filter(project=project).exists():
        raise Http404
    return project


def programmes_of(project, person):
    return Programme.objects.visible_to(person).filter(project=project)


def find_programme(request, slug, programme) -> Programme:
    """A programme to edit or to plan a training in: 404 unseen, 403 seen and not theirs."""
    rows = Programme.objects.visible_to(request.user).select_related("project", "task")
    row = get_object_or_404(rows, project__slug=slug, slug=programme)
    tell(row, Programme.objects.rights_of(request.user))
    if not row.may_edit:
        raise PermissionDenied
    return row


def tasks_led_by(person, project):
    """The tasks for which the person may start a programme."""
    return Task.objects.editable_by(person).filter(project=project)


def edit_form(request, row, tasks, title):
    form = ProgrammeForm(request.POST or None, instance=row, tasks=tasks)
    if request.method == "POST" and form.is_valid():
        groups = form.cleaned_data["buyer_groups"]
        given = {"programme": row, "buyer_groups": groups, "by": request.user}
        if form.carry_out(planning.save_programme, **given):
            messages.success(request, _("Saved."))
            return redirect("trainings:list", row.project.slug)
    context = {
        "project": row.project,
        "form": form,
        "title": title,
        "crumbs_url": reverse("trainings:list", args=[row.project.slug]),
        "crumbs_label": _("Trainings"),
        "cancel_url": reverse("trainings:list", args=[row.project.slug]),
    }
    return render(request, "trainings/form.html", context)

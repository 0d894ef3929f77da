"""The programmes of a project with their trainings, and planning new ones."""

from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.clock import local_day
from core.rights import tell
from partners.models import Project
from trainings import eligibility, planning
from trainings.forms.details import PlanForm, ProgrammeForm
from trainings.models import Programme, Training
from workpackages.models import Task

DECIDE_AHEAD = timedelta(days=7)  # go/no-go is the next act this long before its day


def programmes(request, slug):
    project = find_project(request, slug)
    rows = with_trainings(Programme.objects.filter(project=project), request.user)
    context = {
        "project": project,
        "programmes": with_next_acts(rows, request.user),
        "may_add": tasks_led_by(request.user, project).exists(),
    }
    return render(request, "trainings/programmes.html", context)


def programme(request, slug, programme):
    project = find_project(request, slug)
    rows = with_trainings(Programme.objects.filter(project=project, slug=programme), request.user)
    row = get_object_or_404(rows.select_related("project", "task", "prerequisite__project"))
    audience = eligibility.audience_text(row)
    with_next_acts([row], request.user)
    context = {"project": project, "programme": row, "audience": audience}
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
        details = {name: form.cleaned_data[name] for name in form.fields}
        if form.carry_out(planning.plan, programme=row, by=request.user, **details):
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
    seen = Project.objects.visible_to(request.user)
    named = Programme.objects.for_buyer(request.user)
    rows = Project.objects.annotate(inside=Exists(seen.filter(pk=OuterRef("pk"))))
    return get_object_or_404(rows, Q(inside=True) | Q(pk__in=named.values("project")), slug=slug)


def find_programme(request, slug, programme) -> Programme:
    """A programme to edit or to plan a training in: 404 unseen, 403 seen and not theirs."""
    rows = Programme.objects.visible_to(request.user).select_related("project", "task")
    row = get_object_or_404(rows, project__slug=slug, slug=programme)
    tell(row, Programme.objects.rights_of(request.user))
    if not row.may_edit:
        raise PermissionDenied
    return row


def with_trainings(rows, person):
    """Programmes with their groups and trainings: three statements."""
    trainings = Training.objects.select_related("organiser__organisation").defer(
        "description", "agenda", "search_text"
    )
    return (
        rows.visible_to(person)
        .select_related("project", "task")
        .prefetch_related("buyer_groups", Prefetch("trainings", trainings))
    )


def tasks_led_by(person, project):
    """The tasks for which the person may start a programme."""
    return Task.objects.editable_by(person).filter(project=project)


def with_next_acts(programmes, person):
    """The programmes, with rights; each of their trainings has the button it needs, `next_act`."""
    now = timezone.now()
    of_programme = Programme.objects.rights_of(person)
    of_training = Training.objects.rights_of(person)
    for programme in programmes:
        tell(programme, of_programme)
        for training in programme.trainings.all():
            training.project = programme.project
            tell(training, of_training)
            training.next_act = next_act(training, now)
    return programmes


def next_act(training, now) -> tuple | None:
    """(words, URL name, whether the button stands out) of what the person can do next."""
    state = Training.State
    if training.state in (state.PLANNED, state.POSTPONED):
        return (_("Fix days"), "trainings:schedule", True) if training.may_schedule else None
    if training.state not in Training.FIXED:
        return None
    if training.may_run:
        if training.has_begun(now):
            return (_("Was it held?"), "trainings:training", True)
        if not training.registration_switch:
            return (_("Open registration"), "trainings:open", True)
        decides = training.state == state.SCHEDULED and training.decision_day
        if decides and training.decision_day - DECIDE_AHEAD <= local_day(now, training.zone):
            return (_("Decide: go?"), "trainings:confirm", True)
        return (_("Registrations"), "trainings:registrations", False)
    if training.takes_registrations(now):
        words = _("Register") if training.seats_free else _("Waiting list")
        return (words, "trainings:training", False)
    return None


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

"""Materials of a programme and of one training: the tables, their files, and the acts on them."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.languages import speaks
from core.rights import tell
from core.views import form_page
from records.models import Version
from trainings import links
from trainings import materials as acts
from trainings.forms.materials import MaterialForm, VersionForm
from trainings.models import Material, Module, Programme, Registration
from trainings.querysets.content import HAS_MATERIALS
from trainings.views import find, runs_one_of
from workpackages.views.files import as_download


def materials(request, slug, programme):
    """Module by language, for who edits the programme or runs one of its trainings."""
    row = find_programme(request, slug, programme)
    of_all = row.materials.filter(training=None).with_newest()
    rows = acts.in_order(of_all.select_related("module"))
    in_use = [each for each in rows if each.removed_at is None]
    context = {
        "project": row.project,
        "programme": row,
        "table": acts.table(row.modules.all(), in_use, row.trainings.only("state", "language")),
        "removed": [each for each in rows if each.removed_at],
        "count": len(in_use),
    }
    return render(request, "trainings/materials.html", context)


def of_training(request, slug, training):
    """Those of one training, and below them those of all trainings of its programme."""
    row = find(request, slug, training, "may_run")
    wanted = acts.languages_in(row.language)
    found = acts.shown().at(row)
    rows = acts.in_order(found, *wanted)
    taught = Module.objects.filter(programme=row.programme_id, retired_at=None)
    given = {(each.module_id, each.language) for each in rows if each.removed_at is None}
    own = [each for each in rows if each.training_id and each.removed_at is None]
    context = {
        "project": row.project,
        "training": row,
        "programme": row.programme,
        "own": own,
        "no_module_in_own": not any(each.module_id for each in own),
        "of_all": [each for each in rows if not each.training_id and each.removed_at is None],
        "removed": [each for each in rows if each.training_id and each.removed_at],
        "missing": [
            (
                module,
                [acts.language_name(code) for code in wanted if (module.pk, code) not in given],
            )
            for module in taught
            if any((module.pk, code) not in given for code in wanted)
        ],
    }
    return render(request, "trainings/training_materials.html", context)


# --- Acts -----------------------------------------------------------------------------------------


def new(request, slug, programme):
    row = find_programme(request, slug, programme)
    if not row.may_edit:
        raise PermissionDenied
    material = Material(project=row.project, programme=row)
    return write(request, row, material, _("Add a material"), asked_module(request))


def new_of_training(request, slug, training):
    row = find(request, slug, training, "may_run")
    material = Material(project=row.project, programme=row.programme, training=row)
    language = next(iter(acts.languages_in(row.language)), "")
    return write(request, row.programme, material, _("Add a material"), {"language": language})


def edit(request, slug, programme, pk):
    row, material = find_to_edit(request, slug, programme, pk)
    return write(request, row, material, _("Edit: %(title)s") % {"title": material.title}, {})


def write(request, of: Programme, material: Material, title, initial):
    posted = request.method == "POST"
    form = MaterialForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        instance=material,
        initial=initial,
        modules=of.modules.filter(retired_at=None) | of.modules.filter(pk=material.module_id),
    )
    if posted and form.carry_out(form.save, by=request.user, now=timezone.now()):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(place_of(form.outcome, of))
    return page(request, of, material, form, title)


def upload(request, slug, programme, pk):
    """A new version of its file."""
    row, material = find_to_edit(request, slug, programme, pk)
    posted = request.method == "POST"
    form = VersionForm(request.POST if posted else None, request.FILES if posted else None)
    given = {"material": material, "by": request.user, "now": timezone.now()}
    if posted and form.carry_out(form.save, **given):
        version = form.outcome
        messages.success(
            request,
            _("%(name)s is there, as version %(number)d.")
            % {"name": version.name, "number": version.number},
        )
        return redirect(place_of(material, row))
    title = _("New version: %(title)s") % {"title": material.title}
    return page(
        request,
        row,
        material,
        form,
        title,
        submit=_("Add the version"),
        lede=_("It is read from now on. Older versions are kept for those who edit it."),
        versions=versions_of(material).select_related("uploaded_by"),
    )


@require_POST
def take_out(request, slug, programme, pk):
    row, material = find_to_edit(request, slug, programme, pk)
    acts.take_out(material=material, by=request.user, now=timezone.now())
    back = reverse("trainings:material_put_back", args=[slug, programme, pk])
    told = _("“%s” is taken out. Nobody can open it any more.") % material
    messages.success(request, told, extra_tags=f"undo:{back}")
    return redirect(place_of(material, row))


@require_POST
def put_back(request, slug, programme, pk):
    row, material = find_to_edit(request, slug, programme, pk)
    acts.put_back(material=material, by=request.user)
    messages.success(request, _("“%s” is back.") % material)
    return redirect(place_of(material, row))


# --- Files ----------------------------------------------------------------------------------------


@require_safe
def download(request, slug, programme, pk):
    """The newest version, for who may read the material; 404 for everybody else."""
    rows = Material.objects.readable_by(request.user)
    found = get_object_or_404(rows, pk=pk, programme__slug=programme, programme__project__slug=slug)
    return newest(found)


@require_safe
def version(request, slug, programme, pk, number):
    """An older one, for who edits the material."""
    _row, material = find_to_edit(request, slug, programme, pk)
    return as_download(get_object_or_404(versions_of(material), number=number))


@login_not_required
@speaks
@never_cache
@require_safe
@rate_limit(action="training_link", limit_get=True)
def by_link(request, token, pk):
    """For people without an account: what their training gives to participants."""
    rows = Registration.objects.filter(state__in=HAS_MATERIALS).select_related("training")
    try:
        row = links.find(rows, token, now=timezone.now())
    except links.DeadLink:
        return render(request, "trainings/dead_link.html", status=404)
    return newest(get_object_or_404(Material.objects.at(row.training).for_participants(), pk=pk))


def newest(material: Material):
    return as_download(get_object_or_404(versions_of(material)[:1]))


def versions_of(material: Material):
    """The newest first."""
    versions = Version.objects.readable().filter(file__dossier=material.dossier_id)
    return versions.order_by("-number")


# --- Finding --------------------------------------------------------------------------------------


def find_programme(request, slug, programme) -> Programme:
    """404 unseen; 403 for who sees it and neither edits it nor runs a training of it."""
    rows = Programme.objects.visible_to(request.user).select_related("project", "task")
    row = get_object_or_404(rows, project__slug=slug, slug=programme)
    tell(row, Programme.objects.rights_of(request.user))
    if not (row.may_edit or runs_one_of(request, row)):
        raise PermissionDenied
    return row


def find_to_edit(request, slug, programme, pk) -> tuple[Programme, Material]:
    row = find_programme(request, slug, programme)
    material = get_object_or_404(row.materials.select_related("training", "module"), pk=pk)
    if not row.materials.editable_by(request.user).filter(pk=pk).exists():
        if material.training_id:  # another organiser's: not theirs to see
            raise Http404
        raise PermissionDenied
    material.programme = row
    return row, material


def place_of(material: Material, of: Programme) -> str:
    """The page on which it stands."""
    if material.training_id:
        slugs = [of.project.slug, material.training.slug]
        return reverse("trainings:training_materials", args=slugs)
    return reverse("trainings:materials", args=[of.project.slug, of.slug])


def asked_module(request) -> dict:
    """What a press on an empty cell of the table asks for; nonsense is no choice of the form."""
    return {name: request.GET.get(name, "") for name in ("module", "language")}


def page(request, of, material, form, title, *, submit="", **context):
    return form_page(
        request,
        form,
        of.project,
        title,
        above=place_of(material, of),
        above_label=_("Materials"),
        submit=submit,
        template="trainings/material_form.html",
        material=material,
        programme=of,
        **context,
    )

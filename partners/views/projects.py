"""The project itself, and its partners."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.rights import tell
from core.views import form_page
from partners import exports
from partners.forms.consortium import (
    NewPartnerForm,
    NewProjectForm,
    OrganisationForm,
    PartnerForm,
    ProjectForm,
)
from partners.models import Invitation, Participation, Project, TeamMember


def find(person, slug, *, to_edit=False) -> Project:
    """The project with this person's rights to it: 404 when they do not see it, 403 when they see
    it and it is not theirs to edit."""
    project = get_object_or_404(Project.objects.visible_to(person), slug=slug)
    tell(project, Project.objects.rights_of(person))
    if to_edit and not project.may_edit:
        raise PermissionDenied
    return project


def find_partner(person, slug, number, *, to_edit=False) -> Participation:
    project = find(person, slug, to_edit=to_edit)
    rows = Participation.objects.select_related("organisation")
    partner = get_object_or_404(rows, project=project, number=number)
    partner.project = project
    return partner


def partners(request, slug):
    return render(request, "partners/list.html", list_partners(request, slug))


def partners_export(request, slug, format):
    found = list_partners(request, slug)
    return exports.partners(format, found["project"], found["rows"], found["today"])


def list_partners(request, slug) -> dict:
    """All partners, who have left too, each with the number of its `people` today."""
    project = find(request.user, slug)
    today = timezone.localdate()
    teams = TeamMember.objects.valid_on(today).filter(participation=OuterRef("pk"))
    size = teams.order_by().values("participation").annotate(n=Count("pk")).values("n")
    rows = (
        Participation.objects.filter(project=project)
        .select_related("organisation")
        .annotate(people=Coalesce(Subquery(size), 0))
        .order_by("number")
    )
    return {"project": project, "rows": rows, "today": today}


def partner(request, slug, number):
    row = find_partner(request.user, slug, number)
    today = timezone.localdate()
    team = row.team.select_related("person").order_by("person__name", "-since")
    invitations = Invitation.objects.none()
    if row.project.may_edit:
        invitations = row.invitations.unanswered().select_related("person")
    context = {
        "project": row.project,
        "partner": row,
        "organisation": row.organisation,
        "team": team.not_over(today),
        "former": team.over(today),
        "invitations": invitations,
        "changes": changes(row, limit=20),
        "today": today,
        "may_edit": row.project.may_edit,
    }
    return render(request, "partners/partner.html", context)


def new_partner(request, slug):
    project = find(request.user, slug, to_edit=True)
    last = project.participations.order_by("-number").values_list("number", flat=True).first()
    form = NewPartnerForm(
        request.POST if request.method == "POST" else None,
        instance=Participation(project=project),
        initial={"number": (last or 0) + 1, "entry": max(timezone.localdate(), project.start)},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(
            request, _("%s is a partner now. Invite its people.") % form.outcome.organisation
        )
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        project,
        _("New partner"),
        submit=_("Add the partner"),
        above=reverse("partners:list", args=[slug]),
        above_label=_("Partners"),
    )


def edit_partner(request, slug, number):
    row = find_partner(request.user, slug, number, to_edit=True)
    return edit(request, row.project, row, PartnerForm, row, row.organisation.short_name)


def edit_organisation(request, slug, number):
    row = find_partner(request.user, slug, number, to_edit=True)
    name = row.organisation.short_name
    return edit(request, row.project, row.organisation, OrganisationForm, row, name)


def edit_project(request, slug):
    project = find(request.user, slug, to_edit=True)
    return edit(
        request,
        project,
        project,
        ProjectForm,
        project,
        project.acronym,
        template="partners/edit_project.html",
    )


def edit(request, project, row, form_class, above, name, **context):
    """One form over one row that has a history; `above` is the page it belongs to."""
    above_url = above.get_absolute_url()
    form = form_class(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome)
        return redirect(form.outcome if hasattr(form.outcome, "get_absolute_url") else above)
    title = _("Edit %s") % name
    return form_page(request, form, project, title, above=above_url, above_label=name, **context)


def new_project(request):
    """For portal administrators: a project and its coordinator. They see it only if invited."""
    if not request.user.is_staff:
        raise PermissionDenied
    form = NewProjectForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(form.save, by=request.user, now=timezone.now()):
        messages.success(
            request,
            _("%(project)s is set up, and %(address)s was told.")
            % {"project": form.outcome, "address": form.cleaned_data["coordinator_email"]},
        )
        return redirect("desk")
    return form_page(
        request,
        form,
        None,
        _("New project"),
        submit=_("Set up the project"),
        above=reverse("desk"),
        above_label=_("My desk"),
    )

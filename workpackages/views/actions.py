"""All actions of a project, and what becomes of one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Person
from workpackages import exports, listing
from workpackages.actions import ACTS
from workpackages.forms.actions import ActionFilter, ActionForm
from workpackages.models import Action
from workpackages.views import meetings
from workpackages.views.acts import ask, find_act
from workpackages.views.risks import find_to_edit
from workpackages.views.tables import read_project


def actions(request, slug):
    return render(request, "workpackages/actions.html", list_rows(request, slug))


def export(request, slug, format):
    context = list_rows(request, slug)
    return exports.actions(format, context["project"], context["rows"])


def list_rows(request, slug):
    """The actions as they were asked for."""
    project, _partners = read_project(request.user, slug)
    of_project = Action.objects.filter(project=project)
    owners = Person.objects.filter(pk__in=of_project.values("owner")).only("name", "email")
    filters = ActionFilter(request.GET, owners=owners)
    today = timezone.localdate()
    matching = filters.narrow(of_project, request.user, today)
    rows = listing.actions(matching, project, today, text=filters.value("q"))
    if sort := filters.value("sort"):
        rows = listing.in_order(rows, sort)
    return {"project": project, "filter": filters, "sort": sort, "rows": rows, "today": today}


def new_meeting_action(request, slug, meeting):
    row = meetings.find(request.user, slug, meeting, to_edit=True)
    action = Action(project=row.project, meeting=row)
    return page(request, action, row, "meeting", _("New action"), _("Add the action"))


def new_risk_action(request, slug, number):
    row = find_to_edit(request, slug, number)
    action = Action(project=row.project, risk=row)
    return page(request, action, row, "risk", _("New action"), _("Add the action"))


def edit_action(request, slug, pk):
    action = find(request.user, slug, pk)
    if not action.may_edit:
        raise PermissionDenied
    source = "meeting" if action.meeting else "risk"
    above = action.meeting or action.risk
    return page(request, action, above, source, _("Change the action"), _("Save"))


def page(request, action, above, source, title, submit):
    """`above` is the meeting or the risk (`source`) of which the action is part."""
    above.project = action.project
    form = ActionForm(
        request.POST if request.method == "POST" else None,
        instance=action,
        source=source,
        person=request.user,
        today=timezone.localdate(),
    )
    url = above.get_absolute_url()
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The action is saved."))
        return redirect(f"{url}#actions")
    return form_page(
        request,
        form,
        action.project,
        title,
        submit=submit,
        above=url,
        above_label=above,
        changes=changes(action) if action.pk else (),
        template="workpackages/action_form.html",
    )


def action_act(request, slug, pk, verb):
    action = find(request.user, slug, pk)
    then = reverse("workpackages:actions", args=[slug]) if "from_list" in request.POST else ""
    return ask(request, action, find_act(ACTS, verb), name=action.text, then=then)


def find(person, slug, pk):
    """The action with this person's rights to it; 404 when they may not see it."""
    rows = Action.objects.visible_to(person)
    rows = rows.select_related("project", "meeting__project", "risk__project", "owner")
    action = get_object_or_404(rows, project__slug=slug, pk=pk)
    return tell(action, Action.objects.rights_of(person))

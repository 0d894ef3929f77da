"""A new start or duration: first what would move, then the move."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from workpackages.forms.timetable import MoveForm, TimetableForm
from workpackages.timetable import shifts
from workpackages.views.tables import read_project


def timetable(request, slug):
    project, _partners = read_project(request.user, slug)
    if not project.may_edit:
        raise PermissionDenied
    asked = request.POST or request.GET
    form = TimetableForm(asked or None, project=project)
    context = {"project": project, "form": form}
    if asked and form.is_valid():
        move = MoveForm(
            request.POST if request.method == "POST" else None,
            project=project,
            initial=form.cleaned_data,
        )
        if request.method == "POST" and move.carry_out(move.save, by=request.user):
            messages.success(request, _("The plan of %s has moved.") % project)
            return redirect("workpackages:plan", slug)
        found = shifts(project, **form.cleaned_data)
        context |= {
            "move": move,
            "shifts": found,
            "outside": [shift for shift in found if shift.outside],
        }
    return render(request, "workpackages/timetable.html", context)

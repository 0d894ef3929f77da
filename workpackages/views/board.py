"""The board of a project: one kind of item at a time."""

from django.http import QueryDict
from django.shortcuts import render
from django.utils import timezone

from workpackages import board as boards
from workpackages import filters
from workpackages.forms.tables import BoardFilter
from workpackages.models import Task, WorkPackage
from workpackages.plan import matching_rows
from workpackages.views.tables import read_project


def board(request, slug):
    person, today = request.user, timezone.localdate()
    project, partners = read_project(person, slug)
    model = boards.KINDS.get(request.GET.get("kind"), Task)
    board_filter = BoardFilter(
        request.GET,
        models=(model,),
        partners=partners,
        work_packages=WorkPackage.objects.filter(project=project).only("number", "title"),
        kinds=boards.KINDS.values(),
    )
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = matching_rows(project, (model,), board_filter, person, today, names)
    columns = boards.columns(rows, model, request.GET.get("open", ""))
    boards.show_ways(columns, model, project, person, request.get_full_path())
    asked = request.GET if board_filter.asks else QueryDict()  # the kind alone is no filter
    context = {
        "project": project,
        "kind": model._meta.model_name,
        "kinds": [(name, each._meta.verbose_name_plural) for name, each in boards.KINDS.items()],
        "filter": board_filter,
        "saved_filters": filters.chips(asked, person, project, "board"),
        "columns": columns,
        "count": len(rows),
    }
    return render(request, "workpackages/board.html", context)

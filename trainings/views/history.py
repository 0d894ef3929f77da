"""What happened to a training."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render

from trainings import log
from trainings.views import find, heading


def history(request, slug, training):
    row = find(request, slug, training)
    if not row.inside:
        raise PermissionDenied
    context = {**heading(row), "events": log.events(row, names=row.may_run)}
    return render(request, "trainings/history.html", context)

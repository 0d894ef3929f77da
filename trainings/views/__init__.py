"""The pages of the trainings."""

from collections.abc import Callable
from functools import cache

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from core.rights import holds, tell
from trainings.models import Programme, Training
from trainings.querysets import sees_training


def find(request, slug: str, training: str, right: str = "", rows=None, **also) -> Training:
    """The training with this person's rights to it, and with what a page asks of it `also`.

    `rows` are `whole()`, with what the page asks whoever reads it.

    404 when they may not see it, 403 when they lack the right (`may_run`, `may_schedule`).
    """
    row = find_seen(request, slug, training, rows, **also)
    tell(row, Training.objects.rights_of(request.user))
    if right and not getattr(row, right):
        raise PermissionDenied
    return row


# What is always the same of a statement is built once: docs/speed.md.


@cache
def whole():
    """The trainings with what `find` follows."""
    return Training.objects.select_related("project", "programme__task", "organiser__organisation")


def find_seen(request, slug: str, training: str, rows=None, **also) -> Training:
    """The same for pages that ask no right but to see it."""
    rows = whole() if rows is None else rows
    rows = rows.annotate(**also) if also else rows
    row = get_object_or_404(rows, project__slug=slug, slug=training)
    require_seen(request, row)
    row.programme.project = row.project
    if row.merged_into_id:
        row.merged_into.project = row.project
    return row


def require_seen(request, training: Training) -> None:
    """404 for whom the training does not exist.

    Asked of the row in hand: who sees the project costs no statement, others a flat one.
    """
    if not holds(sees_training(request.user), training):
        raise Http404


@cache
def _open():
    return Programme.objects.select_related("project", "task").prefetch_related("buyer_groups")


def find_public(request, slug: str, programme: str) -> Programme:
    """The programme for its public pages; `is_public` says whether others see them too.

    404 while it is not public, but for who edits it or runs one of its trainings.
    """
    row = get_object_or_404(_open(), project__slug=slug, slug=programme)
    row.may_edit = False
    if request.user.is_authenticated:
        tell(row, Programme.objects.rights_of(request.user))
    if not (row.is_public or row.may_edit or runs_one_of(request, row)):
        raise Http404
    return row


def runs_one_of(request, programme: Programme) -> bool:
    """Whether the person edits the programme or runs a training of it; no visitor does."""
    if not request.user.is_authenticated:
        return False
    return programme.trainings.runnable_by(request.user).exists()


def addresses(page: str, *args, each) -> Callable:
    """row -> its address, for a list: resolved once, with `each` in the place of the row.

    The row, a slug or an id, is the last argument; behind it the address says nothing like `each`.
    """
    before, _each, after = reverse(page, args=[*args, each]).rpartition(str(each))
    return lambda row: f"{before}{row}{after}"


def heading(training: Training) -> dict:
    """What every page about one training shows around its content."""
    return {
        "training": training,
        "project": training.project,
        "crumbs_url": training.get_absolute_url(),
        "crumbs_label": training.title,
        "cancel_url": training.get_absolute_url(),
    }


def typed(request):
    """What a form is bound to: nothing on GET, and on POST also where nothing was ticked."""
    return request.POST if request.method == "POST" else None

"""The documents of commitments and decisions: letters, votes of a council, agreements."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buyers import commitment as acts
from buyers.views.commitments import State, find, page, too_late
from records.forms import UploadForm
from records.models import File, Version
from workpackages.views.files import as_download


def upload(request, slug, group, pk):
    row = find(request.user, slug, group, pk, to_edit=True)
    if row.state not in (State.DRAFT, State.STANDING) and request.method != "POST":
        return too_late(request, row)
    form, is_done = receive(request, row, acts.hand_in, commitment=row)
    if is_done:
        return redirect(f"{row.get_absolute_url()}#files")
    return page(
        request,
        form,
        row.group,
        _("Add a document"),
        above=row,
        submit=_("Add the document"),
        template="buyers/commitment_upload.html",
        lede=_("Who sees the commitment reads it. Every version is kept."),
    )


def receive(request, row, hand_in, **holder):
    """The form by which a document is handed in to what holds it, and whether it was."""
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        dossier=row.dossier_id,
        initial={"file": request.GET.get("of")},
    )
    given = {"by": request.user, "now": timezone.now(), **holder}
    if not posted or not form.carry_out(form.save, perform=hand_in, **given):
        return form, False
    version = form.outcome
    messages.success(
        request,
        _("%(name)s is there, as version %(number)d.")
        % {"name": version.name, "number": version.number},
    )
    return form, True


@require_safe
def download(request, slug, group, pk, file, number):
    row = find(request.user, slug, group, pk)
    versions = Version.objects.readable().filter(file__dossier=row.dossier_id)
    return as_download(get_object_or_404(versions, file__pk=file, number=number))


@require_POST
def take_out(request, slug, group, pk, file):
    row = find(request.user, slug, group, pk)
    if not row.may_edit:
        raise PermissionDenied
    held = get_object_or_404(File.objects.in_use(), dossier=row.dossier_id, pk=file)
    try:
        acts.take_out(commitment=row, file=held, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%s is taken out.") % held.name)
    return redirect(f"{row.get_absolute_url()}#files")

"""Files with their versions: added, downloaded, taken out and put back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from records import dossiers
from records.forms import UploadForm
from records.models import File, Version
from workpackages import talk
from workpackages.models import Deliverable
from workpackages.views.talk import find_holder, show

# Whatever the bytes are, the browser makes no page of them.
DOWNLOAD_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"


def upload(request, slug, holder):
    item = find_to_fill(request.user, slug, holder)
    posted = request.method == "POST"
    form = UploadForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        dossier=item.dossier_id,
        draft=draft_label(item),
        initial={"file": request.GET.get("of")},
    )
    if posted and form.carry_out(
        form.save, perform=talk.hand_in, item=item, by=request.user, now=timezone.now()
    ):
        version = form.outcome
        messages.success(
            request,
            _("%(name)s is there, as version %(number)d.")
            % {"name": version.name, "number": version.number},
        )
        return redirect(place_of(item))
    return show(
        request,
        item,
        form,
        _("Add a file"),
        submit=_("Add the file"),
        template="workpackages/upload.html",
    )


def draft_label(item) -> str:
    """The words of the box that reports a draft; empty where there is none to report."""
    if isinstance(item, Deliverable) and item.may_report and item.state in item.OPEN:
        return _("This is the draft for review")
    return ""


@require_safe
def download(request, slug, holder, pk, number):
    item = find_holder(holder, request.user, slug)
    versions = Version.objects.readable().filter(file__dossier=item.dossier_id)
    return served(get_object_or_404(versions, file__pk=pk, number=number))


def served(version) -> FileResponse:
    """The content, as something to be saved. Whose right it is to read it, the view has asked."""
    try:
        content = version.content.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(
        content,
        as_attachment=True,
        filename=version.name,
        content_type=version.content_type,
        headers={
            "Content-Security-Policy": DOWNLOAD_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def take_out(request, slug, holder, pk):
    item = find_to_fill(request.user, slug, holder)
    file = get_object_or_404(File.objects.shown(), dossier=item.dossier_id, pk=pk)
    dossiers.remove(file=file, by=request.user, now=timezone.now())
    back = f"{item.get_absolute_url()}files/{file.pk}/put-back/"
    messages.success(request, _("%s is taken out.") % file.name, extra_tags=f"undo:{back}")
    return redirect(place_of(item))


@require_POST
def put_back(request, slug, holder, pk):
    item = find_to_fill(request.user, slug, holder)
    file = get_object_or_404(File.objects.shown(), dossier=item.dossier_id, pk=pk)
    try:
        dossiers.put_back(file=file)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%s is back.") % file.name)
    return redirect(place_of(item))


def find_to_fill(person, slug, holder):
    item = find_holder(holder, person, slug)
    if not talk.may_upload(item):
        raise PermissionDenied
    return item


def place_of(item) -> str:
    return f"{item.get_absolute_url()}#files"

"""The acts on plan items: a page where an act asks something, one press where it does not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from workpackages import progress
from workpackages.forms.acts import ActForm
from workpackages.models import Deliverable, WorkPackage
from workpackages.views.items import find


def act(request, slug, code, verb):
    model, number = code
    wanted = next((act for act in progress.ACTS[model] if act.verb == verb), None)
    if wanted is None:
        raise Http404
    item = find(model, number, request.user, slug)
    if not getattr(item, wanted.right):
        raise PermissionDenied
    back = way_back(request, item)
    if item.state not in wanted.states:
        messages.warning(
            request,
            _("%(item)s is %(state)s: “%(act)s” is not possible now.")
            % {"item": item.code, "state": item.get_state_display(), "act": wanted.label},
        )
        return redirect(back)
    today = timezone.localdate()
    form = ActForm(
        request.POST if request.method == "POST" else None,
        act=wanted,
        today=today,
        late=model is Deliverable and item.is_delayed(today),
        initial={name: getattr(item, name, None) for name in ("progress", "delay")},
    )
    if request.method == "POST" and form.carry_out(form.save, item=item, by=request.user):
        done = form.outcome
        undo_url = reverse("workpackages:undo", args=[slug, item.code, progress.newest(done)])
        if back != item.get_absolute_url():
            undo_url += f"?{urlencode({'next': back})}"
        messages.success(
            request,
            wanted.done % {"item": item.code},
            extra_tags="" if model is WorkPackage else f"undo:{undo_url}",
        )
        return redirect(back)
    context = {
        "project": item.project,
        "item": item,
        "form": form,
        "title": f"{item.code}: {wanted.label}",
        "lede": item.title,
        "submit": wanted.label,
        "danger": wanted.ends,
        "cancel_url": back,
        "crumbs_url": item.get_absolute_url(),
        "crumbs_label": item,
        "inner": progress.open_in(item) if model is WorkPackage and wanted.ends else (),
    }
    return render(request, "workpackages/act.html", context)


@require_POST
def undo(request, slug, code, change):
    item = find(*code, request.user, slug)
    if not item.may_report and not getattr(item, "reviewer_id", None) == request.user.pk:
        raise PermissionDenied
    try:
        row = progress.undo(item=item, change=change, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(
            request,
            _("Taken back: %(item)s is %(state)s again.")
            % {"item": row.code, "state": row.get_state_display()},
        )
    return redirect(way_back(request, item))


def way_back(request, item) -> str:
    """Where the person came from, when the address says so in `next`: else the item's page."""
    return local_address(request.GET.get("next", ""), item.get_absolute_url())


def local_address(address: str, otherwise: str) -> str:
    """The address, if it is one of this portal."""
    local = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if local and address.startswith("/") else otherwise

"""The acts on plan items: a page where an act asks something, one press where it does not."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.views import form_page
from workpackages import progress
from workpackages.forms.acts import ActForm
from workpackages.models import Deliverable, WorkPackage
from workpackages.views.items import find


def act(request, slug, code, verb):
    model, number = code
    item = find(model, number, request.user, slug)

    def undo_address(done):
        if model is WorkPackage:
            return ""
        return reverse("workpackages:undo", args=[slug, item.code, progress.newest(done)])

    def inner(wanted):
        return progress.open_in(item) if model is WorkPackage and wanted.ends else ()

    wanted = find_act(progress.ACTS[model], verb)
    return ask(
        request, item, wanted, name=item.code, undo_address=undo_address, inner=inner(wanted)
    )


def find_act(acts, verb):
    """The act of that name; 404 where there is none."""
    for act in acts:
        if act.verb == verb:
            return act
    raise Http404


def ask(request, item, wanted, *, name, then="", undo_address=lambda done: "", **context):
    """What an act wants to know, or the act: for who has the right, in a state that allows it.

    `name` is what the item is called in the words of the page; `then` is where the act leads, if
    not to the item's page.
    """
    if not getattr(item, wanted.right):
        raise PermissionDenied
    back = way_back(request, then or item.get_absolute_url())
    # What was typed comes back: the act itself says why it is not possible now.
    typed = request.method == "POST" and wanted.asks
    if item.state not in wanted.states and not typed:
        messages.warning(
            request,
            _("%(item)s is %(state)s: “%(act)s” is not possible now.")
            % {"item": name, "state": item.get_state_display(), "act": wanted.label},
        )
        return redirect(back)
    today = timezone.localdate()
    form = ActForm(
        request.POST if request.method == "POST" else None,
        act=wanted,
        today=today,
        late=isinstance(item, Deliverable) and item.is_delayed(today),
        initial={field: getattr(item, field, None) for field in ("progress", "delay")},
    )
    if request.method == "POST" and form.carry_out(form.save, item=item, by=request.user):
        undo_url = undo_address(form.outcome)
        if undo_url and back != item.get_absolute_url():
            undo_url += f"?{urlencode({'next': back})}"
        messages.success(
            request,
            wanted.done % {"item": name},
            extra_tags=f"undo:{undo_url}" if undo_url else "",
        )
        return redirect(back)
    return form_page(
        request,
        form,
        item.project,
        f"{name}: {wanted.label}",
        item=item,
        lede=getattr(item, "title", ""),
        submit=wanted.label,
        danger=wanted.ends,
        above=item.get_absolute_url(),
        above_label=item,
        cancel_url=back,
        template="workpackages/act.html",
        **context,
    )


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
    return redirect(way_back(request, item.get_absolute_url()))


def way_back(request, otherwise: str) -> str:
    """Where the person came from, when the address says so in `next`."""
    return local_address(request.GET.get("next", ""), otherwise)


def local_address(address: str, otherwise: str) -> str:
    """The address, if it is one of this portal."""
    local = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if local and address.startswith("/") else otherwise

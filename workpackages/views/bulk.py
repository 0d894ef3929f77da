"""One change to many items: which, what, what would happen, done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from workpackages import bulk as changing
from workpackages.forms.bulk import ASKS, ChangeForm, ConfirmForm
from workpackages.views.acts import local_address
from workpackages.views.tables import read_project


@require_POST
def bulk(request, slug):
    """Three presses lead here: from the list, from the question, and from the preview.

    Only the last one, with `seen`, writes. Everything goes along in the page, so nothing is kept
    anywhere and many items are no long address.
    """
    project, partners = read_project(request.user, slug, leads=changing.leads_any())
    if not changing.may_change_any(project, partners, request.user):
        raise PermissionDenied
    asked = request.POST.dict()
    asked.setdefault("picked", ",".join(request.POST.getlist("item")))
    kind, back = asked.get("kind", ""), back_to(asked, slug)
    picked = changing.read_picked(asked["picked"])
    if not picked or kind not in changing.KINDS:
        messages.warning(request, _("Tick what you want to change first, and choose a change."))
        return redirect(back)
    field = ASKS.get(kind)
    fresh = field is not None and field not in asked  # from the list: nothing was answered yet
    form = ChangeForm(
        None if fresh else asked,
        initial=asked,
        project=project,
        kind=kind,
        today=timezone.localdate(),
    )
    context = {
        "project": project,
        "form": form,
        "title": changing.KINDS[kind],
        "asks": field is not None,
        "count": sum(map(len, picked.values())),
        "back": back,
    }
    if form.is_bound and form.is_valid():
        given = {"project": project, "picked": picked, "change": form.change, "by": request.user}
        preview = look(**given)
        confirm = ConfirmForm(
            request.POST if "seen" in asked else None,
            kind=kind,
            people=preview["people"],
            followers=preview["followers"],
            seen=preview["seen"],
        )
        if confirm.is_bound and confirm.carry_out(confirm.save, **given):
            messages.success(request, said(confirm.outcome, confirm.cleaned_data["accepted"]))
            return redirect(back)
        confirm.show_again(preview["seen"])
        ticked = set(confirm["accepted"].value() or ())
        context |= preview | {"confirm": confirm, "ticked": ticked}
    return render(request, "workpackages/bulk.html", context)


def look(*, project, picked, change, by) -> dict:
    """What would happen now, and the mark by which it is known again."""
    proposals = changing.propose(project, picked, change, by=by)
    people = changing.told(proposals, change, by=by)
    return {
        "proposals": proposals,
        "fitting": sum(not each.refusal for each in proposals),
        "people": people,
        "followers": changing.followers(project, proposals, change, by=by),
        "seen": changing.fingerprint(proposals, people),
    }


def said(done: list, along: list) -> str:
    words = ngettext("%(n)d item is changed.", "%(n)d items are changed.", len(done))
    words %= {"n": len(done)}
    if along:
        more = ngettext("%(n)d item moved along.", "%(n)d items moved along.", len(along))
        words = f"{words} {more % {'n': len(along)}}"
    return words


def back_to(asked: dict, slug: str) -> str:
    """The list from which the person came."""
    return local_address(asked.get("next", ""), reverse("workpackages:plan", args=[slug]))

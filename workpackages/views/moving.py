"""Other months for an item: first what follows from it, then the move."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workpackages import moving
from workpackages.dependencies import MODELS, key_of
from workpackages.forms.moving import MoveForm, PlaceForm
from workpackages.views.items import find
from workpackages.waiting import neighbours

MONTH_FIELDS = moving.MONTHS - {"intervals"}


def move(request, slug, code):
    """Asked with months it shows what would follow; without, what does not fit as it is."""
    item = find(*code, request.user, slug)
    if not item.may_edit:
        raise PermissionDenied
    back = way_back(request, item)
    asked = request.POST or (request.GET if MONTH_FIELDS & request.GET.keys() else None)
    form = PlaceForm(asked or None, item=item, initial={"back": back})
    place = form.place
    followers = moving.followers(item.project, {key_of(item): place}, request.user)
    confirm = MoveForm(
        request.POST if request.method == "POST" else None,
        item=item,
        followers=followers,
        initial={
            **moving.columns_of(item, place),
            "back": back,
            "accepted": [each.value for each in followers] if "all" in request.GET else [],
        },
    )
    if request.method == "POST" and confirm.carry_out(confirm.save, by=request.user):
        messages.success(request, told(confirm.outcome, len(confirm.cleaned_data["accepted"])))
        return redirect(back)
    moves = place != form.now
    if request.method == "POST" and not (form.errors or moves or followers):  # clicked twice, back
        messages.info(request, _("Nothing left to do. %s") % told(item, 0))
        return redirect(back)
    context = {
        "project": item.project,
        "item": item,
        "form": form,
        "now": moving.words(form.now),
        "then": moving.words(place),
        "moves": moves,
        "followers": followers,
        "ticked": set(confirm["accepted"].value() or ()),
        "waits_for": neighbours(item, place)[0] if item._meta.model_name in MODELS else (),
        "confirm": confirm if (moves or followers) and not form.errors else None,
        "cancel_url": back,
    }
    return render(request, "workpackages/move.html", context)


def way_back(request, item) -> str:
    """The Gantt as it was when somebody came from there, else the item's page."""
    gantt = reverse("workpackages:gantt", args=[item.project.slug])
    asked = request.POST.get("back") or request.GET.get("back")
    if asked is None:
        asked = came_from(request)
    return asked if asked.partition("?")[0] == gantt else item.get_absolute_url()


def came_from(request) -> str:
    """The address within the portal from which somebody came, as far as their browser says."""
    try:
        parts = urlsplit(request.headers.get("referer", ""))
    except ValueError:  # it says nonsense
        return ""
    return f"{parts.path}?{parts.query}"


def told(item, count: int) -> str:
    said = _("%(code)s is at %(months)s.") % {
        "code": item.code,
        "months": moving.words(moving.place_of(item)),
    }
    if count:
        along = ngettext(
            "%(count)d item that waits for it moved along.",
            "%(count)d items that wait for it moved along.",
            count,
        )
        said = f"{said} {along % {'count': count}}"
    return said

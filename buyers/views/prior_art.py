"""What there is already against a need."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers.forms.needs import PriorArtForm, TakeOutForm
from buyers.models import Need, PriorArt
from buyers.views.needs import find
from core.views import form_page


def add(request, slug, group, number):
    need = find(request.user, slug, group, number, to_edit=True)
    return write(request, need, PriorArt(need=need), _("New prior art"), _("Add it"))


def edit(request, slug, group, number, pk):
    need = find(request.user, slug, group, number, to_edit=True)
    return write(request, need, find_art(need, pk), _("Edit prior art"), _("Save"))


def write(request, need, art, title, submit):
    if turned := if_closed(request, need):
        return turned
    form = PriorArtForm(
        request.POST if request.method == "POST" else None,
        instance=art,
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(f"{need.get_absolute_url()}#prior-art")
    return page(request, need, form, title, submit=submit)


def take_out(request, slug, group, number, pk):
    need = find(request.user, slug, group, number, to_edit=True)
    art = find_art(need, pk)
    if turned := if_closed(request, need):
        return turned
    form = TakeOutForm(request.POST if request.method == "POST" else None)
    given = {"art": art, "by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("“%s” is taken out.") % art)
        return redirect(f"{need.get_absolute_url()}#prior-art")
    return page(
        request,
        need,
        form,
        _("Take out “%s”") % art,
        lede=_("It is no longer shown with the need; its history stays."),
        submit=_("Take it out"),
        danger=True,
    )


def find_art(need, pk) -> PriorArt:
    art = get_object_or_404(need.prior_art.standing(), pk=pk)
    art.need = need
    return art


def if_closed(request, need):
    """Away from the form of a closed need; what was sent is refused by the act."""
    if need.state != Need.State.CLOSED or request.method == "POST":
        return None
    messages.warning(request, _("This need is closed. Open it again first."))
    return redirect(need)


def page(request, need, form, title, **context):
    return form_page(
        request,
        form,
        need.project,
        title,
        above=need.get_absolute_url(),
        above_label=str(need),
        **context,
    )

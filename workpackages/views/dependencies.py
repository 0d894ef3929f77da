"""What an item waits for: adding, changing the days between, taking back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.views import form_page
from workpackages import dependencies
from workpackages.forms.dependencies import LagForm, LinkForm
from workpackages.views.items import find


def wait(request, slug, code):
    """One more item that it waits for."""
    item = find_later(request.user, slug, code)
    form = LinkForm(request.POST if request.method == "POST" else None, later=item)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        said = _("%(later)s waits for %(earlier)s.")
        ends = {"later": item.code, "earlier": form.cleaned_data["earlier"].code}
        messages.success(request, said % ends)
        return redirect(item)
    title = _("What %s waits for") % item.code
    return show(request, item, form, title, _("Add it"))


def lag(request, slug, code, pk):
    item = find_later(request.user, slug, code)
    dependency = get_object_or_404(item.waits_for.select_related(*EARLIER), pk=pk)
    form = LagForm(
        request.POST if request.method == "POST" else None, initial={"lag": dependency.lag}
    )
    act = {"dependency": dependency, "by": request.user}
    if request.method == "POST" and form.carry_out(form.save, **act):
        messages.success(request, _("The days between are saved."))
        return redirect(item)
    ends = {"later": item.code, "earlier": dependency.earlier.code}
    title = _("%(later)s waits for %(earlier)s") % ends
    return show(request, item, form, title)


EARLIER = [f"earlier_{kind}" for kind in dependencies.KINDS]


@require_POST
def unlink(request, slug, code, pk):
    item = find_later(request.user, slug, code)
    dependency = item.waits_for.select_related(*EARLIER).filter(pk=pk).first()
    if dependency:  # else somebody else was faster
        dependencies.unlink(dependency=dependency, by=request.user)
        said = _("%(later)s no longer waits for %(earlier)s.")
        ends = {"later": item.code, "earlier": dependency.earlier.code}
        messages.success(request, said % ends)
    return redirect(item)


def find_later(person, slug, code):
    """The item that waits, for whoever may edit it; work packages wait for nothing."""
    if code[0] not in dependencies.MODELS.values():
        raise Http404
    item = find(*code, person, slug)
    if not item.may_edit:
        raise PermissionDenied
    return item


def show(request, item, form, title, submit=""):
    return form_page(
        request,
        form,
        item.project,
        title,
        lede=item.title,
        submit=submit,
        above=item.get_absolute_url(),
        above_label=item,
    )

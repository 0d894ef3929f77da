"""Why a deliverable is late."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from core.views import form_page
from workpackages.forms.delay import DelayForm
from workpackages.models import Deliverable
from workpackages.views.items import find


def delay(request, slug, number):
    item = find(Deliverable, number, request.user, slug)
    if not item.may_justify:
        raise PermissionDenied
    if request.method != "POST" and item.state not in item.JUSTIFIABLE:
        words = _("%(code)s is %(state)s: this cannot be done now.")
        messages.info(request, words % {"code": item.code, "state": item.get_state_display()})
        return redirect(item)
    if request.method != "POST" and not item.is_delayed(timezone.localdate()):
        messages.info(request, _("%s is not late.") % item.code)
        return redirect(item)
    form = DelayForm(request.POST if request.method == "POST" else None, deliverable=item)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The justification of %s is saved.") % item.code)
        return redirect(item)
    return form_page(
        request,
        form,
        item.project,
        _("%s: justification of the delay") % item.code,
        lede=item.title,
        above=item.get_absolute_url(),
        above_label=item,
    )

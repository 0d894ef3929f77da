"""What buyers answer to a need: writing one's own, and all as a download."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import answers
from buyers.exports import needs as exports
from buyers.forms.answers import AnswerForm
from buyers.models import Need, NeedShare
from buyers.places import buyer_places_of
from buyers.views.needs import find
from core.history import changes
from core.views import form_page
from partners.models import Organisation


def export(request, slug, group, number, format):
    """The same rows and columns as the page, with the same rights."""
    row = find(request.user, slug, group, number)
    rows = answers.read([row], request.user, timezone.localdate())[row.pk].rows
    return exports.answers(format, row, answers.add_indicators(row, rows), rows)


def answer(request, slug, group, number, organisation):
    """For one of the member organisations that name this person and do not only observe."""
    need = find(request.user, slug, group, number)
    today = timezone.localdate()
    if (need.group_id, organisation) not in buyer_places_of(request.user, today).active:
        if organisation in need.group.memberships.values_list("organisation", flat=True):
            raise PermissionDenied
        raise Http404
    if need.project.closed_on:
        raise PermissionDenied
    buyer = get_object_or_404(Organisation, pk=organisation)
    share = NeedShare.objects.filter(need=need, organisation=buyer).first()
    share = share or NeedShare(need=need, organisation=buyer)
    share.need = need
    was = share.state
    if need.state != Need.State.SHARED and request.method != "POST":
        messages.warning(
            request,
            _("%(item)s is %(state)s: it cannot be answered now.")
            % {"item": need.code, "state": need.get_state_display()},
        )
        return redirect(need)
    form = AnswerForm(request.POST if request.method == "POST" else None, instance=share)
    give = "give" in request.POST  # by its own button: nothing is given by Enter alone
    if request.method == "POST" and form.carry_out(form.save, give=give, by=request.user, on=today):
        if form.outcome.state == NeedShare.State.DRAFT:
            told = _("Saved as a draft. Only your organisation sees it.")
        elif was == NeedShare.State.DRAFT:
            told = _("Your answer is given. The group sees it.")
        else:
            told = _("Your answer is changed.")
        messages.success(request, told)
        return redirect(need)
    return form_page(
        request,
        form,
        need.project,
        _("Answer of %s") % buyer.short_name,
        lede=need.title,
        above=need.get_absolute_url(),
        above_label=str(need),
        submit=_("Save the changes") if was == NeedShare.State.GIVEN else _("Give the answer"),
        submit_name="give",
        template="buyers/answer_form.html",
        need=need,
        is_given=was == NeedShare.State.GIVEN,
        changes=changes(share) if share.pk else [],
    )

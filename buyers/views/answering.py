"""The page behind a personal link: one request and its answer. Open to whoever has the link."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from buyers import requests
from buyers.forms.requests import ConflictAnswerForm, DataForm, NeedAnswerForm
from buyers.models import MemberRequest, NeedShare

Kind = MemberRequest.Kind


@login_not_required
@never_cache
@rate_limit(action="answer_request", limit_get=True)
def answer(request, token):
    """Looking at it changes nothing. Every link that does not work gets the same page."""
    now = timezone.now()
    try:
        row = requests.find(token=token, now=now)
        form = form_of(row, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.carry_out(form.save, token=token, now=now):
            return redirect("buyers:request_answered")
    except requests.DeadLink:
        return render(request, "buyers/dead_link.html", status=404)
    context = {"form": form, "request_row": row, "organisation": row.place.membership.organisation}
    return render(request, "buyers/answer.html", context)


def form_of(row: MemberRequest, data):
    if row.kind == Kind.DATA:
        return DataForm(data)
    if row.kind == Kind.CONFLICT:
        return ConflictAnswerForm(data)
    organisation = row.place.membership.organisation
    share = NeedShare(need=row.need, organisation=organisation)
    return NeedAnswerForm(data, instance=share)


@login_not_required
def answered(request):
    """Thanks; says nothing of what was asked."""
    return render(request, "components/answered.html")

"""What members are asked by personal link, for who manages the group."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect
from django.shortcuts import render as render_page
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from buyers import requests
from buyers.exports import members as exports
from buyers.forms.requests import AskForm, MemberForm, RequestFilter
from buyers.models import BuyerPerson, MemberRequest, Need
from buyers.views.groups import PER_PAGE, find
from core.views import form_page

MANY = 100  # people; in a larger group one chooses a member first


def listing(request, slug, group):
    row, filters, rows, now = list_rows(request, slug, group)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": row.project,
        "group": row,
        "filter": filters,
        "page": page,
        "rows": [(each, each.state(now)) for each in page],
        "corrected": row.requests.corrected().count(),
    }
    return render_page(request, "buyers/requests.html", context)


def export(request, slug, group, format):
    row, _filters, rows, now = list_rows(request, slug, group)
    return exports.requests(format, row, rows, now)


def list_rows(request, slug, group):
    row = find(request.user, slug, group, to_edit=True)
    now = timezone.now()
    filters = RequestFilter(request.GET)
    rows = row.requests.select_related(
        "place__person", "place__membership__organisation", "need", "sent_by"
    )
    return row, filters, filters.narrow(rows, now), now


def ask(request, slug, group):
    """In a large group the people of one member are shown: `member` in the address."""
    row = find(request.user, slug, group, to_edit=True)
    people = BuyerPerson.objects.valid_on(timezone.localdate()).filter(membership__group=row)
    members = people.order_by("membership__organisation__short_name").values_list(
        "membership", "membership__organisation__short_name"
    )
    narrow = MemberForm(request.GET, members=members.distinct())
    member = narrow.cleaned_data.get("member") if narrow.is_valid() else None
    is_large = people.count() > MANY
    if member:
        people = people.filter(membership=member)
    elif is_large:
        people = people.none()
    form = AskForm(
        request.POST if request.method == "POST" else None,
        people=people.select_related("person", "membership__organisation").order_by(
            "membership__organisation__short_name", "person__name"
        ),
        needs=row.needs.filter(state=Need.State.SHARED),
    )
    above = reverse("buyers:requests", args=[slug, group])
    if request.method == "POST" and form.carry_out(
        form.save, group=row, by=request.user, now=timezone.now()
    ):
        number = len(form.outcome)
        told = ngettext(
            "%(n)d request is on its way. Its link holds for 14 days.",
            "%(n)d requests are on their way. Their links hold for 14 days.",
            number,
        )
        messages.success(request, told % {"n": number})
        return redirect(above)
    return form_page(
        request,
        form,
        row.project,
        _("Ask members by mail"),
        submit=_("Send the requests"),
        lede=_("The link in the mail shows that one request and takes its answer, nothing else."),
        above=above,
        above_label=_("Requests"),
        template="buyers/ask.html",
        filter=narrow if is_large or member else None,
    )


@require_POST
def resend(request, slug, group, pk):
    row = find_request(request.user, slug, group, pk)
    try:
        requests.resend(request=row, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
    else:
        told = _("%s gets a new link. The older one no longer works.")
        messages.success(request, told % row.place.person.email)
    return redirect("buyers:requests", slug, group)


def revoke(request, slug, group, pk):
    row = find_request(request.user, slug, group, pk)
    above = reverse("buyers:requests", args=[slug, group])
    if request.method == "POST":
        try:
            requests.revoke(request=row, now=timezone.now())
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            messages.success(request, _("The link of %s no longer works.") % row.place.person)
        return redirect(above)
    return form_page(
        request,
        None,
        row.group.project,
        _("Revoke the request to %s") % row.place.person,
        submit=_("Revoke it"),
        lede=_("The link in their mail stops working. They are not told."),
        above=above,
        above_label=_("Requests"),
        danger=True,
    )


def find_request(person, slug, group, pk) -> MemberRequest:
    found = find(person, slug, group, to_edit=True)
    rows = found.requests.select_related("place__person", "need")
    row = get_object_or_404(rows, pk=pk)
    row.group = found
    return row

"""Unmet needs: their list, the page of one with the answers side by side, and writing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import answers, need_sheet
from buyers.exports import needs as exports
from buyers.forms.needs import NeedFilter, NeedForm, PressForm, WhyForm
from buyers.models import Need
from buyers.needs import ACTS
from buyers.views.groups import acts_for, speaks_for
from buyers.views.groups import find as find_group
from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Organisation

PER_PAGE = 50


def needs(request, slug, group):
    context = list_rows(request, slug, group)
    row = context["group"]
    context["page"] = page = Paginator(context["rows"], PER_PAGE).get_page(request.GET.get("page"))
    context["rows"] = read_rows(list(page), row, request.user)
    context["may_write"] = bool(owners(request.user, row))
    context["own_seats"] = bool(speaks_for(request.user, row))
    return render(request, "buyers/needs.html", context)


def export(request, slug, group, format):
    context = list_rows(request, slug, group)
    rows = read_rows(list(context["rows"]), context["group"], request.user)
    return exports.needs(format, context["group"], rows)


def list_rows(request, slug, group) -> dict:
    """The needs of a group as they were asked for."""
    row = find_group(request.user, slug, group)
    filters = NeedFilter(request.GET)
    found = Need.objects.visible_to(request.user).filter(group=row)
    found = filters.narrow(found).select_related("organisation").order_by("number")
    return {"project": row.project, "group": row, "filter": filters, "rows": found}


def read_rows(rows: list[Need], group, person) -> list[Need]:
    """Each with its `answers` as this person may see them. Two statements."""
    today = timezone.localdate()
    members = group.memberships.asked_on(today).values("organisation").distinct().count()
    for row in rows:
        row.group, row.may_steer, row.members = group, group.may_steer, members
    found = answers.read(rows, person, today)
    for row in rows:
        row.answers = found[row.pk]
        own = [each for each in row.answers.rows if each.is_own]
        row.own_states = sorted({each.state for each in own})
    return rows


def need(request, slug, group, number):
    today = timezone.localdate()
    row = find(request.user, slug, group, number)
    found = answers.read([row], request.user, today)[row.pk]
    indicators = answers.add_indicators(row, found.rows)
    names = [each["name"] for each in indicators]
    page = Paginator(found.rows, PER_PAGE).get_page(request.GET.get("page"))
    rows = [(each, list(zip(each.indicator_texts, names, strict=True))) for each in page]
    context = {
        "project": row.project,
        "group": row.group,
        "need": row,
        "acts": [act for act in ACTS if row.state in act.states and getattr(row, act.right)],
        "answers": found,
        "page": page,
        "rows": rows,
        "indicators": indicators,
        "prior_art": row.prior_art.standing(),
        "cpv": row.cpv.order_by("code").values_list("code", "label"),
        "to_answer": to_answer(request.user, row, found.rows),
        "may_write": row.may_edit and row.state != Need.State.CLOSED,
        # A draft was its writers' alone, and its history tells what stood in it.
        "changes": changes(
            row, among=None if row.may_edit else row.history.exclude(state=Need.State.DRAFT)
        ),
        "today": today,
        "base": row.get_absolute_url(),
    }
    if row.may_steer and row.state == Need.State.SHARED:
        context["may_ask_missing"] = True
        if "missing" in request.GET:
            context["missing"] = without_answer(row, found.rows, today)
    return render(request, "buyers/need.html", context)


def to_answer(person, need: Need, rows) -> list[dict]:
    """For whom this person can answer: organisation, name, state of its answer.

    The name is asked for only where there are several to tell apart.
    """
    if not need.may_answer:
        return []
    states = {row.organisation: row.state for row in rows if row.is_own}
    seats = acts_for(person, need.group)
    names = {}
    if len(seats) > 1:
        names = dict(Organisation.objects.filter(pk__in=seats).values_list("pk", "short_name"))
    found = [
        {"organisation": at, "name": names.get(at, ""), "state": states.get(at, "")} for at in seats
    ]
    return sorted(found, key=lambda each: each["name"])


def without_answer(need: Need, rows, today) -> list[str]:
    """The members that have given none."""
    given = [row.organisation for row in rows if not row.is_draft]
    waiting = need.group.memberships.asked_on(today).exclude(organisation__in=given)
    names = waiting.order_by("organisation__short_name").values_list("organisation__short_name")
    return [name for (name,) in names.distinct()]


def pdf(request, slug, group, number):
    row = find(request.user, slug, group, number)
    return HttpResponse(
        need_sheet.document(row, request.user, timezone.localdate()),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{group}-{row.code.lower()}.pdf"'},
    )


def find(person, slug, group, number, *, to_edit=False) -> Need:
    """The need with this person's rights to it: 404 when they do not see it, 403 when they see it
    and it is not theirs to write."""
    rows = Need.objects.visible_to(person).with_members(timezone.localdate())
    rows = rows.select_related("group__project", "group__task", "organisation")
    row = get_object_or_404(rows, group__project__slug=slug, group__slug=group, number=number)
    tell(row, Need.objects.rights_of(person))
    if to_edit and not row.may_edit:
        raise PermissionDenied
    return row


def owners(person, group) -> dict:
    """For whom this person may write a need of the group: "" is the group itself."""
    found = {"": _("the group itself")} if group.may_edit else {}
    if group.project.closed_on is None:
        found |= dict.fromkeys(speaks_for(person, group), "")
    return found


def new_need(request, slug, group):
    row = find_group(request.user, slug, group)
    offered = owners(request.user, row)
    if not offered:
        raise PermissionDenied
    form = NeedForm(
        request.POST if request.method == "POST" else None,
        instance=Need(group=row),
        owners=offered,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(
            request,
            _("%s is saved as a draft. Share it when the group may read it.") % form.outcome.code,
        )
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        row.project,
        _("New need"),
        submit=_("Save the draft"),
        above=reverse("buyers:needs", args=[slug, group]),
        above_label=_("Needs"),
        lede=_("Describe what shall be reached, not with which technology."),
        template="buyers/need_form.html",
    )


def edit_need(request, slug, group, number):
    row = find(request.user, slug, group, number, to_edit=True)
    name, url = str(row), row.get_absolute_url()
    if row.state == Need.State.CLOSED and request.method != "POST":
        messages.warning(request, _("This need is closed. Open it again first."))
        return redirect(url)
    form = NeedForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome.code)
        return redirect(url)
    return form_page(
        request,
        form,
        row.project,
        _("Edit %s") % row.code,
        above=url,
        above_label=name,
        template="buyers/need_form.html",
    )


def act(request, slug, group, number, verb):
    row = find(request.user, slug, group, number)
    wanted = next((act for act in ACTS if act.verb == verb), None)
    if wanted is None:
        raise Http404
    if not getattr(row, wanted.right):
        raise PermissionDenied
    if row.state not in wanted.states and request.method != "POST":
        messages.warning(
            request,
            _("%(item)s is %(state)s: “%(act)s” is not possible now.")
            % {"item": row.code, "state": row.get_state_display(), "act": wanted.label},
        )
        return redirect(row)
    form_class = WhyForm if wanted.needs_reason else PressForm
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(form.save, need=row, verb=verb, by=request.user):
        messages.success(request, wanted.done % {"item": row.code})
        return redirect(row)
    return form_page(
        request,
        form,
        row.project,
        f"{row.code}: {wanted.label}",
        lede=row.title,
        submit=wanted.label,
        above=row.get_absolute_url(),
        above_label=str(row),
        template="buyers/need_act.html",
        verb=verb,
    )

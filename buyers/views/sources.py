"""From which sources the buyers of a plan pay: those of all, and each member's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buyers import estimates, financed, outlook
from buyers import sources as acts
from buyers.faults import faults
from buyers.forms.sources import FOR_ALL, SchemeForm, SourceForm
from buyers.models import FundingSource
from buyers.views.costs import page
from buyers.views.financing import frame
from buyers.views.groups import acts_for
from buyers.views.plans import find


def funding(request, slug, group):
    plan = find(request.user, slug, group)
    today = timezone.localdate()
    of = estimates.load(plan, today)
    seen = FundingSource.objects.visible_to(request.user).filter(plan=plan)
    rows = seen.select_related("scheme", "organisation").order_by(
        F("organisation__short_name").asc(nulls_first=True), "scheme", "pk"
    )
    mine = writable(request.user, plan)
    standing = [row for row in rows if not row.removed_on and row.pk in of.money]
    context = frame(plan, "funding") | {
        "sources": financed.rows(standing, of, mine),
        "costs": financed.by_cost(standing, of, outlook.reads_totals(of, request.user, today)),
        "removed": [row for row in rows if row.removed_on and row.pk in mine],
        "may_add": bool(owners(request.user, plan)),
        "faults": faults(of, request.user),
    }
    return render(request, "buyers/funding.html", context)


def writable(person, plan) -> set[int]:
    """Ids of the sources that this person may change."""
    rows = FundingSource.objects.editable_by(person).filter(plan=plan)
    return set(rows.order_by().values_list("pk", flat=True))


def owners(person, plan) -> list[tuple]:
    """(organisation or "all", name) of those for whom this person may enter a source."""
    if plan.project.closed_on:
        return []
    own = acts_for(person, plan.group)
    members = plan.group.memberships.asked_on(timezone.localdate()).filter(organisation__in=own)
    names = members.order_by("organisation__short_name").values_list(
        "organisation", "organisation__short_name"
    )
    found = [(FOR_ALL, _("all buyers"))] if plan.may_edit else []
    return found + [(str(pk), name) for pk, name in names]


def new_source(request, slug, group):
    """First the kind of money and whose it is, which the address keeps; then what that asks."""
    plan = find(request.user, slug, group)
    offered = owners(request.user, plan)
    if not offered:
        raise PermissionDenied
    today = timezone.localdate()
    choice = SchemeForm(request.GET or None, owners=offered, today=today)
    if not choice.is_valid():
        above = reverse("buyers:plan_funding", args=[slug, group])
        context = frame(plan, "funding") | {
            "form": choice,
            "title": _("New funding source"),
            "cancel_url": above,
        }
        return render(request, "buyers/choose_scheme.html", context)
    scheme, owner = choice.cleaned_data["scheme"], choice.cleaned_data["owner"]
    source = FundingSource(
        plan=plan, scheme=scheme, organisation_id=None if owner == FOR_ALL else int(owner)
    )
    return write(request, plan, source, _("New funding source"), _("Add it"))


def edit_source(request, slug, group, pk):
    plan = find(request.user, slug, group)
    source = find_source(request.user, plan, pk)
    if source.removed_on:
        raise Http404
    return write(request, plan, source, _("Edit “%s”") % source, _("Save"))


def write(request, plan, source, title, submit):
    form = SourceForm(request.POST if request.method == "POST" else None, instance=source)
    given = {"by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect("buyers:plan_funding", plan.project.slug, plan.group.slug)
    whose = source.organisation or _("all buyers")
    lede = f"{source.scheme} · {whose}"
    return page(request, plan, form, title, "plan_funding", _("Funding"), submit=submit, lede=lede)


@require_POST
def act(request, slug, group, pk, verb):
    """Take it out or put it back."""
    plan = find(request.user, slug, group)
    source = find_source(request.user, plan, pk)
    given = {"source": source, "by": request.user, "on": timezone.localdate()}
    try:
        if verb == "take-out":
            acts.take_out(**given)
            back = reverse("buyers:source_act", args=[slug, group, pk, "put-back"])
            messages.success(request, _("“%s” is taken out.") % source, extra_tags=f"undo:{back}")
        elif verb == "put-back":
            acts.put_back(**given)
            messages.success(request, _("“%s” is put back.") % source)
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("buyers:plan_funding", slug, group)


def find_source(person, plan, pk) -> FundingSource:
    """404 where they do not see it, 403 where they see it and it is not theirs."""
    seen = FundingSource.objects.visible_to(person).filter(plan=plan)
    source = get_object_or_404(seen.select_related("scheme", "organisation"), pk=pk)
    if source.pk not in writable(person, plan):
        raise PermissionDenied
    source.plan = plan
    return source

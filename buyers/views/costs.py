"""The cost elements of the plan, and how much each member would take."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buyers import costs as acts
from buyers import estimates, volumes
from buyers.exports import financing as exports
from buyers.faults import faults
from buyers.figures import number
from buyers.forms.costs import CostForm, VolumeForm
from buyers.forms.needs import plain
from buyers.models import BuyerVolume, CostItem
from buyers.views.financing import frame
from buyers.views.groups import acts_for
from buyers.views.plans import find
from core.history import changes
from core.views import form_page


def costs(request, slug, group):
    plan = find(request.user, slug, group)
    of = estimates.load(plan, timezone.localdate())
    options = dict(plan.options.values_list("pk", "name"))
    rows = list(of.items.values())
    for row in rows:
        row.shared = shared(row, of)
        row.model = options.get(row.option_id, "")
        row.years = years(row, plan)
        row.amount_words, row.range_words = number(row.amount), between(row)
    context = frame(plan, "costs") | {
        "lists": [
            ("new", _("The new solution"), [row for row in rows if not row.is_today]),
            ("today", _("Today's solution"), [row for row in rows if row.is_today]),
        ],
        "removed": plan.costs.filter(removed_on__isnull=False) if plan.may_edit else [],
        "faults": faults(of, request.user),
        "uncounted": of.uncounted,
        "empty": not rows,
    }
    return render(request, "buyers/costs.html", context)


def shared(row: CostItem, of) -> str:
    """By which key, in words."""
    if row.nature == CostItem.Nature.PER_UNIT:
        return _("each its own")
    if row.key == CostItem.Key.LIKE:
        return _("like “%s”") % of.items.get(row.like_id, "–")
    if row.key == CostItem.Key.PERCENT:
        found = of.percents.get(row.pk, {})
        return ", ".join(
            f"{of.members.get(pk) or _('a former member')} {plain(value)} %"
            for pk, value in found.items()
        )
    return row.get_key_display()


def years(row: CostItem, plan) -> str:
    """In the calendar: 2028, or 2028–2037."""
    first = plan.first_year + row.from_year - 1
    if row.nature == CostItem.Nature.ONE_OFF:
        return str(first)
    last = plan.first_year + row.to_year - 1 if row.to_year else plan.last_year
    return str(first) if first == last else f"{first}–{last}"


def between(row: CostItem) -> str:
    if row.low is None and row.high is None:
        return "–"
    low, high = (row.amount if end is None else end for end in (row.low, row.high))
    return f"{number(low)} – {number(high)}"


def export(request, slug, group, format):
    plan = find(request.user, slug, group)
    return exports.costs(format, estimates.load(plan, timezone.localdate()))


def new_cost(request, slug, group):
    """`today` in the address: of today's solution."""
    plan = find(request.user, slug, group, to_edit=True)
    cost = CostItem(plan=plan, is_today="today" in request.GET)
    return write(request, plan, cost, _("New cost element"), _("Add it"))


def edit_cost(request, slug, group, pk):
    plan = find(request.user, slug, group, to_edit=True)
    cost = get_object_or_404(plan.costs.standing(), pk=pk)
    cost.plan = plan
    return write(request, plan, cost, _("Edit “%s”") % cost, _("Save"))


def write(request, plan, cost, title, submit):
    today = timezone.localdate()
    members = plan.group.memberships.asked_on(today).order_by("organisation__short_name")
    form = CostForm(
        request.POST if request.method == "POST" else None,
        instance=cost,
        members=dict(members.values_list("organisation", "organisation__short_name")),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, on=today):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect("buyers:plan_costs", plan.project.slug, plan.group.slug)
    return page(request, plan, form, title, "plan_costs", _("Costs"), submit=submit)


@require_POST
def act(request, slug, group, pk, verb):
    """Take it out or put it back, move it up or down."""
    plan = find(request.user, slug, group, to_edit=True)
    cost = get_object_or_404(plan.costs, pk=pk)
    given = {"cost": cost, "by": request.user}
    try:
        if verb in ("up", "down"):
            acts.move(up=verb == "up", **given)
        elif verb == "take-out":
            acts.take_out(on=timezone.localdate(), **given)
            back = reverse("buyers:cost_act", args=[slug, group, pk, "put-back"])
            messages.success(request, _("“%s” is taken out.") % cost, extra_tags=f"undo:{back}")
        elif verb == "put-back":
            acts.put_back(on=timezone.localdate(), **given)
            messages.success(request, _("“%s” is put back.") % cost)
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("buyers:plan_costs", slug, group)


def quantity(request, slug, group, organisation):
    """Of one's own member. `from` in the address takes over what it has said elsewhere."""
    plan = find(request.user, slug, group)
    if plan.project.closed_on or organisation not in acts_for(request.user, plan.group):
        raise PermissionDenied
    today = timezone.localdate()
    volume = plan.volumes.filter(organisation=organisation).first()
    volume = volume or BuyerVolume(plan=plan, organisation_id=organisation)
    volume.plan = plan
    offers = volumes.offers(plan, organisation, today)
    taken = next((each for each in offers if each.key == request.GET.get("from")), None)
    form = VolumeForm(request.POST if request.method == "POST" else None, instance=volume)
    if taken:
        form.initial["quantity"] = plain(taken.quantity)
    if request.method == "POST" and form.carry_out(form.save, by=request.user, on=today):
        messages.success(request, _("Our quantity is saved. It counts from now on."))
        return redirect("buyers:plan_financing", slug, group)
    return page(
        request,
        plan,
        form,
        _("Our quantity: %s") % volume.organisation.short_name,
        "plan_financing",
        _("Costs and financing"),
        template="buyers/quantity.html",
        offers=offers,
    )


def page(request, plan, form, title, above, above_label, **context):
    """A page that is one form below one of the lists, with what was changed before."""
    row = form.instance
    context = {"template": "buyers/financing_form.html"} | context
    return form_page(
        request,
        form,
        plan.project,
        title,
        above=reverse(f"buyers:{above}", args=[plan.project.slug, plan.group.slug]),
        above_label=above_label,
        group=plan.group,
        plan=plan,
        changes=changes(row) if row.pk else [],
        **context,
    )

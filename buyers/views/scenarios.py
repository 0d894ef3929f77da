"""The scenarios of the plan: entered, often as a copy, changed, and one of them the base case."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from buyers import estimates
from buyers import scenarios as acts
from buyers.faults import faults
from buyers.forms.scenarios import PERCENTS, RATES, ScenarioForm, WhatIfForm
from buyers.models import Scenario
from buyers.sheets import percent
from buyers.views.costs import page
from buyers.views.financing import frame
from buyers.views.plans import find

COPIED = ("case", "option", *PERCENTS, "seed")


def scenarios(request, slug, group):
    plan = find(request.user, slug, group)
    of = estimates.load(plan, timezone.localdate())
    options = dict(plan.options.values_list("pk", "name"))
    rows = list(of.scenarios.values())
    for row in rows:
        row.model = options.get(row.option_id, "")
        row.words = [percent(getattr(row, name)) for name in RATES]
        row.others = len(of.prices.get(row.pk, ()))
    context = frame(plan, "scenarios") | {
        "rows": rows,
        "removed": plan.scenarios.filter(removed_on__isnull=False) if plan.may_edit else [],
        "faults": faults(of, request.user),
        "uncounted": of.uncounted,
    }
    return render(request, "buyers/scenarios.html", context)


def new_scenario(request, slug, group):
    """`like` in the address is copied, with the rates that were tried out on it."""
    plan = find(request.user, slug, group, to_edit=True)
    initial, prices = like(plan, request.GET)
    form = ScenarioForm(
        request.POST if request.method == "POST" else None,
        instance=Scenario(plan=plan),
        initial=initial,
        prices=prices,
    )
    return write(request, plan, form, _("New scenario"), _("Add it"))


def like(plan, asked) -> tuple[dict, dict]:
    """The first values of the form, and the prices."""
    rows = {str(row.pk): row for row in plan.scenarios.standing()}
    other = rows.get(asked.get("like", ""))
    if not other:
        return {}, {}
    initial = {name: getattr(other, name) for name in COPIED} | {"option": other.option_id}
    initial |= WhatIfForm(asked, scenario=other).changes
    if {name: getattr(other, name) for name in RATES} != {name: initial[name] for name in RATES}:
        initial["case"] = Scenario.Case.OTHER
    return initial, dict(other.prices.values_list("cost", "amount"))


def edit_scenario(request, slug, group, pk):
    plan = find(request.user, slug, group, to_edit=True)
    row = get_object_or_404(plan.scenarios.standing(), pk=pk)
    row.plan = plan
    form = ScenarioForm(request.POST if request.method == "POST" else None, instance=row)
    return write(request, plan, form, _("Edit “%s”") % row, _("Save"))


def write(request, plan, form, title, submit):
    given = {"by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect("buyers:plan_scenarios", plan.project.slug, plan.group.slug)
    return page(request, plan, form, title, "plan_scenarios", _("Scenarios"), submit=submit)


@require_POST
def act(request, slug, group, pk, verb):
    """Make it the base case, take it out or put it back."""
    plan = find(request.user, slug, group, to_edit=True)
    row = get_object_or_404(plan.scenarios, pk=pk)
    given = {"scenario": row, "by": request.user}
    try:
        if verb == "base":
            acts.make_base(**given)
            messages.success(request, _("“%s” is the base case now.") % row)
        elif verb == "take-out":
            acts.take_out(on=timezone.localdate(), **given)
            back = reverse("buyers:scenario_act", args=[slug, group, pk, "put-back"])
            messages.success(request, _("“%s” is taken out.") % row, extra_tags=f"undo:{back}")
        elif verb == "put-back":
            acts.put_back(on=timezone.localdate(), **given)
            messages.success(request, _("“%s” is put back.") % row)
        else:
            raise Http404
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("buyers:plan_scenarios", slug, group)

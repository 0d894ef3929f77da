"""The financing of the plan: the scenarios side by side, what if, and chances."""

from copy import copy

from django.shortcuts import render
from django.utils import timezone

from buyers import estimates, outlook, sheets
from buyers.chances import simulate
from buyers.estimates import Estimates
from buyers.exports import financing as exports
from buyers.forms.scenarios import WhatIfForm
from buyers.models import Scenario
from buyers.views.groups import acts_for, speaks_for
from buyers.views.plans import find
from core.views import tried_page


def overview(request, slug, group):
    """`scenario` in the address is the one that is looked at; rates there are tried out on it."""
    plan, today = find(request.user, slug, group), timezone.localdate()
    of = estimates.load(plan, today)
    chosen = chosen_of(of, request.GET.get("scenario", ""))
    form = WhatIfForm(request.GET, scenario=chosen)
    tried = tried_out(chosen, form.changes)
    found = outlook.read(plan, request.user, today, of=of, tried=tried)
    shown = found.tried or found.of(chosen.pk)
    context = frame(plan, "overview") | {
        "outlook": found,
        "shown": shown,
        "chosen": chosen,
        "what_if": form,
        "changes": form.changes,
        **figures_of(found, shown),
    }
    return tried_page(
        request,
        "buyers/financing.html",
        "buyers/financing_result.html",
        context,
        more=lambda: quantities_of(request.user, plan, found),
    )


def chosen_of(of: Estimates, asked: str) -> Scenario:
    """That of this id; the base case where there is none."""
    return {str(pk): row for pk, row in of.scenarios.items()}.get(asked, of.base)


def tried_out(scenario: Scenario, changes: dict) -> Scenario | None:
    """A copy with these rates, not saved; it has the prices of the scenario."""
    if not changes:
        return None
    tried = copy(scenario)
    for name, value in changes.items():
        setattr(tried, name, value)
    return tried


def figures_of(found, shown) -> dict:
    if not shown:
        return {}
    context = {
        "shown_name": sheets.named(shown),
        "compared": sheets.side_by_side(found),
        "of_buyers": sheets.by_buyer(shown, found.plan),
    }
    if shown.total:
        drawing, names = sheets.saving_chart(shown, found)
        context |= {
            "cash_chart": sheets.cash_chart(shown.total, found),
            "saving_chart": drawing,
            "saving_names": names,
            "of_years": sheets.by_year(shown.total, found),
        }
    return context


def quantities_of(person, plan, found) -> dict:
    """Where this person's members name their quantities."""
    speaking = speaks_for(person, plan.group)
    may = set() if plan.project.closed_on else set(acts_for(person, plan.group))
    return {
        "own": [
            (pk, name, found.estimates.volumes.get(pk), pk in may)
            for pk, name in found.estimates.members.items()
            if pk in speaking
        ]
    }


def export(request, slug, group, format):
    plan = find(request.user, slug, group)
    return exports.results(format, outlook.read(plan, request.user, timezone.localdate()))


def chances(request, slug, group):
    plan = find(request.user, slug, group)
    today = timezone.localdate()
    of = estimates.load(plan, today)
    chosen = chosen_of(of, request.GET.get("scenario", ""))
    context = frame(plan, "chances") | {"chosen": chosen, "scenarios": of.scenarios.values()}
    if not outlook.reads_totals(of, request.user, today):
        context["hides"] = outlook.THIN_QUANTITIES()
    elif of.buyers and not of.problems():
        context["found"] = simulate(of, chosen)
    return render(request, "buyers/chances.html", context)


def frame(plan, page: str) -> dict:
    """What every page of the financing shows around its content."""
    return {"project": plan.project, "group": plan.group, "plan": plan, "page": page}

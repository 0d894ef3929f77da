"""The risk reduction strategy of a plan: its map and its table, and who bears a risk."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import strategy
from buyers.exports import strategy as exports
from buyers.forms.strategy import AllocationForm
from buyers.models import PlanRisk
from buyers.views.plans import find
from core.views import form_page
from workpackages.register import IMPACTS, Level, bands_of


def risks(request, slug, group):
    plan = find(request.user, slug, group)
    today = timezone.localdate()
    found = strategy.read(plan, request.user, today)
    sees_register = strategy.sees_register(plan, request.user)
    context = {
        "project": plan.project,
        "group": plan.group,
        "plan": plan,
        "today": today,
        "strategy": found,
        "impacts": IMPACTS.items(),
        "maps": [
            (_("Today"), found.map(after=False), found.tally(after=False)),
            (_("After the measures"), found.map(after=True), found.tally(after=True)),
        ],
        "may_link": plan.may_edit and sees_register,
        "sees_register": sees_register,
    }
    return render(request, "buyers/plan_risks.html", context)


def export(request, slug, group, format):
    plan = find(request.user, slug, group)
    found = strategy.read(plan, request.user, timezone.localdate())
    return exports.strategy(format, plan.group, found.rows)


def allocate(request, slug, group, number):
    plan = find(request.user, slug, group, to_edit=True)
    risk = get_object_or_404(plan.group.risks, number=number)
    row = plan.risks.filter(risk=risk).first() or PlanRisk(plan=plan, risk=risk)
    row.plan, row.risk = plan, risk
    form = AllocationForm(request.POST if request.method == "POST" else None, instance=row)
    above = reverse("buyers:plan_risks", args=[slug, group])
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % risk.code)
        return redirect(f"{above}#{risk.code.lower()}")
    return form_page(
        request,
        form,
        plan.project,
        _("Who bears %s") % risk.code,
        above=above,
        above_label=_("Risks"),
        template="buyers/allocate_risk.html",
        lede=risk.title,
        risk=risk,
        now=Level.of(risk.likelihood, risk.impact, bands_of(plan.project)),
    )

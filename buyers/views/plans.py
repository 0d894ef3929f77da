"""The feasibility plan of a group: its overview, begun and edited; and how its pages find it."""

from collections import Counter

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from buyers import parts
from buyers.exports import plans as exports
from buyers.forms.plans import PlanForm
from buyers.models import FeasibilityPlan, PlanPart
from buyers.views.groups import find as find_group
from core.history import changes
from core.rights import tell
from core.views import form_page

ACTS = {
    "answer": gettext_lazy("Approve or object"),
    "write": gettext_lazy("Write"),
    "ask": gettext_lazy("Ask for approval"),
    "agree": gettext_lazy("Agree"),
}
AROUND = ("group__project", "group__task", "group__lead_procurer__organisation")


def plan(request, slug, group):
    """All see it who see the group, also before there is a plan: then it says who begins it."""
    row = find_group(request.user, slug, group)
    found = FeasibilityPlan.objects.visible_to(request.user).filter(group=row).first()
    if not found:
        context = {"project": row.project, "group": row}
        return render(request, "buyers/plan_none.html", context)
    found.group, found.project = row, row.project
    today = timezone.localdate()
    rows = parts.read(found, request.user, today, with_text=False)
    states = Counter(each.state for each in rows)
    context = {
        "project": row.project,
        "group": row,
        "plan": found,
        "rows": [(each, *own_act(each, request.user, row, today)) for each in rows],
        "states": [(value, label, states[value]) for value, label in PlanPart.State.choices],
        "late": sum(each.is_late_on(today) for each in rows),
        "today": today,
        "changes": changes(found, limit=20) if row.may_edit else [],
    }
    return render(request, "buyers/plan.html", context)


def own_act(part, person, group, today) -> tuple[str, str]:
    """What this person is the one to do with a part: the words of the button and its address."""
    verb = parts.next_act(part, person, group.pk, group.may_edit, today)
    if not verb or group.project.closed_on:
        return "", ""
    name = {"answer": "plan_part"}.get(verb, f"{verb}_part")
    address = reverse(f"buyers:{name}", args=[group.project.slug, group.slug, part.number])
    return str(ACTS[verb]), address


def export(request, slug, group, format):
    row = find(request.user, slug, group)
    rows = parts.read(row, request.user, timezone.localdate(), with_text=False)
    return exports.parts(format, row.group, rows)


def new_plan(request, slug, group):
    row = find_group(request.user, slug, group, to_edit=True)
    if request.method != "POST" and FeasibilityPlan.objects.filter(group=row).exists():
        messages.info(request, _("This group has a feasibility plan already."))
        return redirect("buyers:plan", slug, group)
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        instance=FeasibilityPlan(project=row.project, group=row),
        initial={"title": _("Feasibility plan of %s") % row.name},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The plan is begun. Say who writes which part, and by when."))
        return redirect("buyers:plan", slug, group)
    return form_page(
        request,
        form,
        row.project,
        _("Begin the feasibility plan"),
        submit=_("Begin the plan"),
        above=reverse("buyers:plan", args=[slug, group]),
        above_label=_("Feasibility plan"),
        lede=_("It begins with twelve parts, seven gates, the clauses to settle and a base case."),
        template="buyers/plan_form.html",
    )


def edit_plan(request, slug, group):
    row = find(request.user, slug, group, to_edit=True)
    title, url = row.title, row.get_absolute_url()
    form = PlanForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The plan is saved."))
        return redirect(url)
    return form_page(
        request,
        form,
        row.project,
        _("Edit the plan"),
        above=url,
        above_label=title,
        template="buyers/plan_form.html",
    )


def find(person, slug, group, *, to_edit=False) -> FeasibilityPlan:
    """The plan with this person's rights to it, also told to its group (for the tabs): 404 where
    they do not see it or there is none, 403 when they see it and do not manage it."""
    seen = FeasibilityPlan.objects.visible_to(person).select_related(*AROUND)
    plan = get_object_or_404(seen, group__project__slug=slug, group__slug=group)
    tell_plan(plan, person)
    if to_edit and not plan.may_edit:
        raise PermissionDenied
    return plan


def tell_plan(plan: FeasibilityPlan, person) -> None:
    """This person's rights to it, also to its group; it was read with what is `AROUND` it."""
    plan.project = plan.group.project
    tell(plan, FeasibilityPlan.objects.rights_of(person))
    for right in ("may_edit", "may_oversee", "may_steer"):
        setattr(plan.group, right, getattr(plan, right))

"""Go or no-go: where a plan stands, asking for decisions, and deciding for a member."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from buyers import deciding, gates
from buyers import decision as acts
from buyers.exports import decisions as exports
from buyers.forms.decisions import AskForm, DecisionForm
from buyers.models import Decision, FeasibilityPlan, PlanPart
from buyers.places import buyer_places_of
from buyers.views import documents
from buyers.views.plans import find
from core.views import form_page
from partners.models import Organisation
from records.models import Version
from workpackages.talk import files_by_dossier
from workpackages.views.files import as_download


def decision(request, slug, group):
    plan = find(request.user, slug, group)
    today = timezone.localdate()
    standing = deciding.read(plan, request.user, today)
    may_decide = decides_for(request.user, plan) if standing.asked_on else set()
    context = {
        "project": plan.project,
        "group": plan.group,
        "plan": plan,
        "today": today,
        "standing": standing,
        "rows": with_files((*standing.members, *standing.former), plan, may_decide),
        "gates": gates.read(plan),
        "owed": [
            row for row in standing.members if row.organisation in may_decide and not row.verdict
        ],
        "own": [row for row in standing.members if row.organisation in may_decide and row.verdict],
        "open_parts": open_parts(plan) if plan.may_edit and not standing.asked_on else 0,
    }
    return render(request, "buyers/plan_decision.html", context)


def export(request, slug, group, format):
    """The decisions that count, and all before them."""
    plan = find(request.user, slug, group)
    rows = plan.decisions.select_related("organisation", "recorded_by")
    return exports.decisions(
        format, plan.group, rows.order_by("organisation__short_name", "-recorded_at", "-pk")
    )


def ask(request, slug, group):
    plan = find(request.user, slug, group, to_edit=True)
    today = timezone.localdate()
    form = AskForm(
        request.POST if request.method == "POST" else None, initial={"due": plan.decisions_due}
    )
    given = {"plan": plan, "by": request.user, "today": today}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("The members that mean to buy are asked to decide."))
        return redirect(above(plan))
    return page(
        request,
        form,
        plan,
        _("Ask for decisions"),
        submit=_("Ask for decisions"),
        template="buyers/ask_decisions.html",
        open_parts=open_parts(plan),
    )


def decide(request, slug, group):
    plan = find(request.user, slug, group)
    buyers = decides_for(request.user, plan)
    if not buyers:
        raise PermissionDenied
    now = timezone.now()
    if not plan.decisions_asked_on and request.method != "POST":
        messages.warning(request, _("The members are not asked to decide yet."))
        return redirect(above(plan))
    form = DecisionForm(
        request.POST if request.method == "POST" else None,
        instance=Decision(project=plan.project, plan=plan),
        buyers=Organisation.objects.filter(pk__in=buyers).order_by("short_name"),
        initial={"organisation": request.GET.get("buyer", "")},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user, now=now):
        messages.success(request, _("The decision is recorded. All members read it."))
        return redirect(above(plan))
    return page(
        request,
        form,
        plan,
        _("Decide on the plan"),
        submit=_("Record the decision"),
        lede=_("You may decide anew later. What you have seen is kept with the decision."),
    )


def upload(request, slug, group, pk):
    plan = find(request.user, slug, group)
    row = get_object_or_404(plan.decisions.standing().select_related("organisation"), pk=pk)
    if row.organisation_id not in decides_for(request.user, plan):
        raise PermissionDenied
    form, is_done = documents.receive(request, row, acts.hand_in, decision=row)
    if is_done:
        return redirect(above(plan))
    return page(
        request,
        form,
        plan,
        _("Add the signed decision"),
        submit=_("Add the document"),
        template="buyers/decision_upload.html",
        lede=str(row),
    )


@require_safe
def download(request, slug, group, pk, file, number):
    plan = find(request.user, slug, group)
    row = get_object_or_404(plan.decisions, pk=pk)
    versions = Version.objects.readable().filter(file__dossier=row.dossier_id)
    return as_download(get_object_or_404(versions, file__pk=file, number=number))


def with_files(rows, plan, may_decide: set[int]) -> list:
    """(row, its documents, whether this person may add one) of each member."""
    held = files_by_dossier([row.dossier for row in rows if row.dossier])
    address = f"{plan.group.get_absolute_url()}plan/decision/"
    return [
        (
            row,
            [
                (file.newest.name, f"{address}{row.pk}/files/{file.pk}/{file.newest.number}/")
                for file in held.get(row.dossier, ())
                if not file.is_removed
            ],
            f"{address}{row.pk}/files/new/"
            if row.pk and row.counts and row.organisation in may_decide
            else "",
        )
        for row in rows
    ]


def decides_for(person, plan: FeasibilityPlan) -> set[int]:
    """Ids of the organisations that mean to buy and name this person, while the project is open."""
    if plan.project.closed_on:
        return set()
    buying = buyer_places_of(person).buying
    return {organisation for group, organisation in buying if group == plan.group_id}


def open_parts(plan: FeasibilityPlan) -> int:
    """How many parts are not agreed."""
    return plan.parts.exclude(state=PlanPart.State.AGREED).count()


def above(plan) -> str:
    return reverse("buyers:plan_decision", args=[plan.project.slug, plan.group.slug])


def page(request, form, plan, title, **context):
    return form_page(
        request, form, plan.project, title, above=above(plan), above_label=_("Decision"), **context
    )

"""The risk register, the page of a risk, and what people do to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.views import form_page
from workpackages import exports, listing, register
from workpackages.forms.reviewing import StateOfPlayForm
from workpackages.forms.risks import (
    BandsForm,
    NewRiskForm,
    RiskFilter,
    RiskForm,
    ScoreForm,
)
from workpackages.models import ReportingPeriod, Risk, StateOfPlay, WorkPackage
from workpackages.progress import open_acts
from workpackages.querysets.partners import own_partners, partners_today, takes_part
from workpackages.risks import ACTS
from workpackages.talk import talk_of
from workpackages.views.acts import ask, find_act
from workpackages.views.items import find
from workpackages.views.tables import read_project


def risks(request, slug):
    context = list_rows(request, slug)
    project, bands, rows = context["project"], context["bands"], context["rows"]
    today = timezone.localdate()
    after = request.GET.get("map") == "after"
    context |= {
        "after": after,
        "map": register.risk_map(rows, bands, after=after),
        "impacts": register.IMPACTS.items(),
        "unplaced": [row for row in rows if row.open and not row.after] if after else [],
        "tally": register.tally(rows, bands, after=after),
        "reviews_late": sum(row.open and row.due_class == "due-late" for row in rows),
        "may_enter": takes_part(request.user, context["partners"]),
        "periods": ReportingPeriod.objects.begun(project, today).annotate(
            told=Count("states_of_play")
        ),
    }
    return render(request, "workpackages/risks.html", context)


def export(request, slug, format):
    context = list_rows(request, slug)
    return exports.risks(format, context["project"], context["rows"])


def list_rows(request, slug):
    """The register as it was asked for."""
    today = timezone.localdate()
    project, partners = read_project(request.user, slug)
    bands = register.bands_of(project)
    packages = WorkPackage.objects.filter(project=project).only("number", "title")
    filters = RiskFilter(request.GET, partners=partners, work_packages=packages)
    matching = filters.narrow(Risk.objects.filter(project=project), bands, today)
    names = {partner.pk: partner.organisation.short_name for partner in partners}
    rows = register.rows(matching, project, names, bands, today)
    if sort := filters.value("sort"):
        rows = register.in_order(rows, sort)
    return {
        "project": project,
        "partners": partners,
        "bands": bands,
        "filter": filters,
        "sort": sort,
        "rows": rows,
    }


def risk(request, slug, number):
    row = find(Risk, number, request.user, slug, "project__risk_bands")
    project, today = row.project, timezone.localdate()
    bands = register.bands_of(project)
    scores = list(row.scores.select_related("meeting", "scored_by").order_by("scored_on", "pk"))
    for score in scores:
        score.now = register.Level.of(score.likelihood, score.impact, bands)
        if score.meeting:
            score.meeting.project = project
    context = {
        "project": project,
        "item": row,
        "acts": open_acts(row, ACTS),
        "now": register.Level.of(row.likelihood, row.impact, bands),
        "after": register.Level.of(row.residual_likelihood, row.residual_impact, bands),
        "work_packages": row.work_packages.only("number", "title"),
        "scores": scores[::-1],
        "first_scored": scores[0].scored_on if scores else None,
        "chart": register.chart(scores, bands, today),
        "actions": listing.actions_of(row, request.user),
        "periods": register.states_of(row, today),
        "changes": changes(row),
        "talk": talk_of(row, request.user, timezone.now()),
        "today": today,
    }
    if row.may_edit and row.state in Risk.OPEN:
        context["new_url"] = reverse("workpackages:new_risk_action", args=[slug, row.code])
    return render(request, "workpackages/risk.html", context)


def new_risk(request, slug):
    project, _partners = read_project(request.user, slug)
    own = own_partners(request.user, project)
    if not own:
        raise PermissionDenied
    today = timezone.localdate()
    form = NewRiskForm(
        request.POST if request.method == "POST" else None,
        instance=Risk(project=project),
        coordinates=project.may_edit,
        owners=partners_today(project, today) if project.may_edit else own,
        today=today,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is in the register.") % form.outcome)
        return redirect(form.outcome)
    return of_register(request, project, form, _("New risk"), submit=_("Add the risk"))


def edit_risk(request, slug, number):
    row = find_to_edit(request, slug, number)
    name, title, url = str(row), _("Edit %s") % row.code, row.get_absolute_url()
    form = RiskForm(
        request.POST if request.method == "POST" else None,
        instance=row,
        coordinates=row.may_coordinate,
        owners=partners_today(row.project, timezone.localdate(), kept=row.lead_id),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome.code)
        return redirect(form.outcome)
    return form_page(request, form, row.project, title, above=url, above_label=name)


def score_risk(request, slug, number):
    row = find_to_edit(request, slug, number)
    form = ScoreForm(
        request.POST if request.method == "POST" else None, risk=row, today=timezone.localdate()
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        bands = register.bands_of(row.project)
        level = register.Level.of(form.outcome.likelihood, form.outcome.impact, bands)
        messages.success(
            request, _("%(risk)s stands at %(level)s.") % {"risk": row.code, "level": level}
        )
        return redirect(row)
    title, url = _("Score %s") % row.code, row.get_absolute_url()
    submit = _("Save the score")
    return form_page(request, form, row.project, title, submit=submit, above=url, above_label=row)


def risk_act(request, slug, number, verb):
    row = find(Risk, number, request.user, slug)
    return ask(request, row, find_act(ACTS, verb), name=row.code)


def find_to_edit(request, slug, number):
    row = find(Risk, number, request.user, slug)
    if not row.may_edit:
        raise PermissionDenied
    return row


def bands(request, slug):
    project, _partners = read_project(request.user, slug)
    if not project.may_edit:
        raise PermissionDenied
    form = BandsForm(
        request.POST if request.method == "POST" else None, instance=register.bands_of(project)
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The bands are saved."))
        return redirect("workpackages:risks", slug)
    return of_register(request, project, form, _("Bands of the risk map"))


def state_of_play(request, slug, period):
    """What the EU portal asks of each risk for a period: of all that the person may edit."""
    project, _partners = read_project(request.user, slug)
    periods = ReportingPeriod.objects.begun(project, timezone.localdate())
    period = get_object_or_404(periods, number=period)
    editable = Risk.objects.editable_by(request.user).filter(project=project)
    of = list(editable.order_by("-is_foreseen", "sort_key"))
    if not of:
        raise PermissionDenied
    form = StateOfPlayForm(
        request.POST if request.method == "POST" else None,
        of=of,
        period=period,
        reported={row.risk_id: row for row in StateOfPlay.objects.filter(period=period)},
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("The state of play of %s is saved.") % period)
        return redirect("workpackages:risks", slug)
    title = _("State of play of the risks, %s") % period
    return of_register(
        request,
        project,
        form,
        title,
        period=period,
        lede=period.span,
        template="workpackages/several_risks.html",
    )


def of_register(request, project, form, title, **context):
    above = reverse("workpackages:risks", args=[project.slug])
    return form_page(request, form, project, title, above=above, above_label=_("Risks"), **context)

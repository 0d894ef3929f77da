"""The risk register, the page of a risk, and what people do to it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, FilteredRelation, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.rights import tell
from core.views import form_page
from partners.models import Participation
from partners.places import places_of
from workpackages import exports, register
from workpackages.forms.reviewing import StateOfPlayForm
from workpackages.forms.risks import (
    BandsForm,
    NewRiskForm,
    RiskFilter,
    RiskForm,
    ScoreForm,
    owners_of,
)
from workpackages.models import Action, ReportingPeriod, Risk, StateOfPlay, WorkPackage
from workpackages.progress import open_acts
from workpackages.risks import ACTS
from workpackages.talk import talk_of
from workpackages.views.acts import ask, find_act
from workpackages.views.items import find
from workpackages.views.tables import read_project


def risks(request, slug):
    context = list_rows(request, slug)
    project, bands, rows = context["project"], context["bands"], context["rows"]
    after = request.GET.get("map") == "after"
    context |= {
        "after": after,
        "map": register.risk_map(rows, bands, after=after),
        "impacts": register.IMPACTS.items(),
        "unplaced": [row for row in rows if row.open and not row.after] if after else [],
        "tally": register.tally(rows, bands, after=after),
        "reviews_late": sum(row.open and row.due_class == "due-late" for row in rows),
        "may_enter": takes_part(request.user, project, context["partners"]),
        "periods": begun(project, timezone.localdate()).annotate(told=Count("states_of_play")),
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


def takes_part(person, project, partners) -> bool:
    """Whether there is one of `own_partners`, asked of all `partners` of the project in hand."""
    own = places_of(person).acted_for
    return project.closed_on is None and any(partner.pk in own for partner in partners)


def own_partners(person, project):
    """The partners in whose name the person may enter risks and meetings, while it is open."""
    own = Participation.objects.acted_for_by(person).filter(project=project)
    return own.filter(project__closed_on__isnull=True).select_related("organisation")


def begun(project, today):
    """The reporting periods of which a state of play can be told."""
    month = max(project.month(today), 0)
    return ReportingPeriod.objects.filter(project=project, first_month__lte=month)


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
        "actions": actions_of(row, request.user),
        "periods": states_of(row, today),
        "changes": changes(row),
        "talk": talk_of(row, request.user, timezone.now()),
        "today": today,
    }
    if row.may_edit and row.state in Risk.OPEN:
        context["new_url"] = reverse("workpackages:new_risk_action", args=[slug, row.code])
    return render(request, "workpackages/risk.html", context)


def actions_of(holder, person):
    """The actions of a risk or a meeting, with this person's rights to each; one statement."""
    rights = Action.objects.rights_of(person)
    rows = holder.actions.select_related("owner", "meeting", "risk").order_by("due_on", "pk")
    for action in rows:
        action.project = holder.project
    return [tell(action, rights) for action in rows]


def states_of(risk, today):
    """The periods that have begun, each with what was reported of the risk; one statement."""
    of_risk = FilteredRelation("states_of_play", condition=Q(states_of_play__risk=risk))
    labels = dict(StateOfPlay.Applied.choices)
    found = begun(risk.project, today).annotate(of_risk=of_risk).order_by("number")
    columns = ("number", "of_risk__applied", "of_risk__materialised", "of_risk__comment")
    return [
        {
            "number": number,
            "applied": labels.get(applied, ""),
            "materialised": materialised,
            "comment": comment,
        }
        for number, applied, materialised, comment in found.values_list(*columns)
    ]


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
        owners=owners_of(project, today) if project.may_edit else own,
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
        owners=owners_of(row.project, timezone.localdate(), row),
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
    period = get_object_or_404(begun(project, timezone.localdate()), number=period)
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

"""How a member scores the options of a plan; and single scores as a download."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import score_sheets, scoring
from buyers.exports import options as exports
from buyers.forms.scores import ScoresForm
from buyers.models import ScoreSheet
from buyers.places import buyer_places_of
from buyers.score_sheets import compared_now
from buyers.views.options import here, page
from buyers.views.plans import find
from core.history import changes
from partners.models import Organisation

State = ScoreSheet.State


def export(request, slug, group, question, format):
    """Those that this person may read."""
    plan = find(request.user, slug, group)
    compared = scoring.compare(plan, question, request.user, timezone.localdate())
    return exports.scores(format, plan.group, compared)


def score(request, slug, group, question, organisation):
    """For one of the members that name this person and do not only observe."""
    plan, sheet = find_sheet(request, slug, group, question, organisation)
    today, was = timezone.localdate(), sheet.state
    options, criteria = compared_now(plan, question)
    if not (options and criteria) and request.method != "POST":
        messages.warning(request, _("There is nothing to score yet."))
        return redirect(here(plan, question))
    form = ScoresForm(
        request.POST if request.method == "POST" else None,
        instance=sheet,
        options=options,
        criteria=criteria,
    )
    give = "give" in request.POST  # by its own button: nothing is given by Enter alone
    if request.method == "POST" and form.carry_out(form.save, give=give, by=request.user, on=today):
        if form.outcome.state == State.DRAFT:
            told = _("Saved as a draft. Only your organisation sees it.")
        elif was == State.DRAFT:
            told = _("Your scores are given. They count from now on.")
        else:
            told = _("Your scores are changed.")
        messages.success(request, told)
        return redirect(here(plan, question))
    return page(
        request,
        form,
        plan,
        question,
        _("Scores of %s") % sheet.organisation.short_name,
        lede=_("How well does each option meet the criterion? 0 not at all, 10 fully."),
        submit=_("Save the changes") if was == State.GIVEN else _("Give the scores"),
        submit_name="give",
        template="buyers/scores_form.html",
        is_given=was == State.GIVEN,
        take_back_url=f"{here(plan, question)}scores/{organisation}/take-back/",
        changes=changes(sheet) if sheet.pk else [],
    )


def take_back(request, slug, group, question, organisation):
    plan, sheet = find_sheet(request, slug, group, question, organisation)
    if sheet.pk is None:
        raise Http404
    if request.method == "POST":
        score_sheets.take_back(sheet=sheet, by=request.user)
        messages.success(request, _("Your scores are a draft again. They count no longer."))
        return redirect(here(plan, question))
    return page(
        request,
        None,
        plan,
        question,
        _("Take the scores back"),
        submit=_("Back to a draft"),
        lede=_("They count no longer, and only your organisation sees them, until you give them."),
    )


def find_sheet(request, slug, group, question, organisation):
    """The plan, and the sheet there is or a new one: 403 for a member that one does not speak for,
    or that only observes, 404 for who is none."""
    plan = find(request.user, slug, group)
    if (plan.group_id, organisation) not in buyer_places_of(request.user).active:
        if organisation in plan.group.memberships.values_list("organisation", flat=True):
            raise PermissionDenied
        raise Http404
    if not plan.may_answer:  # the project is closed
        raise PermissionDenied
    member = get_object_or_404(Organisation, pk=organisation)
    sheets = ScoreSheet.objects.editable_by(request.user)
    sheet = sheets.filter(plan=plan, question=question, organisation=member).first()
    sheet = sheet or ScoreSheet(plan=plan, question=question, organisation=member)
    return plan, sheet

"""Meetings: their list, the page of one, its minutes, decisions and what it thinks of the risks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.calendars import feed
from core.history import changes
from core.rights import tell
from core.views import form_page
from workpackages import exports, listing, minutes, register
from workpackages.dates import meetings as dated
from workpackages.forms.meetings import (
    DecisionForm,
    MeetingFilter,
    MeetingForm,
    MinutesForm,
    StrikeForm,
)
from workpackages.forms.reviewing import ReviewForm
from workpackages.meetings import ACTS
from workpackages.models import Decision, Meeting, Risk
from workpackages.progress import open_acts
from workpackages.querysets.partners import own_partners, partners_today, takes_part
from workpackages.talk import talk_of
from workpackages.views.acts import ask, find_act
from workpackages.views.tables import read_project


def meetings(request, slug):
    context = list_rows(request, slug)
    rows, today = context["rows"], timezone.localdate()
    if not context["sort"]:
        coming = [row for row in rows if row.last_day >= today]
        past = [row for row in rows if row.last_day < today][::-1]
        context["groups"] = [(_("Coming"), coming), (_("Past"), past)]
    context["may_enter"] = takes_part(request.user, context["partners"])
    return render(request, "workpackages/meetings.html", context)


def export(request, slug, format):
    context = list_rows(request, slug)
    return exports.meetings(format, context["project"], context["rows"])


def list_rows(request, slug):
    """The meetings as they were asked for."""
    project, partners = read_project(request.user, slug)
    filters = MeetingFilter(request.GET)
    rows = listing.meetings(filters.narrow(Meeting.objects.filter(project=project)), project)
    if sort := filters.value("sort"):
        rows = listing.in_order(rows, sort)
    return {
        "project": project,
        "partners": partners,
        "filter": filters,
        "sort": sort,
        "rows": rows,
    }


def meeting(request, slug, meeting):
    row = find(request.user, slug, meeting)
    bands, today = register.bands_of(row.project), timezone.localdate()
    may_write = row.may_edit and row.state != Meeting.State.CANCELLED
    scores = list(minutes.scores_of(row))
    for score in scores:
        score.now = register.Level.of(score.likelihood, score.impact, bands)
    context = {
        "project": row.project,
        "meeting": row,
        "acts": open_acts(row, ACTS),
        "decisions": row.decisions.all(),
        "actions": listing.actions_of(row, request.user),
        "scores": scores,
        "changes": changes(row),
        "talk": talk_of(row, request.user, timezone.now()),
        "today": today,
        "begun": row.first_day <= today,
        "may_write": may_write,
    }
    if may_write:
        context["new_url"] = reverse("workpackages:new_meeting_action", args=[slug, row.slug])
    return render(request, "workpackages/meeting.html", context)


def minutes_pdf(request, slug, meeting):
    row = find(request.user, slug, meeting)
    return HttpResponse(
        minutes.document(row),
        content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{slug}-{row.slug}.pdf"'},
    )


def meeting_ics(request, slug, meeting):
    """For the reader's own calendar, under the UID that their feed carries."""
    row = find(request.user, slug, meeting)
    return HttpResponse(
        feed([dated.event(row)], row.title, timezone.now()),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{row.slug}.ics"'},
    )


def find(person, slug, meeting, *, to_edit=False):
    """The meeting with this person's rights to it; 404 when they may not see it."""
    rows = Meeting.objects.visible_to(person).select_related(
        "project__risk_bands", "host__organisation"
    )
    row = get_object_or_404(rows, project__slug=slug, slug=meeting)
    tell(row, Meeting.objects.rights_of(person))
    if to_edit and not row.may_edit:
        raise PermissionDenied
    return row


def new_meeting(request, slug):
    project, _partners = read_project(request.user, slug)
    own = own_partners(request.user, project)
    if not own:
        raise PermissionDenied
    today = timezone.localdate()
    kind = Meeting.Kind.BOARD if project.may_edit else Meeting.Kind.WORK_PACKAGE
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=Meeting(project=project, kind=kind, zone=project.zone),
        coordinates=project.may_edit,
        hosts=partners_today(project, today) if project.may_edit else own,
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is in the list.") % form.outcome)
        return redirect(form.outcome)
    return form_page(
        request,
        form,
        project,
        _("New meeting"),
        submit=_("Add the meeting"),
        above=reverse("workpackages:meetings", args=[slug]),
        above_label=_("Meetings"),
    )


def edit_meeting(request, slug, meeting):
    row = find(request.user, slug, meeting, to_edit=True)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        instance=row,
        coordinates=row.may_coordinate,
        hosts=partners_today(row.project, timezone.localdate(), kept=row.host_id),
    )
    return write(request, row, form, _("Edit the meeting"))


def write_minutes(request, slug, meeting):
    row = find(request.user, slug, meeting, to_edit=True)
    form = MinutesForm(request.POST if request.method == "POST" else None, instance=row)
    return write(request, row, form, _("Write the minutes"))


def write(request, row, form, title):
    name, url = row.title, row.get_absolute_url()
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("“%s” is saved.") % form.outcome)
        return redirect(form.outcome)
    return form_page(request, form, row.project, title, above=url, above_label=name)


def meeting_act(request, slug, meeting, verb):
    row = find(request.user, slug, meeting)
    return ask(request, row, find_act(ACTS, verb), name=row.title)


def new_decision(request, slug, meeting):
    row = find(request.user, slug, meeting, to_edit=True)
    return decision_page(request, row, Decision(), _("New decision"), _("Add the decision"))


def edit_decision(request, slug, meeting, number):
    row = find(request.user, slug, meeting, to_edit=True)
    decision = get_object_or_404(row.decisions, number=number)
    return decision_page(request, row, decision, _("Decision %d") % number, _("Save"))


def decision_page(request, row, decision, title, submit):
    form = DecisionForm(
        request.POST if request.method == "POST" else None, instance=decision, meeting=row
    )
    url = row.get_absolute_url()
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Decision %d is saved.") % form.outcome.number)
        return redirect(f"{url}#decisions")
    return form_page(request, form, row.project, title, submit=submit, above=url, above_label=row)


def strike_decision(request, slug, meeting, number):
    row = find(request.user, slug, meeting, to_edit=True)
    decision = get_object_or_404(row.decisions, number=number)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    given = {"decision": decision, "by": request.user, "on": timezone.localdate()}
    if request.method == "POST" and form.carry_out(form.save, **given):
        messages.success(request, _("Decision %d is struck out.") % number)
        return redirect(f"{row.get_absolute_url()}#decisions")
    return form_page(
        request,
        form,
        row.project,
        _("Strike out decision %d") % number,
        lede=decision.text,
        submit=_("Strike it out"),
        danger=True,
        above=row.get_absolute_url(),
        above_label=row,
        template="workpackages/strike_decision.html",
    )


def review_risks(request, slug, meeting):
    """One form over the open risks that the person may edit."""
    row = find(request.user, slug, meeting, to_edit=True)
    has_taken_place = row.state != Meeting.State.CANCELLED and row.first_day <= timezone.localdate()
    if not has_taken_place and request.method != "POST":
        messages.warning(request, _("This meeting has not taken place: no risks were reviewed."))
        return redirect(row)
    bands = register.bands_of(row.project)
    editable = Risk.objects.editable_by(request.user).filter(project=row.project)
    # What was on the page stays on it, closed meanwhile or not.
    of = [
        risk
        for risk in editable
        if risk.state in Risk.OPEN or f"likelihood_{risk.pk}" in request.POST
    ]
    for risk in of:
        risk.now = register.Level.of(risk.likelihood, risk.impact, bands)
    form = ReviewForm(
        request.POST if request.method == "POST" else None,
        of=of,
        meeting=row,
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(
            request,
            _("Reviewed: %s") % ", ".join(risk.code for risk in form.outcome),
        )
        return redirect(f"{row.get_absolute_url()}#risks")
    return form_page(
        request,
        form,
        row.project,
        _("Review risks in this meeting"),
        lede=_("Fill in those that were discussed; the others stay as they are."),
        above=row.get_absolute_url(),
        above_label=row,
        template="workpackages/several_risks.html",
    )

"""Meetings and risks of a group: the joint calendar, and what is linked from the work plan."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from buyers import schedule
from buyers.exports import dates as exports
from buyers.forms.linking import MeetingsForm, RisksForm
from buyers.views.groups import find
from core.calendars import feed
from core.views import form_page
from partners.places import places_of


def dates(request, slug, group):
    """What comes first, then what has been, the newest first."""
    row, sees_project = read(request.user, slug, group)
    today = timezone.localdate()
    rows = schedule.entries(row, request.user, sees_project=sees_project)
    context = {
        "project": row.project,
        "group": row,
        "today": today,
        "rows": rows,
        "may_link": row.may_edit and sees_project,
        "parts": [
            (_("Coming"), [entry for entry in rows if entry.last_day >= today]),
            (_("Past"), [entry for entry in rows if entry.last_day < today][::-1]),
        ],
        "risks": schedule.risks(row, sees_project=sees_project),
    }
    return render(request, "buyers/dates.html", context)


def dates_export(request, slug, group, format):
    row, sees_project = read(request.user, slug, group)
    rows = schedule.entries(row, request.user, sees_project=sees_project)
    return exports.calendar(format, row, rows)


def risks_export(request, slug, group, format):
    row, sees_project = read(request.user, slug, group)
    return exports.risks(format, row, schedule.risks(row, sees_project=sees_project))


def dates_ics(request, slug, group):
    """All dates of the group, under the UIDs that the reader's own feed has."""
    row, sees_project = read(request.user, slug, group)
    rows = schedule.entries(row, request.user, sees_project=sees_project)
    return calendar_file([entry.event for entry in rows], row.name, row.slug)


def meeting_ics(request, slug, group, meeting):
    row, sees_project = read(request.user, slug, group)
    link = get_object_or_404(schedule.linked_meetings(row), meeting__slug=meeting)
    event = schedule.meeting_event(link, row, sees_project)
    return calendar_file([event], link.meeting.title, link.meeting.slug)


def calendar_file(events, title, name):
    return HttpResponse(
        feed(events, title, timezone.now()),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{name}.ics"'},
    )


def read(person, slug, group):
    """The group, and whether this reader sees the whole project."""
    row = find(person, slug, group, also=["project__risk_bands"])
    return row, row.project_id in places_of(person).seen


def link_meetings(request, slug, group):
    return link(
        request,
        slug,
        group,
        MeetingsForm,
        _("Meetings of the group"),
        _(
            "The people of all members then read days, place, agenda and online link of these"
            " meetings. Minutes, decisions and actions stay with the consortium."
        ),
        _("The meetings of the group are saved."),
    )


def link_risks(request, slug, group):
    return link(
        request,
        slug,
        group,
        RisksForm,
        _("Risks of the group"),
        _(
            "The people of all members then read description, scores, mitigation, measures and"
            " reviews of these risks. The rest of the register stays with the consortium."
        ),
        _("The risks of the group are saved."),
    )


def link(request, slug, group, form_class, title, lede, told):
    """For who manages the group and sees the project: others, as the people of a lead procurer from
    outside, would read of meetings and risks that are not the group's. `plan` in the address leads
    back to the plan."""
    row = find(request.user, slug, group, to_edit=True)
    if row.project_id not in places_of(request.user).seen:
        raise PermissionDenied
    above, label = reverse("buyers:dates", args=[slug, group]), _("Meetings and risks")
    if "plan" in request.GET:
        above, label = (
            reverse("buyers:plan_risks", args=[slug, group]),
            _("Risk reduction strategy"),
        )
    form = form_class(request.POST if request.method == "POST" else None, group=row)
    if request.method == "POST" and form.carry_out(form.save, group=row, by=request.user):
        messages.success(request, told)
        return redirect(above)
    return form_page(
        request,
        form,
        row.project,
        title,
        lede=lede,
        above=above,
        above_label=label,
    )

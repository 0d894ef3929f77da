"""Who will be told what in the next weeks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from partners.models import Project
from partners.places import places_of
from reminders import ahead, holding
from reminders.crowds import Asking
from reminders.facts import facts_of
from reminders.forms import MOST_WEEKS, ReasonForm, TimelineFilter
from reminders.lines import Sheet, days, lines, name_all, set_out
from reminders.querysets import scope_of


@require_GET
def timeline(request, slug):
    """All of it for the coordinator, their trainings for organisers, one's own for everybody.

    `day` in the address unfolds a day, `who` names the people of a line.
    """
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    form = TimelineFilter(request.GET.dict())
    weeks, kind = form.chosen()
    now, today = timezone.now(), timezone.localdate()
    scope = scope_of(request.user, project)
    found = ahead.to_come(project, now, 7 * weeks, kind=kind, ask=Asking(today, scope))
    facts = facts_of(found, now, project.pk if scope.everything else None)
    fates = ahead.outlook(found, facts)
    by_day = days(fates, facts, today, chosen=request.GET.get("day", ""))
    shown = [line for day in by_day for line in day.lines]
    who = request.GET.get("who", "")
    if any(line.name == who and line.crowd for line in shown):
        name_all(shown, ahead.named(project, now, 7 * weeks, who))
    people, mails = ahead.count(fates, facts)
    can_hold = project.pk in places_of(request.user).coordinated
    sheet = Sheet(
        project,
        here=f"?weeks={weeks}&kind={kind}",
        who=who,
        hold_url=reverse("reminders:hold_ahead", args=[slug]) if can_hold else "",
    )
    context = {
        "project": project,
        "scope": scope,
        "form": form,
        "weeks": weeks,
        "days": by_day,
        "lines": shown,
        "table": set_out(by_day, sheet),
        "people": people,
        "mails": mails,
        "can_hold": can_hold,
        "in_ledger": facts.waiting,
    }
    return render(request, "reminders/timeline.html", context)


@require_http_methods(["GET", "POST"])
def hold_ahead(request, slug):
    """Hold one line of the timeline before its moment; `line` is its name there."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if project.pk not in places_of(request.user).coordinated:
        raise PermissionDenied
    now = timezone.now()
    of_line = ahead.named(project, now, 7 * MOST_WEEKS, request.GET.get("line", ""))
    chosen = [(telling, fate) for telling, fate in of_line if fate == "told"]
    if not chosen:
        raise Http404
    to_hold = lines(chosen)
    form = ReasonForm(request.POST or None, required=True)
    if request.method == "POST" and form.carry_out(
        form.save,
        perform=holding.hold_ahead,
        tellings=[telling for telling, _fate in chosen],
        by=request.user,
        now=now,
    ):
        words = ngettext("%(n)d reminder is held.", "%(n)d reminders are held.", form.outcome)
        messages.success(request, words % {"n": form.outcome})
        return redirect("reminders:timeline", slug)
    context = {"project": project, "lines": to_hold, "line": to_hold[0], "form": form}
    return render(request, "reminders/hold_ahead.html", context)

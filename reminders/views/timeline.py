"""Who will be told what in the next weeks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from partners.models import Project
from partners.places import places_of
from reminders import ahead, holding
from reminders.forms import ReasonForm
from reminders.models import Entry
from reminders.querysets import scope_of

WEEKS = (2, 4, 8)


@require_GET
def timeline(request, slug):
    """All of it for the coordinator, their trainings for organisers, one's own for everybody."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    weeks = next((each for each in WEEKS if str(each) == request.GET.get("weeks")), WEEKS[1])
    now = timezone.now()
    scope = scope_of(request.user, project)
    fates = ahead.outlook(
        telling
        for telling in ahead.to_come(project, now, days=7 * weeks)
        if scope.covers(telling.reader.pk, telling.item.key)
    )
    people, mails = ahead.count(fates)
    entries = Entry.objects.visible_to(request.user).filter(project=project)
    context = {
        "project": project,
        "scope": scope,
        "weeks": weeks,
        "all_weeks": WEEKS,
        "lines": ahead.lines(fates, timezone.localdate()),
        "people": people,
        "mails": mails,
        "can_hold": project.pk in places_of(request.user).coordinated,
        "in_ledger": entries.undecided(),
    }
    return render(request, "reminders/timeline.html", context)


@require_http_methods(["GET", "POST"])
def hold_ahead(request, slug):
    """Hold one line of the timeline before its moment; `line` is its name there."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if project.pk not in places_of(request.user).coordinated:
        raise PermissionDenied
    now = timezone.now()
    chosen = [
        (telling, fate)
        for telling, fate in ahead.outlook(ahead.to_come(project, now, days=7 * WEEKS[-1]))
        if fate == "told" and ahead.name_of(telling) == request.GET.get("line")
    ]
    if not chosen:
        raise Http404
    lines = ahead.lines(chosen, timezone.localdate())
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
    context = {"project": project, "lines": lines, "line": lines[0], "form": form}
    return render(request, "reminders/hold_ahead.html", context)

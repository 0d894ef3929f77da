"""A project's rules: who is told of what, how long before and how often."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from partners.models import Project
from partners.places import places_of
from reminders import ahead, ruling
from reminders.facts import facts_of
from reminders.forms import RuleForm
from reminders.models import Rule
from reminders.querysets import scope_of

DRY_RUN_DAYS = 30


@require_GET
def rules(request, slug):
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    context = {
        "project": project,
        "scope": scope_of(request.user, project),
        "rules": Rule.objects.in_force(project),
        "can_edit": project.pk in places_of(request.user).coordinated,
    }
    return render(request, "reminders/rules.html", context)


def _in_words(people: int, mails: int) -> str:
    who = ngettext("%(n)d person gets", "%(n)d people get", people) % {"n": people}
    what = ngettext("%(n)d mail", "%(n)d mails", mails) % {"n": mails}
    return _("With this rule %(who)s %(what)s in the next %(days)d days.") % {
        "who": who,
        "what": what,
        "days": DRY_RUN_DAYS,
    }


@require_http_methods(["GET", "POST"])
def rule(request, slug, kind, role):
    """Change one rule for this project; `try` shows what it would mean, and saves nothing."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    if project.pk not in places_of(request.user).coordinated:
        raise PermissionDenied
    default = get_object_or_404(Rule.objects.defaults(), kind=kind, role=role)
    own = ruling.own_rule(project, default)
    form = RuleForm(request.POST or None, instance=own)
    now = timezone.now()
    dry_run = None
    if request.method == "POST" and "try" in request.POST:
        if form.is_valid():
            found = ahead.to_come(project, now, DRY_RUN_DAYS, changed=own)
            facts = facts_of(found, now)
            dry_run = _in_words(*ahead.count(ahead.outlook(found, facts), facts))
    elif request.method == "POST" and form.carry_out(
        form.save,
        perform=ruling.set_rule,
        project=project,
        default=default,
        by=request.user,
        now=now,
    ):
        messages.success(request, _("Saved. It counts from now on."))
        return redirect("reminders:rules", slug)
    context = {
        "project": project,
        "rule": default,
        "form": form,
        "dry_run": dry_run,
    }
    return render(request, "reminders/rule.html", context)

"""Who was told what, and when."""

from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from core.exports import spreadsheet
from core.rights import holds
from outbox.unsubscribing import without_links
from partners.models import Project
from reminders import exports, holding
from reminders.forms import LedgerFilter, ReasonForm
from reminders.models import Entry
from reminders.querysets import scope_of, sees

PER_PAGE = 50
ACTS = {
    "hold": (
        holding.hold,
        gettext_lazy("Hold this reminder"),
        gettext_lazy("Hold"),
        gettext_lazy("It is held until somebody releases it."),
    ),
    "release": (
        holding.release,
        gettext_lazy("Release this reminder"),
        gettext_lazy("Release"),
        gettext_lazy("It goes out at its moment."),
    ),
    "send": (
        holding.send_now,
        gettext_lazy("Send this reminder now"),
        gettext_lazy("Send now"),
        gettext_lazy("It was sent, or the reason why not stands below."),
    ),
    "retry": (
        holding.retry,
        gettext_lazy("Try this mail again"),
        gettext_lazy("Try again"),
        gettext_lazy("It is tried again."),
    ),
}


@require_GET
def ledger(request, slug):
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    scope = scope_of(request.user, project)
    form = LedgerFilter(request.GET)
    found = _found(scope, form).for_list()
    if not (scope.everything or scope.keys):
        del form.fields["person"]  # who sees only their own needs not ask whose
    context = {
        "project": project,
        "scope": scope,
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "reminders/ledger.html", context)


@require_GET
def ledger_export(request, slug, format):
    """What the page shows, all pages of it."""
    project = get_object_or_404(Project.objects.visible_to(request.user), slug=slug)
    found = _found(scope_of(request.user, project), LedgerFilter(request.GET))
    name = f"{project.slug}-reminders"
    return spreadsheet(format, name, _("Reminders"), exports.HEADER, exports.rows(found))


def _found(scope, form):
    return Entry.objects.within(scope).matching(**form.chosen())


@require_GET
def entry(request, slug, pk):
    """One reminder: its mail as it was sent, why it was or was not, and what can be done."""
    entry = get_object_or_404(
        Entry.objects.visible_to(request.user).select_related("person", "rule", "mail", "project"),
        project__slug=slug,
        pk=pk,
    )
    others, text = [], ""
    if entry.mail:
        others = list(Entry.objects.filter(mail=entry.mail).exclude(pk=entry.pk))
        # A digest may hold lines of other projects: its text is for those who may see all of them.
        right = sees(request.user)
        if entry.mail.readable and all(holds(right, other) for other in others):
            text = entry.mail.text
            if entry.person != request.user:
                text = without_links(text)
    context = {
        "project": entry.project,
        "entry": entry,
        "others": others,
        "text": text,
        "trail": [line | {"when": datetime.fromisoformat(line["when"])} for line in entry.trail],
        "can_edit": Entry.objects.editable_by(request.user).filter(pk=entry.pk).exists(),
    }
    return render(request, "reminders/entry.html", context)


@require_http_methods(["GET", "POST"])
def act(request, slug, pk, name):
    """Hold, release, send now, try again: the reason is asked for, and kept."""
    if name not in ACTS:
        raise Http404
    entry = get_object_or_404(
        Entry.objects.visible_to(request.user).select_related("person", "rule", "mail", "project"),
        project__slug=slug,
        pk=pk,
    )
    if not Entry.objects.editable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied
    perform, title, submit, done = ACTS[name]
    form = ReasonForm(request.POST or None, required=name == "hold")
    if request.method == "POST" and form.carry_out(
        form.save, perform=perform, entry=entry, by=request.user, now=timezone.now()
    ):
        messages.success(request, done)
        return redirect("reminders:entry", slug, pk)
    context = {
        "project": entry.project,
        "entry": entry,
        "form": form,
        "title": title,
        "submit": submit,
        "lede": _("%(what)s, to %(person)s") % {"what": entry, "person": entry.person},
    }
    return render(request, "reminders/act.html", context)

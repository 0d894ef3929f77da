"""The calendar as month and agenda, and the personal address that calendar clients read."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from buyers.places import remember_places
from ppi_portal import dated, feeds
from ppi_portal import month as months
from ppi_portal.forms import CalendarFilterForm
from ppi_portal.rights import known_projects
from workpackages.models import WorkPackage

AGENDA = timedelta(days=60)


@require_safe
def month(request):
    today = timezone.localdate()
    first = month_in(request.GET.get("month", ""), today)
    start, end = months.bounds(first)
    form = CalendarFilterForm(request.GET, person=request.user, beside="month")
    items = form.chosen(dated.items(start, end, request.user))
    context = {
        "form": form,
        "first": first,
        "name": date_format(first, "F Y"),
        "weekdays": WEEKDAYS_ABBR.values(),
        "table": months.set_out(months.weeks(first, items, today), agenda_from(request)),
        "previous": months.previous_month(first),
        "next": months.next_month(first),
        "today": today,
    }
    return render(request, "ppi_portal/calendar.html", context)


def agenda_from(request) -> str:
    """The address of the agenda with what is filtered here, up to its first day."""
    chosen = request.GET.copy()
    for name in ("month", "from"):
        chosen.pop(name, None)
    before = f"{chosen.urlencode()}&" if chosen else ""
    return f"{reverse('agenda')}?{before}from="


def month_in(text: str, today: date) -> date:
    """The first day of the month in "2026-12"; of today's when it is none or out of reach."""
    try:
        first = date.fromisoformat(f"{text}-01")
    except ValueError:
        return today.replace(day=1)
    return first if 1990 <= first.year <= 2100 else today.replace(day=1)


@require_safe
def agenda(request):
    today = timezone.localdate()
    first = day_in(request.GET.get("from", ""), today)
    last = first + AGENDA
    form = CalendarFilterForm(request.GET, person=request.user, beside="from")
    items = form.chosen(dated.items(first, last, request.user))
    context = {
        "form": form,
        "days": months.agenda(items, first, last),
        "first": first,
        "last": last,
        "earlier": first - AGENDA - timedelta(days=1),
        "later": last + timedelta(days=1),
        "today": today,
    }
    return render(request, "ppi_portal/agenda.html", context)


def day_in(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if 1990 <= day.year <= 2100 else today


@require_safe
def address(request):
    """Where to subscribe. The secret is shown once, right after it was made."""
    token = request.session.pop("feed_token", "")
    context = {
        "url": settings.BASE_URL + reverse("feed", args=[token]) if token else "",
        "narrower": narrower(request.user, token) if token else [],
        "exists": bool(request.user.feed_hash),
    }
    return render(request, "ppi_portal/calendar_address.html", context)


def narrower(person, token: str) -> list[dict]:
    """The addresses of each project and of its work packages."""
    packages = defaultdict(list)
    seen = WorkPackage.objects.visible_to(person).open().order_by("sort_key")
    for package in seen.only("number", "title", "project"):
        packages[package.project_id].append(package)
    return [
        {
            "project": project,
            "url": settings.BASE_URL + reverse("feed_of_project", args=[token, project.slug]),
            "packages": [
                (
                    package,
                    settings.BASE_URL
                    + reverse("feed_of_package", args=[token, project.slug, package.code.lower()]),
                )
                for package in packages[project.pk]
            ],
        }
        for project in known_projects(person)
    ]


@require_POST
def make_address(request):
    request.session["feed_token"] = feeds.make_address(request.user)
    messages.success(request, _("Your calendar address is ready. Copy it now: it is shown once."))
    return redirect("calendar_address")


@require_POST
def end_address(request):
    feeds.end_address(request.user)
    messages.success(request, _("Your calendar address has ended. Nobody can read it any more."))
    return redirect("calendar_address")


def narrowed(person, slug: str, code: str):
    """The project and the work package, each None where none is named; 404 where it is not seen."""
    if not slug:
        return None, None
    project = next((each for each in known_projects(person) if each.slug == slug), None)
    if project is None:
        raise Http404
    if not code:
        return project, None
    packages = WorkPackage.objects.visible_to(person).filter(project=project.pk)
    return project, get_object_or_404(packages, number=code.lower().removeprefix("wp"))


@login_not_required
@require_safe
def feed(request, token, slug="", code=""):
    """Read by calendar clients: the secret in the address is the key; rights hold as of now.

    With a slug one project, with a code one of its work packages.
    """
    person = feeds.reader(token)
    if person is None:
        raise Http404
    with timezone.override(person.zone), translation.override(person.language):
        remember_places(person)
        project, package = narrowed(person, slug, code)
        text = feeds.calendar_file(person, timezone.localdate(), project, package)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    return HttpResponse(
        text,
        content_type="text/calendar; charset=utf-8",
        headers={"ETag": etag, "Cache-Control": "private, no-cache"},
    )

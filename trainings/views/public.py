"""The public pages: what, when and where the trainings of a programme are, for everybody.

What is not public and what there is not are the same: 404. Who edits the programme or runs one of
its trainings sees the pages before everybody does, marked as not public yet.
"""

from functools import cache, wraps

from allauth.decorators import rate_limit
from csp.constants import NONE
from csp.decorators import csp_replace
from django.contrib.auth.decorators import login_not_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import conditional_page, require_safe
from django_countries import countries

from core.calendars import feed
from core.clock import wall_moment
from core.languages import keep, named, speak, speaks
from records.models import Version
from trainings import eligibility, emails, materials, publishing
from trainings.models import Material, Programme, Training, TrainingDay
from trainings.views import addresses, find_public
from trainings.views.rows import public_trainings
from workpackages.views.files import as_download

KEPT_FOR = 60  # seconds that caches on the way may answer for us


def open_page(view):
    """A page for everybody: throttled, with an ETag; shared caches keep what visitors get."""

    @wraps(view)
    def kept(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=KEPT_FOR)
        return response

    throttled = rate_limit(action="public_page", limit_get=True)(conditional_page(kept))
    return login_not_required(speaks(require_safe(throttled)))


@open_page
def programme(request, slug, programme):
    row = find_public(request, slug, programme)
    ahead, past = in_order(request, row, timezone.now())
    url = publishing.address("public_programme", slug, programme)
    context = {
        "programme": row,
        "of_project": row.project,
        "audience": eligibility.audience_text(row),
        "ahead": ahead,
        "past": past,
        "printed": {"ahead": public_trainings(ahead), "past": public_trainings(past)},
        "materials": public_materials(materials.shown().filter(programme=row, training=None)),
        "address": url,
        "mail": publishing.mail_link(row.title, "", url),
        "calendar": keep(request, publishing.address("public_programme_ics", slug, programme)),
    }
    return render(request, "trainings/public/programme.html", context)


@open_page
def training(request, slug, programme, training):
    of, now = find_public(request, slug, programme), timezone.now()
    row = find_training(of, training)
    speak(request, otherwise=named(row.language))
    days = emails.active_days(row)
    url = publishing.training_address(row)
    context = {
        "programme": of,
        "training": row,
        "of_project": row.project,
        "days": days,
        "when": publishing.when(row),
        "spoken": emails.in_words(row.language),
        "standing": publishing.standing(row, now),
        "closes": publishing.closes(row),
        "moved_from": publishing.moved_from(row),
        "merged_into": merged_into(row),
        "agenda": publishing.agenda(row, days),
        "cohosts": row.cohost_rows.order_by("pk"),
        "audience": eligibility.audience_text(of),
        "materials": public_materials(
            materials.shown().at(row), *materials.languages_in(row.language)
        ),
        "may_open": request.user.is_authenticated
        and Training.objects.visible_to(request.user).filter(pk=row.pk).exists(),
        "address": url,
        "mail": publishing.mail_link(row.title, publishing.when(row), url),
    }
    return render(request, "trainings/public/training.html", context)


@open_page
def programme_ics(request, slug, programme):
    """All days that are fixed; what is called off says so, what is only planned waits."""
    row = find_public(request, slug, programme)
    days = TrainingDay.objects.active().filter(training__programme=row)
    events = []
    for day in days.select_related("training").order_by("day", "starts", "pk"):
        day.training.programme, day.training.project = row, row.project
        events += publishing.events(day.training, [day])
    return calendar(request, events, row.title, f"{row.slug}.ics")


@open_page
def training_ics(request, slug, programme, training):
    row = find_training(find_public(request, slug, programme), training)
    speak(request, otherwise=named(row.language))
    events = publishing.events(row, emails.active_days(row))
    if not events:
        raise Http404
    return calendar(request, events, row.title, f"{row.slug}.ics")


def calendar(request, events, name, filename) -> HttpResponse:
    """Stamped with the day and not the moment, so that the same content is the same file (ETag)."""
    return HttpResponse(
        feed(events, name, wall_moment(timezone.localdate())),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="{filename}"'},
    )


@csp_replace({"frame-ancestors": ["*"], "script-src": [NONE], "form-action": [NONE]})
@xframe_options_exempt
@login_not_required
@speaks
@require_safe
@rate_limit(action="public_page", limit_get=True)
@conditional_page
def embed(request, slug, programme):
    """The calendar of a programme in a frame on somebody else's page.

    The one page of the portal that may be framed: it knows nobody, sets no cookie, runs no script
    and takes no form, so there is nothing in it to be tricked into.
    """
    row = get_object_or_404(
        Programme.objects.public().select_related("project"), project__slug=slug, slug=programme
    )
    ahead, past = in_order(request, row, timezone.now())
    context = {"programme": row, "of_project": row.project, "ahead": ahead, "past": past}
    response = render(request, "trainings/public/embed.html", context)
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


@login_not_required
@require_safe
@rate_limit(action="public_page", limit_get=True)
def material(request, slug, programme, pk):
    row = find_public(request, slug, programme)
    found = get_object_or_404(row.materials.public(), pk=pk)
    versions = Version.objects.readable().filter(file__dossier=found.dossier_id)
    return as_download(get_object_or_404(versions.order_by("-number")[:1]))


def find_training(of: Programme, slug: str) -> Training:
    rows = Training.objects.select_related("organiser__organisation", "merged_into")
    row = get_object_or_404(rows, programme=of, slug=slug)
    row.programme, row.project = of, of.project
    return row


def merged_into(row: Training) -> Training | None:
    """The training that took it in, where that stands on a page of the same programme."""
    other = row.merged_into
    return other if other and other.programme_id == row.programme_id else None


def in_order(request, of: Programme, now) -> tuple[list[dict], list[dict]]:
    """The trainings of a programme as rows: those ahead, the next one first, and the others."""
    rows = of.trainings.select_related("organiser__organisation").defer("agenda", "description")
    address = addresses("trainings:public_training", of.project.slug, of.slug, each="0-0")
    country = cache(countries.name)
    ahead, past = [], []
    for row in rows.order_by(F("first_day").asc(nulls_last=True), "pk"):
        row.programme, row.project = of, of.project
        lies_ahead = row.state in Training.AHEAD and not row.has_begun(now)
        (ahead if lies_ahead else past).append(
            {
                "address": keep(request, address(row.slug)),
                "title": row.title,
                "when": publishing.when(row),
                "standing": publishing.standing(row, now),
                "off": row.state in publishing.CALLED_OFF,
                "organiser": row.organiser.organisation.name,
                "place": ", ".join(part for part in (row.city, country(row.country.code)) if part),
                "language": emails.in_words(row.language),
                "illustrative": row.is_illustrative,
            }
        )
    return ahead, past


def public_materials(rows, *languages) -> list[Material]:
    return materials.in_order(rows.public(), *languages)

"""People and their places."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import changes
from core.text import fold
from core.views import form_page
from partners import exports
from partners.forms.people import EndPlaceForm, PlaceForm, ProfileForm
from partners.models import Person, ProjectReader, TeamMember
from partners.views.projects import find


def people(request, slug):
    return render(request, "partners/people.html", list_people(request, slug))


def people_export(request, slug, format):
    found = list_people(request, slug)
    return exports.people(format, found["project"], found["places"], found["readers"])


def list_people(request, slug) -> dict:
    """Who holds a place today, by team; then who reads the project from outside."""
    project = find(request.user, slug)
    today = timezone.localdate()
    wanted = request.GET.get("q", "")
    known = Person.objects.filter(search_text__contains=fold(wanted))
    places = (
        TeamMember.objects.valid_on(today)
        .filter(participation__project=project, person__in=known.values("pk"))
        .select_related("person", "participation__organisation")
        .order_by("participation__number", "person__name")
    )
    readers = (
        ProjectReader.objects.valid_on(today)
        .filter(project=project, person__in=known.values("pk"))
        .select_related("person")
        .order_by("person__name")
    )
    return {"project": project, "places": places, "readers": readers, "wanted": wanted}


def person(request, slug, pk):
    """One person of this project, with their places in it."""
    project = find(request.user, slug)
    places = TeamMember.objects.filter(participation__project=project, person=pk)
    readings = ProjectReader.objects.filter(project=project, person=pk)
    context = {
        "project": project,
        "places": places.select_related("participation__organisation").order_by("-since"),
        "readings": readings.order_by("-since"),
        "person": get_object_or_404(Person, pk=pk),
        "today": timezone.localdate(),
    }
    if project.may_edit:
        invited = project.invitations.unanswered().filter(person=pk)
        context["invitations"] = invited.select_related("participation__organisation")
    if not (context["places"] or context["readings"] or context.get("invitations")):
        # Known to the portal, but no part of this project: not to be told apart from nobody.
        get_object_or_404(Person.objects.none())
    return render(request, "partners/person.html", context)


def edit_place(request, slug, pk):
    place = find_place(request.user, slug, pk)
    form = PlaceForm(request.POST if request.method == "POST" else None, instance=place)
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("%s is saved.") % form.outcome)
        return redirect("partners:person", slug, place.person_id)
    return place_page(request, place, form, _("Edit the place of %s") % place.person)


def end_place(request, slug, pk):
    place = find_place(request.user, slug, pk)
    return end(request, place, place.participation)


def end_reading(request, slug, pk):
    project = find(request.user, slug, to_edit=True)
    readings = project.readers.select_related("person")
    place = get_object_or_404(readings, pk=pk)
    place.project = project
    return end(request, place, project)


def end(request, place, of):
    form = EndPlaceForm(
        request.POST if request.method == "POST" else None,
        initial={"until": place.until or timezone.localdate()},
    )
    if request.method == "POST" and form.carry_out(form.save, place=place, by=request.user):
        messages.success(
            request,
            _("%(person)s leaves %(team)s with the end of this day: %(day)s.")
            % {
                "person": place.person,
                "team": of,
                "day": form.outcome.until.strftime("%d %b %Y"),
            },
        )
        return redirect("partners:people", request.resolver_match.kwargs["slug"])
    title = _("End the place of %(person)s: %(team)s") % {"person": place.person, "team": of}
    lede = _("From the day after they see only what their other places show. Nothing is deleted.")
    return place_page(
        request, place, form, title, submit=_("End the place"), lede=lede, danger=True
    )


def find_place(person, slug, pk) -> TeamMember:
    project = find(person, slug, to_edit=True)
    places = TeamMember.objects.select_related("person", "participation__organisation")
    place = get_object_or_404(places, pk=pk, participation__project=project)
    place.participation.project = project
    return place


def place_page(request, place, form, title, **context):
    project = place.project if isinstance(place, ProjectReader) else place.participation.project
    above = reverse("partners:person", args=[project.slug, place.person_id])
    return form_page(
        request, form, project, title, above=above, above_label=str(place.person), **context
    )


def profile(request):
    """One's own: the address is changed by an administrator, the password on allauth's page."""
    form = ProfileForm(
        request.POST if request.method == "POST" else None,
        instance=Person.objects.get(pk=request.user.pk),
    )
    if request.method == "POST" and form.carry_out(form.save, by=request.user):
        messages.success(request, _("Your profile is saved."))
        return redirect("partners:profile")
    today = timezone.localdate()
    places = TeamMember.objects.of(request.user, today).select_related(
        "participation__project", "participation__organisation"
    )
    context = {"form": form, "places": places, "changes": changes(request.user, limit=10)}
    return render(request, "partners/profile.html", context)

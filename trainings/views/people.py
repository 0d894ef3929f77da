"""The participants of all trainings of a project that one runs: find, filter, download."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.exports import spreadsheet
from partners.models import Organisation
from trainings import exports
from trainings.forms.people import PeopleFilter
from trainings.models import Registration, Training
from trainings.views import addresses
from trainings.views import rows as printed
from trainings.views.overview import find_project
from trainings.views.registrations import short_day, there_in_words
from trainings.views.rows import RowPages

COLUMNS = (
    "pk",
    "person__name",
    "person__email",
    "organisation__short_name",
    "organisation__type",
    "organisation__country",
    "training",
    "state",
    "registered_at",
)


def table(request, slug):
    project, trainings = find_trainings(request, slug)
    form, found = filtered(request, trainings)
    page = RowPages(found.order_by("-pk"), COLUMNS).get_page(request.GET.get("page"))
    rows = list(rows_of(list(page), project, trainings))
    context = {
        "project": project,
        "page": page,
        "rows": rows,
        "printed": printed.people(rows),
        "form": form,
        "several": len(trainings) > 1,
    }
    return render(request, "trainings/people.html", context)


def export(request, slug, format):
    project, trainings = find_trainings(request, slug)
    _form, found = filtered(request, trainings)
    return spreadsheet(
        format,
        f"{project.slug}-participants",
        _("Participants"),
        exports.PEOPLE,
        exports.people_rows(found.order_by("-pk")),
    )


def find_trainings(request, slug):
    """The project and those of its trainings whose people one may see: 403 when there is none."""
    project = find_project(request, slug)
    run = Training.objects.runnable_by(request.user).filter(project=project)
    trainings = list(run.only("slug", "title", "first_day").order_by("first_day", "pk"))
    if not trainings:
        raise PermissionDenied
    return project, trainings


def filtered(request, trainings):
    rows = Registration.objects.filter(training__in=[row.pk for row in trainings])
    organisations = Organisation.objects.filter(pk__in=rows.values("organisation"))
    found_in = organisations.order_by().values_list("country", flat=True).distinct()
    form = PeopleFilter(request.GET, trainings=trainings, found_in=found_in)
    return form, form.apply(rows)


def rows_of(found, project, trainings):
    """What stands in the cells; words and addresses are made once."""
    states = {value: str(label) for value, label in Registration.State.choices}
    kinds = {value: str(label) for value, label in Organisation.Type.choices}
    address = addresses("trainings:training", project.slug, each="0-0")
    titles = {row.pk: (row.title, address(row.slug)) for row in trainings}
    there = there_in_words(found)
    for pk, name, email, organisation, kind, country, training, state, moment in found:
        title, url = titles[training]
        yield {
            "name": name,
            "email": email,
            "organisation": organisation,
            "kind": kinds.get(kind, ""),
            "country": country,
            "training": title,
            "url": url,
            "state": state,
            "state_words": states[state],
            "there": there.get(pk, ""),
            "registered": short_day(localtime(moment).date(), get_language()),
        }

"""Food and access of those who have a seat, for who runs the training and for the kitchen."""

from collections import Counter

from django.shortcuts import render
from django.utils.translation import gettext as _

from core.exports import spreadsheet
from core.text import fold
from trainings import exports
from trainings.models import SpecialNeeds
from trainings.views import find, heading


def needs(request, slug, training):
    row = find(request, slug, training, "may_run")
    rows = list(needs_of(row))
    context = heading(row) | {
        "rows": rows,
        "diets": lines(each.diet for each in rows),
        "accesses": lines(each.access for each in rows),
        "seated": row.seats_taken,
    }
    return render(request, "trainings/needs.html", context)


def export(request, slug, training, format):
    """For the kitchen: lines and how often each was told. With names only where `names` says so."""
    row = find(request, slug, training, "may_run")
    rows = needs_of(row)
    if request.GET.get("names"):
        header, cells = exports.NEEDS_BY_PERSON, exports.needs_by_person(rows)
    else:
        rows = list(rows)
        header = exports.NEEDS
        cells = [
            *[[_("Food"), *line] for line in lines(each.diet for each in rows)],
            *[[_("Access"), *line] for line in lines(each.access for each in rows)],
        ]
    name = f"{row.project.slug}-{row.slug}-food-and-access"
    return spreadsheet(format, name, _("Food and access"), header, cells)


def needs_of(training):
    """Of who has a seat, by name."""
    seated = training.registrations.seated()
    rows = SpecialNeeds.objects.filter(registration__in=seated)
    related = rows.select_related("registration__person", "registration__organisation")
    return related.order_by("registration__person__name", "pk")


def lines(texts) -> list[tuple[str, int]]:
    """What was told and how often, most often first; spelling and capitals apart it is one line."""
    told = [text for text in texts if text]
    first = {}
    for text in told:
        first.setdefault(fold(text), text)
    counts = Counter(fold(text) for text in told)
    return [(first[key], count) for key, count in counts.most_common()]

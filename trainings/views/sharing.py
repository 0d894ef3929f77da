"""How a programme is passed on: its public address, its calendar, and what partners embed."""

from django.shortcuts import render
from django.urls import reverse

from trainings import publishing
from trainings.views.overview import find_programme


def share(request, slug, programme):
    row = find_programme(request, slug, programme)
    public = publishing.address("public_programme", slug, programme)
    embed = publishing.address("public_embed", slug, programme)
    context = {
        "project": row.project,
        "programme": row,
        "address": public,
        "calendar": publishing.address("public_programme_ics", slug, programme),
        "embed": reverse("trainings:public_embed", args=[slug, programme]),
        "code": publishing.embed_code(row.title, embed),
        "mail": publishing.mail_link(row.title, "", public),
        "trainings": row.trainings.order_by("first_day", "pk"),
    }
    return render(request, "trainings/share.html", context)

"""A new training made after one there is."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from core.views import form_page
from trainings import cloning
from trainings.forms.cloning import CloneForm
from trainings.views import find


def clone(request, slug, training):
    row = find(request, slug, training, "may_schedule")
    initial = {"title": row.title, "organiser": row.organiser_id, "zone": row.zone}
    form = CloneForm(
        request.POST if request.method == "POST" else None,
        initial=initial,
        project=row.project,
        held=cloning.held_by(row),
    )
    if request.method == "POST" and form.is_valid():
        given = {"training": row, "by": request.user, **form.given()}
        if form.carry_out(cloning.clone, **given):
            messages.success(request, _("Planned. Fix its days when you know them."))
            return redirect(form.outcome)
    return form_page(
        request,
        form,
        row.project,
        _("A new training after %(training)s") % {"training": row.title},
        above=row.get_absolute_url(),
        above_label=row.title,
        lede=_(
            "It is planned in the same programme. Days, people and mails are not copied; language "
            "and capacity are."
        ),
        submit=_("Plan it"),
    )

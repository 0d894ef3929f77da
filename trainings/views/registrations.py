"""Who comes, for those who run the training: list, export, adding, rejecting, opening, closing."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.clock import local_day
from core.exports import spreadsheet
from core.templatetags.portal import city
from trainings import attendance, exports, merging, planning, registration
from trainings.forms.registering import AddForm, OpenForm, RegistrationFilter, RejectForm
from trainings.models import Attendance, Question, Registration, Training
from trainings.views import addresses, find, heading
from trainings.views import rows as printed
from trainings.views.rows import RowPages

COLUMNS = (
    "pk",
    "person",
    "person__name",
    "person__email",
    "organisation__short_name",
    "organisation__country",
    "state",
    "why",
    "counts",
    "registered_at",
    "offered_until",
    "end_reason",
)


def table(request, slug, training):
    row = find(request, slug, training, "may_run", took_in=merging.TOOK_IN)
    filter_form = RegistrationFilter(request.GET)
    found = filter_form.apply(row.registrations.all()).order_by("pk")
    page = RowPages(found, COLUMNS).get_page(request.GET.get("page"))
    begun = row.has_begun(timezone.now())
    may_change = row.state in Training.AHEAD and not begun
    counts = dict(row.registrations.order_by().values_list("state").annotate(count=Count("pk")))
    rows = list(rows_of(page, row, may_change))
    may_approve = any(each["approve"] for each in rows)
    context = heading(row) | {
        "page": page,
        "begun": begun,
        "rows": rows,
        "printed": printed.registrations(rows, begun=begun, ticks=may_approve),
        "may_approve": may_approve,
        "form": filter_form,
        "waiting": counts.get(Registration.State.WAITING, 0),
        "applied": counts.get(Registration.State.APPLIED, 0),
        "may_change": may_change,
        "may_add": row.state in Training.FIXED and not begun,
    }
    return render(request, "trainings/registrations.html", context)


def rows_of(found, training, may_change: bool) -> Iterator[dict]:
    """What stands in the cells; words and addresses are made once."""
    labels = {value: str(label) for value, label in Registration.State.choices}
    found = list(found)
    there = there_in_words(found) if training.has_begun(timezone.now()) else {}
    came_from = {}
    if training.took_in:
        came_from = merging.came_from(training, [row[1] for row in found])
    slugs = training.project.slug, training.slug
    reject = addresses("trainings:reject", *slugs, each=0)
    own = addresses("trainings:registration", *slugs, each=0)
    for pk, person, *facts in found:
        name, email, organisation, country, state, why, counts, moment, until, ended = facts
        registered = localtime(moment)
        yield {
            "pk": pk,
            "address": own(pk),
            "approve": may_change and state == Registration.State.APPLIED,
            "name": name,
            "email": email,
            "organisation": organisation,
            "country": country,
            "state": state,
            "state_words": labels[state],
            "offered_until": until,
            "end_reason": ended,
            "there": there.get(pk, ""),
            "why": why,
            "counts": counts,
            "came_from": came_from.get((person, moment), ""),
            "registered": f"{short_day(registered.date(), get_language())}, {registered:%H:%M}",
            "reject": reject(pk) if may_change and state in Registration.ACTIVE else "",
        }


def there_in_words(found) -> dict[int, str]:
    """{registration: on how many of the recorded days they were there}"""
    there = Count("pk", filter=Q(was_there=True))
    rows = Attendance.objects.filter(
        registration__in=[row[0] for row in found], day__is_withdrawn=False
    )
    rows = rows.order_by().values_list("registration").annotate(there=there, said=Count("pk"))
    words = _("%(there)d of %(said)d days")
    answers = {(1, 1): _("there"), (0, 1): _("not there")}
    return {
        pk: answers.get((there, said), words % {"there": there, "said": said})
        for pk, there, said in rows
    }


@lru_cache(maxsize=1024)
def short_day(day: date, language: str) -> str:
    """6 Sep 2027; `language` is the active one."""
    return date_format(day, "j M Y")


def export(request, slug, training, format):
    row = find(request, slug, training, "may_run")
    rows = RegistrationFilter(request.GET).apply(row.registrations.all()).order_by("pk")
    days = ()
    if row.has_begun(timezone.now()):
        days = attendance.days_begun(row, local_day(timezone.now(), row.zone))
    questions = list(Question.objects.in_force_or_answered(row))
    return spreadsheet(
        format,
        f"{row.project.slug}-{row.slug}-registrations",
        _("Registrations"),
        [
            *exports.REGISTRATIONS,
            *exports.day_columns(days),
            exports.AGREES,
            *(question.text for question in questions),
        ],
        exports.registration_rows(rows, days, questions),
    )


def add(request, slug, training):
    row = find(request, slug, training, "may_run")
    form = AddForm(request.POST or None, programme=row.programme, today=timezone.localdate())
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            registration.register,
            training=row,
            person=form.cleaned_data["person"],
            by=request.user,
            now=timezone.now(),
            override=form.cleaned_data["override"],
        )
    ):
        messages.success(
            request,
            _("%(person)s: %(state)s.")
            % {
                "person": form.outcome.person,
                "state": form.outcome.get_state_display(),
            },
        )
        return redirect("trainings:registrations", slug, training)
    context = heading(row) | {
        "form": form,
        "title": _("Add somebody"),
        "lede": _("They get a seat, or the next place in the line, and a mail that says so."),
        "submit": _("Register them"),
        "cancel_url": reverse("trainings:registrations", args=[slug, training]),
    }
    return render(request, "trainings/form.html", context)


def reject(request, slug, training, pk):
    row = find(request, slug, training, "may_run")
    found = get_object_or_404(
        row.registrations.active().select_related("person", "organisation"), pk=pk
    )
    form = RejectForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.carry_out(
            registration.reject,
            registration=found,
            by=request.user,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    ):
        messages.success(
            request,
            _("%(person)s is no longer registered, and was told why.") % {"person": found.person},
        )
        return redirect("trainings:registrations", slug, training)
    context = heading(row) | {
        "form": form,
        "title": _("Decline the registration of %(person)s") % {"person": found.person},
        "lede": _("A seat that becomes free goes to the first in line."),
        "submit": _("Decline it"),
        "danger": True,
        "cancel_url": reverse("trainings:registrations", args=[slug, training]),
    }
    return render(request, "trainings/form.html", context)


def open_registration(request, slug, training):
    row = find(request, slug, training, "may_run")
    # The moments are wall time of the place.
    with timezone.override(ZoneInfo(row.zone)):
        form = OpenForm(
            request.POST or None,
            initial={"opens": row.registration_opens, "closes": row.registration_closes},
        )
        if request.method == "POST" and form.is_valid():
            given = {"training": row, "by": request.user, **form.cleaned_data}
            if form.carry_out(planning.open_registration, **given):
                messages.success(request, _("Registration is open."))
                return redirect(row)
        is_open = row.registration_switch
        context = heading(row) | {
            "form": form,
            "title": _("When registration is open") if is_open else _("Open registration"),
            "lede": _("Times are those of %(city)s.") % {"city": city(row.zone)},
            "submit": _("Save") if is_open else _("Open it"),
        }
        return render(request, "trainings/form.html", context)


@require_POST
def close_registration(request, slug, training):
    row = find(request, slug, training, "may_run")
    try:
        planning.close_registration(training=row, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Registration is closed. Who is registered stays."))
    return redirect(row)

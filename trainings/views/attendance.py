"""Who was there: the sheet of all people and days, and somebody who came unregistered."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.clock import local_day
from core.templatetags.portal import day as day_words
from trainings import attendance, scheduling
from trainings.forms.attendance import CameForm, SheetFilter, SheetForm, seen_text
from trainings.models import Attendance, Registration, Training
from trainings.views import find, heading

CELLS = 900  # of one page: Django takes no more than a thousand fields
MOST_ROWS = 200
CORRECTIONS_SHOWN = 50
ELSEWHERE = ("go", "find", "clear")  # presses that save on the way to other rows
PERSON = ("pk", "person__name", "person__email", "organisation__short_name")


def sheet(request, slug, training):
    row = find(request, slug, training, "may_run")
    today = local_day(timezone.now(), row.zone)
    days = attendance.days_begun(row, today)
    if not days or row.state not in (*Training.FIXED, *Training.OVER):
        messages.warning(request, _("Attendance is recorded from the first day of the training."))
        return redirect(row)
    form = SheetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {"said": form.said, "others_on": form.others_on}
        given["reason"] = form.cleaned_data["reason"]
        if form.carry_out(
            attendance.say, training=row, by=request.user, now=timezone.now(), **given
        ):
            changed = form.outcome.new or form.outcome.corrected
            if changed or not any(press in request.POST for press in ELSEWHERE):
                messages.success(request, in_words(form.outcome))
            if "held" in request.POST:
                return hold(request, row)
            return redirect(way_on(request))
    return render(request, "trainings/attendance.html", shown(request, row, days, form, today))


def way_on(request) -> str:
    """The page or the search that was asked for with the press that saved; else the same rows."""
    asked = request.GET.copy()
    if go := request.POST.get("go"):
        asked["page"] = go
    elif "find" in request.POST or "clear" in request.POST:
        asked.clear()
        if "find" in request.POST and (words := request.POST.get("q", "").strip()):
            asked["q"] = words
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def shown(request, training, days, form, today) -> dict:
    """The page: its rows, and what was corrected so far."""
    seated = training.registrations.filter(state=Registration.State.CONFIRMED)
    filter_form = SheetFilter(request.GET)
    found = filter_form.apply(seated).order_by("person__name", "pk").values_list(*PERSON)
    most = max(1, min(MOST_ROWS, CELLS // len(days)))
    page = Paginator(found, most).get_page(request.GET.get("page"))
    people = list(page)
    of_page = Attendance.objects.filter(registration__in=[person[0] for person in people])
    said = of_page.filter(day__in=days).values_list("registration", "day", "was_there")
    known = {(registration, day): there for registration, day, there in said}
    before = form.data.get("seen", "") if form.is_bound else seen_text(known)
    summary, by_day = attendance.summary(training), attendance.by_day(training)
    unsaid = {row["pk"] for row in by_day if row["said"] < summary.seated}
    return heading(training) | {
        "form": form,
        "filter_form": filter_form,
        "sought": form.data.get("q", "") if form.is_bound else request.GET.get("q", ""),
        "page": page,
        "rows": list(rows_of(people, days, known, form.typed() if form.is_bound else {})),
        "pages": list(page.paginator.get_elided_page_range(page.number)),
        "days": [
            {"pk": row.pk, "words": day_words(row.day), "unsaid": row.pk in unsaid} for row in days
        ],
        "seen": before,
        "summary": summary,
        "by_day": by_day,
        "corrections": corrections_of(training),
        "may_hold": training.state in Training.FIXED and training.last_day <= today,
    }


def rows_of(people, days, known, typed):
    """What stands in the cells; what was typed and refused stands there again."""
    words = [(row.pk, day_words(row.day)) for row in days]
    answers = {True: "y", False: "n", None: ""}
    for pk, name, email, organisation in people:
        cells = []
        for day, label in words:
            there = known.get((pk, day))
            cells.append(
                {
                    "name": f"at-{pk}-{day}",
                    "label": label,
                    "known": there is not None,
                    "answer": typed.get((pk, day), answers[there]),
                }
            )
        yield {"name": name, "email": email, "organisation": organisation, "cells": cells}


def corrections_of(training):
    """The newest corrections, with what stood there before: it is the other answer."""
    rows = Attendance.history.filter(history_type="~", registration__training=training)
    rows = rows.select_related("history_user", "registration__person", "day")
    return rows.order_by("-history_id")[:CORRECTIONS_SHOWN]


def hold(request, training):
    """Mark it as held after its attendance; a refusal is said, and what was recorded stays."""
    try:
        scheduling.mark_held(training=training, by=request.user, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Marked as held."))
    return redirect(training)


def in_words(said: attendance.Said) -> str:
    if said.corrected:
        return ngettext(
            "Saved. %(count)d answer was corrected.",
            "Saved. %(count)d answers were corrected.",
            said.corrected,
        ) % {"count": said.corrected}
    return ngettext(
        "Saved. %(count)d answer was added.", "Saved. %(count)d answers were added.", said.new
    ) % {"count": said.new}


def add(request, slug, training):
    row = find(request, slug, training, "may_run")
    now = timezone.now()
    days = attendance.days_begun(row, local_day(now, row.zone))
    if not days:
        messages.warning(request, _("The first day has not come: register them instead."))
        return redirect("trainings:registrations", slug, training)
    form = CameForm(
        request.POST or None,
        programme=row.programme,
        today=timezone.localdate(),
        days_begun=days,
    )
    if request.method == "POST" and form.is_valid():
        given = {"training": row, "by": request.user, "now": now, **form.given()}
        if form.carry_out(attendance.add_who_came, **given):
            messages.success(
                request, _("%(person)s is on the list.") % {"person": form.outcome.person}
            )
            return redirect("trainings:attendance", slug, training)
    above = reverse("trainings:attendance", args=[slug, training])
    context = heading(row) | {
        "form": form,
        "title": _("Add somebody who came"),
        "lede": _("They get a seat and are recorded as there. No mail goes out."),
        "submit": _("Add them"),
        "cancel_url": above,
        "crumbs_url": above,
        "crumbs_label": _("Attendance"),
    }
    return render(request, "trainings/form.html", context)

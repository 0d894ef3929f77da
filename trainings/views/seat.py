"""One's own seat by personal link, without an account. Open to whoever has the link.

Everything that people with an account do on the training's page; nothing else of the project.
"""

from functools import wraps

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.languages import keep, speak, speaks
from core.views import form_page
from trainings import agenda, attendance, emails, links, materials, registration
from trainings.forms.registering import WithdrawForm
from trainings.models import AgendaItem, Registration, Training
from trainings.sentences import said
from trainings.views.answers import form_of, save
from trainings.views.details import calendar_file
from trainings.views.registering import SAID, words_of_withdrawing

RELATED = (
    "person",
    "organisation",
    "training__project",
    "training__programme",
    "training__organiser__organisation",
    "training__merged_into",
)


def by_link(view):
    """The view gets the registration that the link in the address opens. Every link that does not
    work gets the same page."""

    @login_not_required
    @speaks
    @never_cache
    @rate_limit(action="training_link", limit_get=True)
    @wraps(view)
    def found(request, token, *args, **kwargs):
        rows = Registration.objects.select_related(*RELATED)
        try:
            row = links.find(rows, token, now=timezone.now())
        except links.DeadLink:
            return render(request, "trainings/dead_link.html", status=404)
        speak(request, own=row.person.language)
        return view(request, token, row, *args, **kwargs)

    return found


@by_link
def seat(request, token, row):
    """Looking at it changes nothing: mail scanners open links."""
    training, now = row.training, timezone.now()
    counted = row.state in (Registration.State.CONFIRMED, Registration.State.WAITING)
    before = training.state not in Training.OVER and not training.has_begun(now)
    days = emails.active_days(training)
    timetable = agenda.timetable(
        AgendaItem.objects.with_trainers(training) if training.agenda else (), days
    )
    context = {
        "token": token,
        "registration": row,
        "timetable": timetable,
        "only_day": len(timetable) == 1,
        "own_days": attendance.own(row) if training.has_begun(now) else (),
        "why": said(row.why),
        "end_reason": said(row.end_reason),
        "spoken": emails.in_words(training.language),
        "materials": materials.for_participant(training, row, link=token),
        "training": training,
        "days": days,
        "position": row.position() if counted else None,
        "before": before,
        "offer_ends": emails.on_the_wall(row.offered_until, training.zone),
        "unanswered": before and row.is_active and row.unanswered(),
    }
    return render(request, "trainings/seat.html", context)


@by_link
def ics(request, token, row):
    days = emails.active_days(row.training)
    if not days:
        raise Http404
    return calendar_file(row.training, days)


@by_link
def withdraw(request, token, row):
    if not row.is_active and request.method != "POST":
        return redirect(seat_of(request, token))
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.carry_out(
        lambda: registration.withdraw(
            registration=row,
            by=row.person,
            now=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
    ):
        messages.success(request, _("Done. Thank you for making room."))
        return redirect(seat_of(request, token))
    return own_page(
        request, token, row, form, template="trainings/form.html", **words_of_withdrawing(row)
    )


@require_POST
@by_link
def answer(request, token, row):
    """Accept or decline an offered seat."""
    acts = {"accept": registration.accept, "decline": registration.decline}
    act = acts.get(request.POST.get("answer"))
    if act is None:
        messages.error(request, _("Say whether you come."))
        return redirect(seat_of(request, token))
    try:
        done = act(registration=row, by=row.person, now=timezone.now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, SAID.get(done.state, _("The seat goes to the next in line.")))
    return redirect(seat_of(request, token))


@by_link
def answers(request, token, row):
    now = timezone.now()
    form = form_of(request, row, now)
    if save(request, form, row, now):
        return redirect(seat_of(request, token))
    return own_page(
        request,
        token,
        row,
        form,
        title=_("Your answers"),
        submit=_("Save"),
        template="trainings/answers.html",
        consents_only=form.questions is None,
    )


def own_page(request, token, row, form, *, title, **context):
    """A page below the own seat: without the project, of which the reader may know nothing."""
    return form_page(
        request,
        form,
        None,
        title,
        above=seat_of(request, token),
        above_label=row.training.title,
        **context,
    )


def seat_of(request, token) -> str:
    return keep(request, reverse("trainings:seat", args=[token]))
